import type { IsoDay } from '../../../schema/kernel/clock.js';

export type CertificateVerificationStatus = 'VALID' | 'EXPIRED' | 'REVOKED' | 'UNKNOWN';

/** it holds up to and with its last day, unless it was revoked, which counts also after that. */
export function verificationStatus(
  certificate: { expiresOn: IsoDay; revokedOn: IsoDay | null } | undefined,
  today: IsoDay,
): CertificateVerificationStatus {
  if (!certificate) return 'UNKNOWN';
  if (certificate.revokedOn !== null) return 'REVOKED';
  return today <= certificate.expiresOn ? 'VALID' : 'EXPIRED';
}
