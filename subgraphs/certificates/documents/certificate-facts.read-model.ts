import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';
import { sealedSubjectOf } from '../subject/sealed-subject.store.js';
import type { SealedSubject } from '../subject/subject-record.js';
import type { CertificateLanguage } from '../issuing/certificate.rules.js';

/** An issued certificate with everything that is printed on it; names of offices, bodies and purposes are read from their owner. */
export interface CertificateFacts {
  number: string;
  requestId: string;
  line: number;
  row: number;
  kind: CertificateKindName;
  language: CertificateLanguage;
  issuedOn: IsoDay;
  expiresOn: IsoDay;
  verificationCode: string;
  /** Since when there is no PDF of it any more. */
  pdfErasedOn: IsoDay | null;
  revoked: boolean;
  signature: Buffer;
  /** The sealed content and the sealed subject. */
  content: SealedValue;
  subject: SealedSubject;
  ipaCode: string;
  bodyName: string;
  officeCode: string;
  officeName: string;
  purposeCode: string;
  /** Law and article of the purpose. */
  purposeLaw: string;
  protocolNumber: string;
  protocolDate: IsoDay;
}

interface FactsRow extends Omit<CertificateFacts, 'content' | 'subject'> {
  contentKeyId: number;
  contentSealed: Buffer;
  subjectFirstLine: number;
  subjectKeyId: number;
  subjectSealed: Buffer;
}

const SELECT = `
  SELECT certificate.number, certificate.request_id AS "requestId", certificate.line, item.row, certificate.kind,
         certificate.language, certificate.issued_on AS "issuedOn", certificate.expires_on AS "expiresOn",
         certificate.verification_code AS "verificationCode", certificate.signature,
         certificate.pdf_erased_on AS "pdfErasedOn", certificate.revoked_at IS NOT NULL AS revoked,
         certificate.key_id AS "contentKeyId", certificate.sealed AS "contentSealed",
         subject.first_line AS "subjectFirstLine", subject.key_id AS "subjectKeyId", subject.sealed AS "subjectSealed",
         request.ipa_code AS "ipaCode", coalesce(body.name, request.ipa_code) AS "bodyName",
         certificate.office_code AS "officeCode", coalesce(office.name, certificate.office_code) AS "officeName",
         request.purpose_code AS "purposeCode",
         coalesce('art. ' || purpose.article || ' ' || purpose.law, request.purpose_code) AS "purposeLaw",
         request.protocol_number AS "protocolNumber", request.protocol_date AS "protocolDate"
  FROM certificates.certificate
  JOIN certificates.certificate_request request ON request.id = certificate.request_id
  CROSS JOIN LATERAL (SELECT request_id, line, row FROM certificates.certificate_item
                      WHERE request_id = certificate.request_id AND line = certificate.line LIMIT 1) item
  ${sealedSubjectOf('item', 'subject')}
  LEFT JOIN agreements.public_body body ON body.ipa_code = request.ipa_code
  LEFT JOIN agreements.prosecutor_office office ON office.code = certificate.office_code
  LEFT JOIN agreements.purpose ON purpose.code = request.purpose_code`;

export async function certificateByNumber(queries: Queries, number: string): Promise<CertificateFacts | undefined> {
  const row = await queries.one<FactsRow>(`${SELECT} WHERE certificate.number = $1`, [number]);
  return row && factsOf(row);
}

/**
 * The certificates of some lines of a request, in their order. Lines are a range and not a LIMIT: for the next hundred
 * of 100,000 PostgreSQL would read and sort all that are left.
 */
export async function certificatesOfLines(
  queries: Queries,
  { requestId, firstLine, lastLine }: { requestId: string; firstLine: number; lastLine: number },
): Promise<CertificateFacts[]> {
  const rows = await queries.rows<FactsRow>(
    `${SELECT} WHERE certificate.request_id = $1 AND certificate.line BETWEEN $2 AND $3
     ORDER BY certificate.line`,
    [requestId, firstLine, lastLine],
  );
  return rows.map(factsOf);
}

function factsOf({ contentKeyId, contentSealed, ...rest }: FactsRow): CertificateFacts {
  const { subjectFirstLine, subjectKeyId, subjectSealed, ...facts } = rest;
  return {
    ...facts,
    content: { keyId: contentKeyId, sealed: contentSealed },
    subject: { firstLine: subjectFirstLine, keyId: subjectKeyId, sealed: subjectSealed },
  };
}
