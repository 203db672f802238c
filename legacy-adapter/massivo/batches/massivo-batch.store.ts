import type { Queries } from '../../../schema/kernel/database.js';
import type { TransitionScope } from '../../contract.js';
import { recordEvent } from './batch-event.store.js';
import type { RowRange } from './batch-plan.rules.js';
import { resolveQuarantine } from './batch-trouble.store.js';
import {
  IN_FLIGHT_STATES,
  type MassivoBatch,
  type MassivoBatchCursor,
  type BatchActing,
  type MassivoBatchFilter,
  type MassivoInFlight,
} from './massivo-batch.type.js';
import { overdueCondition, type OverdueTimes } from './overdue.store.js';
import { MARKED_BATCHES } from './publishing.store.js';

/** The columns of a batch, named as in `MassivoBatch`. */
export const BATCH_COLUMNS = `id, request_id AS "requestId", part, parts, ipa_code AS "ipaCode",
  office_code AS "officeCode", file_name AS "fileName", file_request_id AS "fileRequestId", first_seq AS "firstSeq",
  last_seq AS "lastSeq", last_seq - first_seq + 1 AS rows, state, created_at AS "createdAt", sent_at AS "sentAt",
  acknowledged_at AS "acknowledgedAt", completed_at AS "completedAt", sic_protocol AS "sicProtocol", attempts,
  last_error AS "lastError", not_before AS "notBefore"`;

const IN_FLIGHT = IN_FLIGHT_STATES.map((state) => `'${state}'`).join(', ');
const QUARANTINED = 'id IN (SELECT batch_id FROM legacy.massivo_quarantine WHERE resolved_at IS NULL)';

export async function findBatches(sql: Queries, ids: readonly string[]): Promise<MassivoBatch[]> {
  return sql.rows(`SELECT ${BATCH_COLUMNS} FROM legacy.massivo_batch WHERE id = ANY($1::uuid[])`, [ids]);
}

export async function findBatchesOfRequests(sql: Queries, requestIds: readonly string[]): Promise<MassivoBatch[]> {
  return sql.rows(
    `SELECT ${BATCH_COLUMNS} FROM legacy.massivo_batch WHERE request_id = ANY($1::uuid[]) ORDER BY request_id, part`,
    [requestIds],
  );
}

/** Locks the batch until the end of the transaction. */
export async function findBatchForUpdate(sql: Queries, id: string): Promise<MassivoBatch | undefined> {
  return sql.one(`SELECT ${BATCH_COLUMNS} FROM legacy.massivo_batch WHERE id = $1 FOR UPDATE`, [id]);
}

/** Newest first, from the cursor on. */
export async function listBatches(
  sql: Queries,
  filter: MassivoBatchFilter & { times?: OverdueTimes },
  { limit, after }: { limit: number; after?: MassivoBatchCursor | undefined },
): Promise<MassivoBatch[]> {
  const { where, params } = condition(filter);
  if (after) {
    params.push(after.createdAt, after.id);
    where.push(`(created_at, id) < ($${params.length - 1}, $${params.length}::uuid)`);
  }
  params.push(limit);
  return sql.rows(
    `SELECT ${BATCH_COLUMNS} FROM legacy.massivo_batch WHERE ${where.join(' AND ')}
      ORDER BY created_at DESC, id DESC LIMIT $${params.length}`,
    params,
  );
}

export async function countBatches(
  sql: Queries,
  filter: MassivoBatchFilter & { times?: OverdueTimes },
): Promise<number> {
  const { where, params } = condition(filter);
  const found = await sql.one<{ count: number }>(
    `SELECT count(*) AS count FROM legacy.massivo_batch WHERE ${where.join(' AND ')}`,
    params,
  );
  return found?.count ?? 0;
}

/** Files that are being renamed are in flight, whatever has become of their batch in the meantime. */
export async function countInFlight(sql: Queries, scope: TransitionScope): Promise<MassivoInFlight> {
  const { where, params } = condition(scope);
  const found = await sql.one<MassivoInFlight>(
    `SELECT b.batches, s.submissions, b.items + s.items AS items
       FROM (SELECT count(*) AS batches, coalesce(sum(last_seq - first_seq + 1), 0) AS items
               FROM legacy.massivo_batch
              WHERE id IN (SELECT id FROM legacy.massivo_batch WHERE state IN (${IN_FLIGHT}) UNION ${MARKED_BATCHES})
                AND ${where.join(' AND ')}) b,
            (SELECT count(*) AS submissions, coalesce(sum(items), 0) AS items
               FROM legacy.massivo_submission WHERE planned_at IS NULL AND ${where.join(' AND ')}) s`,
    params,
  );
  return found ?? { batches: 0, submissions: 0, items: 0 };
}

/** Takes the requests of the scope out of the planner's reach; waits for one that is being planned. */
export async function revokeSubmissions(sql: Queries, scope: TransitionScope, now: Date): Promise<RowRange[]> {
  const { where, params } = condition(scope);
  return sql.rows(
    `UPDATE legacy.massivo_submission SET planned_at = $${params.length + 1}
      WHERE planned_at IS NULL AND ${where.join(' AND ')}
      RETURNING request_id AS "requestId", 1 AS "firstSeq", items AS "lastSeq"`,
    [...params, now],
  );
}

/** Makes every batch in flight ABANDONED and its claim void; waits for a file that is being put in its place. */
export async function revokeBatches(
  sql: Queries,
  scope: TransitionScope,
  { now, acting }: { now: Date; acting: BatchActing },
): Promise<RowRange[]> {
  const { where, params } = condition(scope);
  const revoked = await sql.rows<RowRange & { id: string }>(
    `UPDATE legacy.massivo_batch
        SET state = 'ABANDONED', completed_at = $${params.length + 1}, last_error = NULL,
            claim_token = claim_token + 1, claimed_until = NULL
      WHERE state IN (${IN_FLIGHT}) AND ${where.join(' AND ')}
      RETURNING id, request_id AS "requestId", first_seq AS "firstSeq", last_seq AS "lastSeq"`,
    [...params, now],
  );
  const ids = revoked.map(({ id }) => id);
  await recordEvent(sql, ids, { kind: 'ABANDONED', at: now, ...acting });
  await resolveQuarantine(sql, ids, { at: now, resolution: 'GIVEN_UP' });
  return revoked;
}

function condition(filter: MassivoBatchFilter & { times?: OverdueTimes }): { where: string[]; params: unknown[] } {
  const params: unknown[] = [];
  const where = ['true'];
  const narrow = (column: string, value: string | Date | undefined, type = ''): void => {
    if (value) where.push(`${column} $${params.push(value)}${type}`);
  };
  narrow('office_code =', filter.officeCode);
  narrow('ipa_code =', filter.ipaCode);
  narrow('request_id =', filter.requestId, '::uuid');
  narrow('state =', filter.state, '::legacy.massivo_batch_state');
  narrow('sent_at >=', filter.sentFrom);
  narrow('sent_at <', filter.sentTo);
  if (filter.times && filter.overdue !== undefined) {
    // Said once more for the planner, which then reads what is at the offices and not every batch there ever was.
    if (filter.overdue) where.push(`state IN ('QUEUED', 'SENT', 'ACKNOWLEDGED')`);
    where.push(`${filter.overdue ? '' : 'NOT '}${overdueCondition(filter.times, params)}`);
  }
  if (filter.quarantined !== undefined) where.push(`${filter.quarantined ? '' : 'NOT '}${QUARANTINED}`);
  return { where, params };
}
