import type { Queries } from '../../../schema/kernel/database.js';

/** A batch whose answer is awaited and may be looked for now. */
export interface AwaitedBatch {
  id: string;
  fileName: string;
}

/** At one office, those that have waited longest first. */
export async function listAwaited(sql: Queries, officeCode: string, now: Date, limit: number): Promise<AwaitedBatch[]> {
  return sql.rows(
    `SELECT id, file_name AS "fileName" FROM legacy.massivo_batch
      WHERE office_code = $1 AND state IN ('SENT', 'ACKNOWLEDGED') AND not_before <= $2
        AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
      ORDER BY sent_at LIMIT $3`,
    [officeCode, now, limit],
  );
}

export interface KnownFile {
  id: string;
  fileName: string;
  /** Its answers are of no use any more: `DONE`, or `ABANDONED`, and then they must never be issued. Else `OPEN`. */
  fate: 'DONE' | 'ABANDONED' | 'OPEN';
}

/** Which of these request files are ours. */
export async function findFiles(sql: Queries, officeCode: string, fileNames: readonly string[]): Promise<KnownFile[]> {
  return sql.rows(
    `SELECT id, file_name AS "fileName",
            CASE WHEN state IN ('COMPLETED', 'REFUSED') THEN 'DONE' WHEN state = 'ABANDONED' THEN 'ABANDONED'
                 ELSE 'OPEN' END AS fate
       FROM legacy.massivo_batch WHERE file_name = ANY($1) AND office_code = $2`,
    [fileNames, officeCode],
  );
}

const LATE_OUTCOME = 'LATE_OUTCOME';

/** an outcome came after its batch was abandoned; kept apart, never issued. Before the operator's reason, if any. */
export async function noteLateOutcome(sql: Queries, id: string): Promise<void> {
  await sql.query(
    `UPDATE legacy.massivo_batch SET last_error = concat_ws('; ', $2::text, last_error)
      WHERE id = $1 AND state = 'ABANDONED' AND (last_error IS NULL OR NOT starts_with(last_error, $2))`,
    [id, LATE_OUTCOME],
  );
}

export interface OverdueBatch {
  id: string;
  officeCode: string;
  lastError: string;
}

/** Reports the batches that have waited too long for an acknowledgement or an outcome, once each. */
export async function reportOverdue(
  sql: Queries,
  { acknowledgementSince, outcomeSince }: { acknowledgementSince: Date; outcomeSince: Date },
): Promise<OverdueBatch[]> {
  return sql.rows(
    `UPDATE legacy.massivo_batch
        SET last_error = CASE WHEN state = 'SENT' THEN 'NO_ACKNOWLEDGEMENT' ELSE 'NO_OUTCOME' END
      WHERE id IN (
        SELECT id FROM legacy.massivo_batch
         WHERE last_error IS NULL AND state IN ('SENT', 'ACKNOWLEDGED')
           AND ((state = 'SENT' AND sent_at < $1) OR (state = 'ACKNOWLEDGED' AND acknowledged_at < $2))
           FOR UPDATE SKIP LOCKED)
      RETURNING id, office_code AS "officeCode", last_error AS "lastError"`,
    [acknowledgementSince, outcomeSince],
  );
}
