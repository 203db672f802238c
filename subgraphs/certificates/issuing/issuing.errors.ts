import { DomainError } from '../../../schema/kernel/domain-error.js';

/** Why a turn came to nothing; kept with the job and told to operators. */
export type IssuingFailureCode =
  | 'ITEMS_MISSING'
  | 'ITEM_UNREADABLE'
  | 'KEY_NOT_CONFIGURED'
  | 'REGISTER_ANSWERS_MISSING'
  | 'REGISTER_TIMEOUT'
  | 'NUMBER_TAKEN'
  | 'CLAIM_LOST'
  | 'SIGNING_KEY_MISSING';

export class IssuingFailure extends Error {
  constructor(readonly code: IssuingFailureCode) {
    super(code);
    this.name = 'IssuingFailure';
  }
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** How long a job waits after so many turns that failed: 1 s, 2 s, 4 s … 60 s. */
export function retryDelayMs(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 10), LONGEST_RETRY_MS);
}

/** What may be kept of an error: a code, never its sentence, which could quote a subject. */
export function failureCode(error: unknown): string {
  if (error instanceof IssuingFailure || error instanceof DomainError) return error.code;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && /^[\w-]{1,40}$/.test(code)) return code;
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : 'Error';
}

/** The office has answered with numbers that other certificates bear already; nothing of the answer was taken in. */
export function certificateNumbersTaken(seqs: readonly number[]): DomainError {
  return new DomainError('SIC-001', {
    rule: 'R-34',
    message: 'The answer gives certificate numbers that are already in use.',
    messageIt: 'La risposta contiene numeri di certificato già utilizzati.',
    details: { seqs },
  });
}

/** An outcome that no certificate can be made of, or that is about no row of the range. */
export function unusableOutcomes(seqs: readonly number[]): DomainError {
  return new DomainError('SIC-001', {
    rule: 'R-34',
    message: 'The answer has outcomes that do not belong to the rows sent, or lack number and date.',
    messageIt: 'La risposta contiene esiti che non corrispondono alle righe inviate o privi di numero e data.',
    details: { seqs },
  });
}

export function itemNotUnderReview(): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    rule: 'R-33',
    message: 'This item is not under review, or has been settled already.',
    messageIt: 'Il nominativo non è in verifica oppure è già stato definito.',
  });
}
