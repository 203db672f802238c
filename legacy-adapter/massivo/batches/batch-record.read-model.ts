import type { Queries } from '../../../schema/kernel/database.js';
import type { BatchRecords, MassivoBatchEvent, QuarantinedAnswer } from './batch-record.type.js';

/** A batch has a handful of entries; one that its office keeps failing has more, and nobody reads all of those. */
const MOST_ENTRIES = 100;

const EVENT = `batch_id AS "batchId", at, kind, state, attempt, file_name AS "fileName", trouble, by, reason`;
const QUARANTINED = `batch_id AS "batchId", file_name AS "fileName", trouble, since, last_seen_at AS "lastSeenAt",
  resolved_at AS "resolvedAt", resolution`;

export function batchRecords(sql: Queries): BatchRecords {
  const latest = <Row>(table: string, columns: string, batchIds: readonly string[]): Promise<Row[]> =>
    sql.rows<Row>(
      `SELECT ${columns} FROM unnest($1::uuid[]) AS asked (id)
        CROSS JOIN LATERAL (SELECT * FROM ${table} WHERE batch_id = asked.id ORDER BY id DESC LIMIT ${MOST_ENTRIES}) entry
        ORDER BY entry.id`,
      [batchIds],
    );
  return {
    events: (batchIds) => latest<MassivoBatchEvent>('legacy.massivo_batch_event', EVENT, batchIds),
    quarantine: (batchIds) => latest<QuarantinedAnswer>('legacy.massivo_quarantine', QUARANTINED, batchIds),
    abandonments: (batchIds) =>
      sql.rows<MassivoBatchEvent>(
        `SELECT ${EVENT} FROM legacy.massivo_batch_event WHERE batch_id = ANY($1::uuid[]) AND kind = 'ABANDONED'`,
        [batchIds],
      ),
  };
}
