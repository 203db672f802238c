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
  pdfErasedOn: IsoDay | null;
  revokedAt: Date | null;
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
  pdf_erased_on: IsoDay | null;
  revoked_at: Date | null;
}

const COLUMNS = `request_id, line, number, kind, language, issued_on, expires_on, verification_code, key_id, sealed,
                 pdf_erased_on, revoked_at`;

/** The certificates of items that have one, by the id of the item. */
export async function certificatesOfItems(
  database: Database,
  items: readonly { requestId: string; line: number }[],
): Promise<Map<string, IssuedCertificate>> {
  const rows = await database.rows<CertificateRow>(
    `SELECT ${COLUMNS} FROM certificates.certificate
     WHERE (request_id, line) IN (SELECT * FROM unnest($1::uuid[], $2::int[]))`,
    [items.map(({ requestId }) => requestId), items.map(({ line }) => line)],
  );
  return new Map(rows.map((row) => [itemId({ requestId: row.request_id, line: row.line }), certificateOf(row)]));
}

/** One certificate of an office. */
export async function issuedCertificate(
  database: Database,
  { number, officeCode }: { number: string; officeCode: string },
): Promise<(IssuedCertificate & { requestId: string }) | undefined> {
  const row = await database.one<CertificateRow>(
    `SELECT ${COLUMNS} FROM certificates.certificate WHERE number = $1 AND office_code = $2`,
    [number, officeCode],
  );
  return row && { ...certificateOf(row), requestId: row.request_id };
}

function certificateOf(row: CertificateRow): IssuedCertificate {
  return {
    number: row.number,
    kind: row.kind,
    language: row.language,
    issuedOn: row.issued_on,
    expiresOn: row.expires_on,
    verificationCode: row.verification_code,
    content: { keyId: row.key_id, sealed: row.sealed },
    pdfErasedOn: row.pdf_erased_on,
    revokedAt: row.revoked_at,
  };
}
