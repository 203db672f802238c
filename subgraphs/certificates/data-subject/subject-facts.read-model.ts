import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { ItemEndStatus } from '../certificate-request/stored-item.type.js';

/** Everything that is held of an item beside its subject. */
export interface SubjectFacts {
  requestId: string;
  line: number;
  row: number;
  ipaCode: string;
  bodyName: string | null;
  kind: string;
  purposeCode: string;
  purpose: string | null;
  protocolNumber: string;
  protocolDate: IsoDay;
  channel: string;
  submittedAt: Date;
  /** Whether every item of the request is at an end. */
  requestEnded: boolean;
  status: ItemEndStatus | null;
  code: string | null;
  endedAt: Date | null;
  underReview: boolean;
  flags: string[] | null;
  noteKeyId: number | null;
  sealedNote: Buffer | null;
  number: string | null;
  issuedOn: IsoDay | null;
  expiresOn: IsoDay | null;
  revokedAt: Date | null;
  pdfErasedOn: IsoDay | null;
  contentKeyId: number | null;
  content: Buffer | null;
  /** Whether the PDF is kept. */
  hasPdf: boolean;
  rejectionKeyId: number | null;
  sealedRejection: Buffer | null;
}

export async function subjectFacts(
  queries: Queries,
  items: readonly { requestId: string; line: number }[],
): Promise<SubjectFacts[]> {
  if (items.length === 0) return [];
  return queries.rows<SubjectFacts>(
    `SELECT item.request_id AS "requestId", item.line, item.row, request.ipa_code AS "ipaCode",
            body.name AS "bodyName", request.kind, request.purpose_code AS "purposeCode", purpose.title_it AS purpose,
            request.protocol_number AS "protocolNumber", request.protocol_date AS "protocolDate", request.channel,
            request.submitted_at AS "submittedAt", request.ended_at IS NOT NULL AS "requestEnded",
            ended.status, ended.code, ended.at AS "endedAt",
            review.request_id IS NOT NULL AND review.settled_at IS NULL AS "underReview", review.flags,
            review.note_key_id AS "noteKeyId", review.sealed_note AS "sealedNote",
            certificate.number, certificate.issued_on AS "issuedOn", certificate.expires_on AS "expiresOn",
            certificate.revoked_at AS "revokedAt", certificate.pdf_erased_on AS "pdfErasedOn",
            certificate.key_id AS "contentKeyId", certificate.sealed AS content,
            document.sealed IS NOT NULL AS "hasPdf",
            counter.reason_key_id AS "rejectionKeyId", counter.sealed_reason AS "sealedRejection"
     FROM unnest($1::uuid[], $2::int[]) AS wanted (request_id, line)
     JOIN certificates.certificate_item item ON item.request_id = wanted.request_id AND item.line = wanted.line
     JOIN certificates.certificate_request request ON request.id = item.request_id
     LEFT JOIN agreements.public_body body ON body.ipa_code = request.ipa_code
     LEFT JOIN agreements.purpose ON purpose.code = request.purpose_code
     LEFT JOIN certificates.item_end ended ON ended.request_id = item.request_id AND ended.line = item.line
     LEFT JOIN certificates.item_review review ON review.request_id = item.request_id AND review.line = item.line
     LEFT JOIN certificates.counter_item counter ON counter.request_id = item.request_id AND counter.line = item.line
     LEFT JOIN certificates.certificate ON certificate.request_id = item.request_id AND certificate.line = item.line
     LEFT JOIN certificates.certificate_document document ON document.number = certificate.number
     ORDER BY item.request_id, item.line`,
    [items.map(({ requestId }) => requestId), items.map(({ line }) => line)],
  );
}

/** By whom certificates were read: bodies and days, not the persons who read for them. */
export async function readingsOf(
  queries: Queries,
  numbers: readonly string[],
): Promise<{ number: string; at: Date; kind: string; ipaCode: string; purposeCode: string }[]> {
  if (numbers.length === 0) return [];
  return queries.rows(
    `SELECT number, at, kind, ipa_code AS "ipaCode", purpose_code AS "purposeCode"
     FROM certificates.certificate_reading WHERE number = ANY ($1::text[]) ORDER BY number, id LIMIT 5000`,
    [numbers],
  );
}

/** Contact persons who are named in an agreement of the office, still sealed. */
export async function contactsOfOffice(
  queries: Queries,
  officeCode: string,
): Promise<{ id: string; side: string; ipaCode: string | null; keyId: number; sealed: Buffer; active: boolean }[]> {
  return queries.rows(
    `SELECT DISTINCT contact.id, contact.side, contact.ipa_code AS "ipaCode", contact.key_id AS "keyId", contact.sealed,
            contact.active
     FROM agreements.contact_person contact
     JOIN agreements.direct_agreement_contact named ON named.contact_id = contact.id
     JOIN agreements.direct_agreement agreement ON agreement.id = named.agreement_id
     WHERE agreement.office_code = $1`,
    [officeCode],
  );
}
