import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries, Sql } from '../../../schema/kernel/database.js';

/** Which certificates lose their PDF, and what is recorded of it. */
export interface Erasure {
  /** Those issued before this day. */
  issuedBefore: IsoDay;
  limit: number;
  at: Date;
  /** The day that is recorded with each certificate. */
  day: IsoDay;
  retentionDays: number;
}

/** How many certificates lost their PDF, and how many of them had one: others were never downloaded. */
export interface Erased {
  certificates: number;
  documents: number;
}

/**
 * Erases the PDFs of some certificates of the oldest day that has any, and records it. One day, and not the oldest of all:
 * for an order the planner reads and sorts everything that is due, for every batch anew (measured: 10,000 rows for 500). Part of one transaction: after it all of them
 * are erased, before it none. Certificates that somebody else has in hand (another worker, a download that is keeping a
 * PDF) are left to the next batch.
 *
 * Two statements, not one: a PDF that was kept after the first began, and before it had the row, is only seen by the
 * second.
 */
export async function eraseDocuments(
  sql: Sql,
  { issuedBefore, limit, at, day, retentionDays }: Erasure,
): Promise<Erased> {
  const marked = await sql.rows<{ number: string }>(
    `WITH due AS (
       SELECT number FROM certificates.certificate
       WHERE pdf_erased_on IS NULL AND issued_on < $1
         AND issued_on = (SELECT min(issued_on) FROM certificates.certificate WHERE pdf_erased_on IS NULL)
       LIMIT $2 FOR UPDATE SKIP LOCKED
     )
     UPDATE certificates.certificate certificate SET pdf_erased_on = $3
     FROM due WHERE certificate.number = due.number RETURNING certificate.number`,
    [issuedBefore, limit, day],
  );
  if (marked.length === 0) return { certificates: 0, documents: 0 };
  const documents = await emptyDocuments(
    sql,
    marked.map(({ number }) => number),
  );
  const erased = { certificates: marked.length, documents };
  await sql.query(
    `INSERT INTO certificates.document_erasure (at, retention_days, certificates, documents) VALUES ($1, $2, $3, $4)`,
    [at, retentionDays, erased.certificates, erased.documents],
  );
  return erased;
}

/** Empties the documents of these numbers; hash and number stay. @returns how many there were. */
async function emptyDocuments(sql: Sql, numbers: readonly string[]): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE certificates.certificate_document SET key_id = NULL, sealed = NULL
     WHERE number = ANY ($1::text[]) AND sealed IS NOT NULL`,
    [numbers],
  );
  return rowCount;
}

/**
 * Empties the PDF that an office sent for an item whose review came to another certificate: it says what was found to be
 * wrong, and no certificate bears its number. The number stays taken.
 */
export async function emptyUnissuedDocument(sql: Sql, number: string): Promise<void> {
  await sql.query(
    `UPDATE certificates.certificate_document SET key_id = NULL, sealed = NULL
     WHERE number = $1 AND NOT EXISTS (SELECT FROM certificates.certificate WHERE number = $1)`,
    [number],
  );
}

/** What has been erased so far, and the day of issue of the oldest certificate that has not. */
export async function readErasures(queries: Queries): Promise<Erased & { oldestKept: IsoDay | null }> {
  const row = await queries.one<Erased & { oldestKept: IsoDay | null }>(
    `SELECT coalesce(sum(certificates), 0)::int AS certificates, coalesce(sum(documents), 0)::int AS documents,
            (SELECT min(issued_on) FROM certificates.certificate WHERE pdf_erased_on IS NULL) AS "oldestKept"
     FROM certificates.document_erasure`,
  );
  return row ?? { certificates: 0, documents: 0, oldestKept: null };
}
