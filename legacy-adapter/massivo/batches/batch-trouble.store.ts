import type { Queries } from '../../../schema/kernel/database.js';
import type { QuarantineResolution } from './batch-record.type.js';
import { isQuarantined, LATE_OUTCOME, OTHER_OUTCOME } from './batch-trouble.rules.js';

export interface TroubledRelease {
  id: string;
  claimToken: number;
  notBefore: Date;
  now: Date;
  trouble: string;
}

/**
 * Lets go of a claimed batch and says what is wrong with it. One statement: a trouble is written down when it is a new
 * one, so that an office that is down for days fills no table; an answer in quarantine is one entry as long as it stays.
 */
export async function releaseTroubled(
  sql: Queries,
  { id, claimToken, notBefore, now, trouble }: TroubledRelease,
): Promise<void> {
  await sql.query(
    `WITH held AS (
       SELECT id, last_error FROM legacy.massivo_batch
        WHERE id = $1 AND claim_token = $2 AND state IN ('QUEUED', 'SENT', 'ACKNOWLEDGED') FOR UPDATE
     ), released AS (
       UPDATE legacy.massivo_batch batch SET claimed_until = NULL, not_before = $3, last_error = $5::text FROM held
        WHERE batch.id = held.id
        RETURNING batch.id, batch.state, batch.attempts, batch.file_name, held.last_error AS before
     ), quarantined AS (
       INSERT INTO legacy.massivo_quarantine AS kept (batch_id, file_name, trouble, since, last_seen_at)
       SELECT id, file_name, $5, $4::timestamptz, $4::timestamptz FROM released WHERE $6::boolean
       ON CONFLICT (batch_id, trouble) WHERE resolved_at IS NULL DO UPDATE SET last_seen_at = excluded.last_seen_at
     )
     INSERT INTO legacy.massivo_batch_event (batch_id, at, kind, state, attempt, file_name, trouble)
     SELECT id, $4::timestamptz, 'TROUBLE', state, attempts, file_name, $5 FROM released WHERE before IS DISTINCT FROM $5`,
    [id, claimToken, notBefore, now, trouble, isQuarantined(trouble)],
  );
}

/** Closes what lies in quarantine of these batches; with `about`, only the troubles that begin so. */
export async function resolveQuarantine(
  sql: Queries,
  batchIds: readonly string[],
  { at, resolution, about = '' }: { at: Date; resolution: QuarantineResolution; about?: string },
): Promise<void> {
  if (batchIds.length === 0) return;
  await sql.query(
    `UPDATE legacy.massivo_quarantine SET resolved_at = $2, resolution = $3::legacy.quarantine_resolution
      WHERE batch_id = ANY($1::uuid[]) AND resolved_at IS NULL AND starts_with(trouble, $4)`,
    [batchIds, at, resolution, about],
  );
}

/**
 * an outcome came after its batch was abandoned, or refused by the office; kept apart, never issued. Noted once,
 * before the operator's reason or the office's code, if there is any.
 */
export async function noteLateOutcome(sql: Queries, id: string, now: Date): Promise<void> {
  await sql.query(
    `WITH noted AS (
       UPDATE legacy.massivo_batch SET last_error = concat_ws('; ', $2::text, last_error)
        WHERE id = $1 AND state IN ('ABANDONED', 'REFUSED') AND (last_error IS NULL OR NOT starts_with(last_error, $2))
        RETURNING id, state, attempts, file_name
     ), kept AS (
       INSERT INTO legacy.massivo_quarantine (batch_id, file_name, trouble, since, last_seen_at, resolved_at, resolution)
       SELECT id, file_name, $2, $3::timestamptz, $3::timestamptz, $3::timestamptz, 'KEPT_APART' FROM noted
     )
     INSERT INTO legacy.massivo_batch_event (batch_id, at, kind, state, attempt, file_name, trouble)
     SELECT id, $3::timestamptz, 'LATE_OUTCOME', state, attempts, file_name, $2 FROM noted`,
    [id, LATE_OUTCOME, now],
  );
}

/** a second outcome says something else than the one that was taken in; it is kept apart, and changes nothing. */
export async function noteOtherOutcome(sql: Queries, id: string, now: Date): Promise<void> {
  await sql.query(
    `WITH batch AS (
       SELECT id, state, attempts, file_name FROM legacy.massivo_batch WHERE id = $1
     ), kept AS (
       INSERT INTO legacy.massivo_quarantine (batch_id, file_name, trouble, since, last_seen_at, resolved_at, resolution)
       SELECT id, file_name, $2, $3::timestamptz, $3::timestamptz, $3::timestamptz, 'KEPT_APART' FROM batch
     )
     INSERT INTO legacy.massivo_batch_event (batch_id, at, kind, state, attempt, file_name, trouble)
     SELECT id, $3::timestamptz, 'TROUBLE', state, attempts, file_name, $2 FROM batch`,
    [id, OTHER_OUTCOME, now],
  );
}
