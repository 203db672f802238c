import type { Queries } from '../../../schema/kernel/database.js';

/** A batch whose answer is awaited and may be looked for now. */
export interface AwaitedBatch {
  id: string;
  fileName: string;
  /** Something was late or incomplete when it was looked at last. */
  isWatched: boolean;
}

/** At one office, those that have waited longest first. */
export async function listAwaited(sql: Queries, officeCode: string, now: Date, limit: number): Promise<AwaitedBatch[]> {
  return sql.rows(
    `SELECT id, file_name AS "fileName",
            EXISTS (SELECT FROM legacy.massivo_answer_watch w WHERE w.batch_id = b.id) AS "isWatched"
       FROM legacy.massivo_batch b
      WHERE office_code = $1 AND state IN ('SENT', 'ACKNOWLEDGED') AND not_before <= $2
        AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
      ORDER BY sent_at LIMIT $3`,
    [officeCode, now, limit],
  );
}

export interface KnownFile {
  id: string;
  fileName: string;
  /**
   * Its answers are of no use any more: `DONE`, or `REFUSED` or `ABANDONED`, and then they must never be issued. Else
   * `OPEN`, or `UNSENT`: what lies there cannot be an answer to it.
   */
  fate: 'DONE' | 'REFUSED' | 'ABANDONED' | 'OPEN' | 'UNSENT';
  /** Hash (hex) of the outcome that was taken in. */
  outcomeSha256: string | null;
}

/** Which of these request files are ours. */
export async function findFiles(sql: Queries, officeCode: string, fileNames: readonly string[]): Promise<KnownFile[]> {
  return sql.rows(
    `SELECT id, file_name AS "fileName",
            CASE WHEN state = 'COMPLETED' THEN 'DONE' WHEN state IN ('REFUSED', 'ABANDONED') THEN state::text
                 WHEN attempts = 0 THEN 'UNSENT' ELSE 'OPEN' END AS fate,
            encode(outcome_sha256, 'hex') AS "outcomeSha256"
       FROM legacy.massivo_batch WHERE file_name = ANY($1) AND office_code = $2`,
    [fileNames, officeCode],
  );
}
