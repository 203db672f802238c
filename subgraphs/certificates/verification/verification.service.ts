import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import { today, type Clock, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import { parseVerificationCode } from './verification-code.rules.js';
import { verificationStatus, type CertificateVerificationStatus } from './verification.rules.js';
import { certificateByCode } from './verification.store.js';

/** The answer to anybody who asks: always these fields, `null` where there is no such certificate. */
export interface CertificateVerification {
  status: CertificateVerificationStatus;
  kind: CertificateKindName | null;
  issuedOn: IsoDay | null;
  expiresOn: IsoDay | null;
  officeCode: string | null;
  revokedOn: IsoDay | null;
}

export interface VerificationParts {
  database: Queries;
  clock: Clock;
}

/** Says whether the certificate with this code holds. A code that cannot be one is UNKNOWN like any other. */
export async function verifyCertificate(
  { database, clock }: VerificationParts,
  code: string,
): Promise<CertificateVerification> {
  const parsed = parseVerificationCode(code);
  const certificate = parsed === null ? undefined : await certificateByCode(database, parsed);
  const { kind = null, issuedOn = null, expiresOn = null, officeCode = null, revokedOn = null } = certificate ?? {};
  const status = verificationStatus(certificate, today(clock));
  return { status, kind, issuedOn, expiresOn, officeCode, revokedOn };
}
