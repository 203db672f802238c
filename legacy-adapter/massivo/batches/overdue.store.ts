import { dayOf, startOfDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { AnswerDeadlines, OverdueBatch } from './overdue.type.js';

/** What "overdue" is measured against. */
export interface OverdueTimes extends AnswerDeadlines {
  now: Date;
}

/** Batches reported in one go; the rest follow in the next. */
const MOST_REPORTED = 500;
const MINUTE_MS = 60_000;

/**
 * What the offices with a daily quota may still be sent today (SQL): `room` rows, or any number before the first file
 * of the day, as a claim for sending has it.
 */
const QUOTA = `
  SELECT l.office_code, greatest(l.daily_rows - today.sent, 0) AS room
    FROM legacy.massivo_limits l
   CROSS JOIN LATERAL (
     SELECT sum(s.last_seq - s.first_seq + 1) AS sent FROM legacy.massivo_batch s
      WHERE s.office_code = l.office_code AND s.sent_at >= $6) today
   WHERE l.daily_rows IS NOT NULL AND today.sent > 0`;

/**
 * The overdue batches (SQL), of which `$1` to `$6` are the times. An outcome is waited for from the acknowledgement on,
 * or from when the file was last sent; an incomplete answer says more than a missing one. What a daily quota holds back
 * is not overdue, and with a quota the time counts from the beginning of the day, when there was room again.
 */
const OVERDUE = `
  SELECT b.id, b.office_code, due.kind, due.since,
         1 + (due.waited >= 2 * due.deadline)::int + (due.waited >= 4 * due.deadline)::int AS escalation
    FROM legacy.massivo_batch b
    LEFT JOIN legacy.massivo_answer_watch w ON w.batch_id = b.id
    LEFT JOIN legacy.massivo_limits l ON l.office_code = b.office_code
    LEFT JOIN (${QUOTA}) q ON q.office_code = b.office_code
   CROSS JOIN LATERAL (
     SELECT kind, start + deadline AS since, $1::timestamptz - start AS waited, deadline
       FROM (SELECT rank, kind, start, applies,
                    coalesce(minutes * interval '1 minute', usual * interval '1 millisecond') AS deadline
               FROM (VALUES
                 (1, 'INCOMPLETE_ANSWER', w.incomplete_since, l.incomplete_minutes, $4::float8, b.state <> 'QUEUED'),
                 (2, 'NO_ACKNOWLEDGEMENT', b.sent_at, l.acknowledgement_minutes, $2::float8, b.state = 'SENT'),
                 (3, 'NO_OUTCOME', greatest(b.acknowledged_at, b.sent_at), l.outcome_minutes, $3::float8,
                  b.state = 'ACKNOWLEDGED'),
                 (4, 'NOT_SENT', greatest(coalesce(b.queued_at, b.created_at), CASE WHEN l.daily_rows > 0 THEN $6::timestamptz END),
                  l.queued_minutes, $5::float8,
                  b.state = 'QUEUED' AND (q.room IS NULL OR q.room >=
                    CASE b.attempts WHEN 0 THEN least(b.last_seq - b.first_seq + 1, l.maximum_rows)
                                    ELSE b.last_seq - b.first_seq + 1 END))
               ) AS wait (rank, kind, start, minutes, usual, applies)) AS waits
      WHERE applies AND start + deadline <= $1 ORDER BY rank LIMIT 1) due
   WHERE b.state IN ('QUEUED', 'SENT', 'ACKNOWLEDGED')`;

const COLUMNS = `id, office_code AS "officeCode", kind, since, escalation`;

/** Whether a batch is overdue (SQL over its `id`), with its parameters put at the end of `params`. */
export function overdueCondition(times: OverdueTimes, params: unknown[]): string {
  const values = valuesOf(times);
  const first = params.push(...values) - values.length + 1;
  const numbered = OVERDUE.replace(/\$(\d)/g, (_, number: string) => `$${first + Number(number) - 1}`);
  return `id IN (SELECT id FROM (${numbered}) overdue)`;
}

/** Those of the batches that are overdue. */
export async function findOverdue(sql: Queries, ids: readonly string[], times: OverdueTimes): Promise<OverdueBatch[]> {
  return sql.rows(`SELECT ${COLUMNS} FROM (${OVERDUE}) overdue WHERE id = ANY($7::uuid[])`, [...valuesOf(times), ids]);
}

export interface OverdueCount {
  officeCode: string;
  kind: OverdueBatch['kind'];
  batches: number;
}

export async function countOverdue(sql: Queries, times: OverdueTimes): Promise<OverdueCount[]> {
  return sql.rows(
    `SELECT office_code AS "officeCode", kind, count(*)::int AS batches FROM (${OVERDUE}) overdue
      GROUP BY office_code, kind ORDER BY office_code, kind`,
    valuesOf(times),
  );
}

/**
 * Notes the overdue batches as reported and returns those that were not yet, or not with this escalation: each is told
 * once, whatever the number of workers.
 */
export async function takeUnreported(sql: Queries, times: OverdueTimes): Promise<OverdueBatch[]> {
  return sql.rows(
    `WITH overdue AS (${OVERDUE}), reported AS (
       INSERT INTO legacy.massivo_answer_watch AS w (batch_id, reported_kind, reported_escalation)
       SELECT o.id, o.kind, o.escalation FROM overdue o LEFT JOIN legacy.massivo_answer_watch t ON t.batch_id = o.id
        WHERE (o.kind, o.escalation) IS DISTINCT FROM (t.reported_kind, t.reported_escalation)
        ORDER BY o.since, o.id LIMIT $7
       ON CONFLICT (batch_id) DO UPDATE
         SET reported_kind = excluded.reported_kind, reported_escalation = excluded.reported_escalation
         WHERE (w.reported_kind, w.reported_escalation)
               IS DISTINCT FROM (excluded.reported_kind, excluded.reported_escalation)
       RETURNING batch_id)
     SELECT ${COLUMNS} FROM overdue WHERE id IN (SELECT batch_id FROM reported) ORDER BY since, id`,
    [...valuesOf(times), MOST_REPORTED],
  );
}

/**
 * The batch's answer is not complete; since when it has not been, and until when it is waited for. Survives the worker
 * that found it.
 */
export async function noteIncomplete(
  sql: Queries,
  batchId: string,
  { now, incompleteDeadlineMs }: Pick<OverdueTimes, 'now' | 'incompleteDeadlineMs'>,
): Promise<{ until: Date }> {
  const noted = await sql.one<{ since: Date; minutes: number | null }>(
    `INSERT INTO legacy.massivo_answer_watch AS w (batch_id, incomplete_since) VALUES ($1, $2)
     ON CONFLICT (batch_id) DO UPDATE SET incomplete_since = coalesce(w.incomplete_since, excluded.incomplete_since)
     RETURNING incomplete_since AS since,
       (SELECT l.incomplete_minutes FROM legacy.massivo_limits l
          JOIN legacy.massivo_batch b ON b.office_code = l.office_code WHERE b.id = w.batch_id) AS minutes`,
    [batchId, now],
  );
  const waitMs = noted?.minutes == null ? incompleteDeadlineMs : noted.minutes * MINUTE_MS;
  return { until: new Date((noted?.since ?? now).getTime() + waitMs) };
}

/** What was incomplete lies there no more. */
export async function forgetIncomplete(sql: Queries, batchId: string): Promise<void> {
  await sql.query(
    `UPDATE legacy.massivo_answer_watch SET incomplete_since = NULL
      WHERE batch_id = $1 AND incomplete_since IS NOT NULL`,
    [batchId],
  );
}

/** The office has gone a step on; what was told is told again when it happens again. */
export async function forgetWatch(sql: Queries, batchId: string): Promise<void> {
  await sql.query('DELETE FROM legacy.massivo_answer_watch WHERE batch_id = $1', [batchId]);
}

function valuesOf(times: OverdueTimes): [Date, number, number, number, number, Date] {
  const { now, acknowledgementDeadlineMs, outcomeDeadlineMs, incompleteDeadlineMs, queuedDeadlineMs } = times;
  const today = startOfDay(dayOf(now));
  return [now, acknowledgementDeadlineMs, outcomeDeadlineMs, incompleteDeadlineMs, queuedDeadlineMs, today];
}
