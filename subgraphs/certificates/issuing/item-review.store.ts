import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { Queries, Sql } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';
import { sealedSubjectOf } from '../subject/sealed-subject.store.js';
import type { SealedSubject } from '../subject/subject-record.js';
import type { OutcomeFlag } from './certificate.rules.js';

/** An item that a person must settle. */
export interface NewReview {
  line: number;
  flags: OutcomeFlag[];
  /** The outcome as it was received or found. */
  outcome: SealedValue;
}

/** Puts items under review; whoever is there already, or has an end, stays as it is. @returns the lines put there now. */
export async function insertReviews(
  sql: Sql,
  { requestId, since, reviews }: { requestId: string; since: Date; reviews: readonly NewReview[] },
): Promise<Set<number>> {
  if (reviews.length === 0) return new Set();
  const written = await sql.rows<{ line: number }>(
    `INSERT INTO certificates.item_review (request_id, line, flags, key_id, sealed, since, office_code)
     SELECT request.id, line, string_to_array(flags, ','), found.key_id, found.sealed, $2::timestamptz, request.office_code
     FROM certificates.certificate_request request
     CROSS JOIN unnest($3::int[], $4::text[], $5::smallint[], $6::bytea[]) AS found (line, flags, key_id, sealed)
     WHERE request.id = $1 AND NOT EXISTS (SELECT FROM certificates.item_end ended WHERE ended.request_id = $1 AND ended.line = found.line)
     ON CONFLICT (request_id, line) DO NOTHING RETURNING line`,
    [
      requestId,
      since,
      reviews.map(({ line }) => line),
      reviews.map(({ flags }) => flags.join(',')),
      reviews.map(({ outcome }) => outcome.keyId),
      reviews.map(({ outcome }) => outcome.sealed),
    ],
  );
  return new Set(written.map(({ line }) => line));
}

/** Which of these lines have an end or stand under review. */
export async function closedLines(sql: Sql, requestId: string, lines: readonly number[]): Promise<Set<number>> {
  if (lines.length === 0) return new Set();
  // By range: lines that are asked for together lie together, and usually none of them is found.
  const found = await sql.rows<{ line: number }>(
    `SELECT line FROM certificates.item_end WHERE request_id = $1 AND line BETWEEN $2 AND $3
     UNION SELECT line FROM certificates.item_review WHERE request_id = $1 AND line BETWEEN $2 AND $3`,
    [requestId, Math.min(...lines), Math.max(...lines)],
  );
  const asked = new Set(lines);
  return new Set(found.map(({ line }) => line).filter((line) => asked.has(line)));
}

/** A review with what is needed to settle it. */
export interface StoredReview {
  requestId: string;
  line: number;
  row: number;
  kind: CertificateKindName;
  officeCode: string;
  german: boolean;
  flags: OutcomeFlag[];
  outcome: SealedValue;
  subject: SealedSubject;
  settled: boolean;
}

interface ReviewRow {
  row: number;
  kind: CertificateKindName;
  office_code: string;
  german: boolean;
  flags: OutcomeFlag[];
  key_id: number;
  sealed: Buffer;
  subject_first_line: number;
  subject_key_id: number;
  subject_sealed: Buffer;
  settled: boolean;
}

export async function findReview(
  queries: Queries,
  { requestId, line }: { requestId: string; line: number },
): Promise<StoredReview | null> {
  const found = await queries.one<ReviewRow>(
    `SELECT item.row, request.kind, request.office_code, request.german, review.flags, review.key_id, review.sealed,
            subject.first_line AS subject_first_line, subject.key_id AS subject_key_id, subject.sealed AS subject_sealed,
            review.settled_at IS NOT NULL AS settled
     FROM certificates.item_review review
     JOIN certificates.certificate_item item ON item.request_id = review.request_id AND item.line = review.line
     ${sealedSubjectOf('item', 'subject')}
     JOIN certificates.certificate_request request ON request.id = review.request_id
     WHERE review.request_id = $1 AND review.line = $2`,
    [requestId, line],
  );
  if (!found) return null;
  const { row, kind, german, flags, settled } = found;
  return {
    ...{ requestId, line, row, kind, german, flags, settled },
    officeCode: found.office_code,
    outcome: { keyId: found.key_id, sealed: found.sealed },
    subject: { firstLine: found.subject_first_line, keyId: found.subject_key_id, sealed: found.subject_sealed },
  };
}

/** Marks a review as settled; `false` when somebody was faster. */
export async function markSettled(
  sql: Sql,
  settled: { requestId: string; line: number; at: Date; by: string; note: SealedValue },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE certificates.item_review SET settled_at = $3, settled_by = $4, note_key_id = $5, sealed_note = $6
     WHERE request_id = $1 AND line = $2 AND settled_at IS NULL`,
    [settled.requestId, settled.line, settled.at, settled.by, settled.note.keyId, settled.note.sealed],
  );
  return rowCount === 1;
}
