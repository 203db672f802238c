import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';

/** What may be told of a certificate to whoever holds its code: nothing of the person. */
export interface VerifiableCertificate {
  kind: CertificateKindName;
  issuedOn: IsoDay;
  expiresOn: IsoDay;
  officeCode: string;
  /** Day of the revocation, Europe/Rome. */
  revokedOn: IsoDay | null;
}

export async function certificateByCode(queries: Queries, code: string): Promise<VerifiableCertificate | undefined> {
  return queries.one<VerifiableCertificate>(
    `SELECT kind, issued_on AS "issuedOn", expires_on AS "expiresOn", office_code AS "officeCode",
            (revoked_at AT TIME ZONE 'Europe/Rome')::date AS "revokedOn"
     FROM certificates.certificate WHERE verification_code = $1`,
    [code],
  );
}
