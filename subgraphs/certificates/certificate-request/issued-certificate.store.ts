import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';
import type { CertificateLanguage } from '../issuing/certificate.rules.js';
import { itemId } from './certificate-item.rules.js';

/** A certificate as the graph shows it; what it says of the person is still sealed. */
export interface IssuedCertificate {
  number: string;
  kind: CertificateKindName;
  language: CertificateLanguage;
  issuedOn: IsoDay;
  expiresOn: IsoDay;
  verificationCode: string;
  content: SealedValue;
}

interface CertificateRow {
  request_id: string;
  line: number;
  number: string;
  kind: CertificateKindName;
  language: CertificateLanguage;
  issued_on: IsoDay;
  expires_on: IsoDay;
  verification_code: string;
  key_id: number;
  sealed: Buffer;
}

/** The certificates of items that have one, by the id of the item. */
export async function certificatesOfItems(
  database: Database,
  items: readonly { requestId: string; line: number }[],
): Promise<Map<string, IssuedCertificate>> {
  const rows = await database.rows<CertificateRow>(
    `SELECT request_id, line, number, kind, language, issued_on, expires_on, verification_code, key_id, sealed
     FROM certificates.certificate
     WHERE (request_id, line) IN (SELECT * FROM unnest($1::uuid[], $2::int[]))`,
    [items.map(({ requestId }) => requestId), items.map(({ line }) => line)],
  );
  return new Map(
    rows.map((row) => [
      itemId({ requestId: row.request_id, line: row.line }),
      {
        number: row.number,
        kind: row.kind,
        language: row.language,
        issuedOn: row.issued_on,
        expiresOn: row.expires_on,
        verificationCode: row.verification_code,
        content: { keyId: row.key_id, sealed: row.sealed },
      },
    ]),
  );
}
