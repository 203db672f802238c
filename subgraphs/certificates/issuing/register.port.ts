import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type { CertificateOutcome, OutcomeFlag } from './certificate.rules.js';

/** One question: what does this kind of certificate say about this subject? */
export interface RegisterQuery {
  kind: CertificateKindName;
  subject: SubjectFields;
}

/** Whether it knows anything: what comes of a synthetic one is marked as without legal value. */
export type RegisterKind = 'REAL' | 'SYNTHETIC';

export interface RegisterAnswer {
  outcome: CertificateOutcome;
  /** Why a person must look at it before it is issued; empty for most. Each flag once. */
  flags: OutcomeFlag[];
}

/**
 * Port: the national register behind the direct channel. `tests/contract/register.contract.ts` is what every
 * implementation must pass.
 *
 * An implementation answers every query, in order, whatever stands in the subject's fields; what it cannot tell apart
 * it flags. It rejects only when it cannot be asked at all, as a whole, and then it will be asked the same again: asking
 * twice must change nothing. It stops when the signal fires.
 */
export interface CasellarioRegister {
  readonly kind: RegisterKind;
  lookUp(queries: readonly RegisterQuery[], signal: AbortSignal): Promise<RegisterAnswer[]>;
}
