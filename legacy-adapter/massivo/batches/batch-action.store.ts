import { MASSIVO_WORK_CHANNEL } from '../../massivo-work.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { BATCH_COLUMNS } from './massivo-batch.store.js';
import type { MassivoBatch, MassivoBatchState } from './massivo-batch.type.js';

/** What an operator's action makes of a batch. Every action ends whatever claim there is. */
interface Change {
  id: string;
  now: Date;
}

/** Queues the same file again. */
export async function requeue(sql: Queries, { id, now, turn }: Change & { turn: Date }): Promise<MassivoBatch> {
  return changed(sql, `state = 'QUEUED', queued_at = $2, not_before = $2, served_at = $3, last_error = NULL`, [
    id,
    now,
    turn,
  ]);
}

/** Queues the same rows as a new request. */
export async function requeueAs(
  sql: Queries,
  { id, now, turn, fileName, fileRequestId }: Change & { turn: Date; fileName: string; fileRequestId: string },
): Promise<MassivoBatch> {
  return changed(
    sql,
    `state = 'QUEUED', queued_at = $2, not_before = $2, served_at = $3, last_error = NULL, file_name = $4, file_request_id = $5,
     sent_at = NULL, acknowledged_at = NULL, sic_protocol = NULL`,
    [id, now, turn, fileName, fileRequestId],
  );
}

export async function awaitAnswerAgain(
  sql: Queries,
  { id, now, state }: Change & { state: MassivoBatchState },
): Promise<MassivoBatch> {
  return changed(sql, `state = $3::legacy.massivo_batch_state, not_before = $2, last_error = NULL`, [id, now, state]);
}

export async function markAbandoned(
  sql: Queries,
  { id, now, note }: Change & { note: string | null },
): Promise<MassivoBatch> {
  return changed(sql, `state = 'ABANDONED', completed_at = $2, last_error = $3`, [id, now, note]);
}

/** Day of acceptance of the request, which stands in the names of its files. */
export async function acceptedDay(sql: Queries, requestId: string): Promise<IsoDay | undefined> {
  const found = await sql.one<{ acceptedOn: IsoDay }>(
    'SELECT accepted_on AS "acceptedOn" FROM legacy.massivo_submission WHERE request_id = $1',
    [requestId],
  );
  return found?.acceptedOn;
}

export async function hintAtWork(sql: Queries): Promise<void> {
  await sql.query('SELECT pg_notify($1, $2)', [MASSIVO_WORK_CHANNEL, '']);
}

async function changed(sql: Queries, assignments: string, params: readonly unknown[]): Promise<MassivoBatch> {
  const batch = await sql.one<MassivoBatch>(
    `UPDATE legacy.massivo_batch SET ${assignments}, claim_token = claim_token + 1, claimed_until = NULL
      WHERE id = $1 RETURNING ${BATCH_COLUMNS}`,
    params,
  );
  if (!batch) throw new Error('a locked batch has gone');
  return batch;
}
