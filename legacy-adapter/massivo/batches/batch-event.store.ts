import type { Queries } from '../../../schema/kernel/database.js';
import type { MassivoBatchEventKind } from './batch-record.type.js';

/** What happened to some batches, alike. */
export interface BatchHappening {
  kind: MassivoBatchEventKind;
  at: Date;
  /** Code, fields, row numbers; never personal data. */
  trouble?: string | null;
  /** Absent: the bridge itself. */
  by?: string;
  reason?: string | null;
}

/**
 * Writes down what has happened to batches, after it was done and in the same transaction: state, attempt and file name
 * are those that they have now.
 */
export async function recordEvent(
  sql: Queries,
  batchIds: readonly string[],
  { kind, at, trouble, by, reason }: BatchHappening,
): Promise<void> {
  if (batchIds.length === 0) return;
  await sql.query(
    `INSERT INTO legacy.massivo_batch_event (batch_id, at, kind, state, attempt, file_name, trouble, by, reason)
     SELECT id, $2::timestamptz, $3::legacy.massivo_batch_event_kind, state, attempts, file_name, $4::text, $5::text, $6::text
       FROM legacy.massivo_batch WHERE id = ANY($1::uuid[]) ORDER BY request_id, part`,
    [batchIds, at, kind, trouble ?? null, by ?? null, reason ?? null],
  );
}
