import type { KeyObject } from 'node:crypto';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import type { SubjectFields } from '../subject/subject-record.js';
import { newVerificationCodes } from '../verification/verification-code.rules.js';
import { newSalts, sealContent } from './certificate-content.js';
import { expiryOf, languageOf, type CertificateOutcome, type OutcomeFlag } from './certificate.rules.js';
import type { NewCertificate } from './certificate.store.js';
import type { RegisterKind } from './register.port.js';
import { signStatements, type CertificateStatement } from './statement.js';

/** What all certificates of one request have in common. */
export interface IssuingRequest {
  id: string;
  kind: CertificateKindName;
  officeCode: string;
  german: boolean;
}

/** A certificate as it has been decided, before it is signed. */
export interface CertificateDraft {
  line: number;
  number: string;
  issuedOn: IsoDay;
  outcome: CertificateOutcome;
  flags: OutcomeFlag[];
  subject: SubjectFields;
}

export interface IssuingKeys {
  vault: PersonalDataVault;
  /** Ed25519 private key that signs the statements. */
  statementKey: KeyObject;
  /** Kind of the register that is configured; unset: synthetic, and the certificates say so. */
  registerKind?: RegisterKind;
}

/** Completes decided certificates: expiry, language, verification code, sealed content, signature. */
export async function completeCertificates(
  request: IssuingRequest,
  drafts: readonly CertificateDraft[],
  { vault, statementKey, registerKind }: IssuingKeys,
): Promise<NewCertificate[]> {
  const { kind, officeCode } = request;
  const language = languageOf(request);
  const codes = newVerificationCodes(drafts.length);
  const salts = newSalts(drafts.length);
  const expiries = new Map<IsoDay, IsoDay>();
  const expiresOf = (issuedOn: IsoDay): IsoDay => {
    const expiresOn = expiries.get(issuedOn) ?? expiryOf(issuedOn);
    expiries.set(issuedOn, expiresOn);
    return expiresOn;
  };
  const statements = drafts.map(({ number, issuedOn, outcome, flags, subject }, index): CertificateStatement => {
    const content = {
      outcome,
      flags,
      ...(registerKind === 'REAL' && { register: registerKind }),
      salt: salts[index] ?? '',
    };
    const verificationCode = codes[index] ?? '';
    const expiresOn = expiresOf(issuedOn);
    return { number, kind, officeCode, language, issuedOn, expiresOn, verificationCode, subject, content };
  });
  const signatures = await signStatements(statements, statementKey);
  return drafts.map(({ line }, index): NewCertificate => {
    const { subject: _, content, ...facts } = statements[index] as CertificateStatement;
    const sealed = sealContent(vault, facts.number, content);
    return { ...facts, requestId: request.id, line, content: sealed, signature: signatures[index] as Buffer };
  });
}
