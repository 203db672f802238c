import type { Sql } from '../../../schema/kernel/database.js';
import { ALL_OFFICES, factsOf } from './progress-fact.read-model.js';

/**
 * Whoever changes folded figures holds this lock to the end of the transaction: one at a time, in whatever process. Those
 * who append deltas, and those who read, never meet it.
 */
const LOCK = `hashtextextended('certificates.progress', 0)`;

/** Takes the lock if it is free. @returns whether it was. */
export async function tryToLockFigures(sql: Sql): Promise<boolean> {
  const turn = await sql.one<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK}) AS mine`);
  return turn?.mine ?? false;
}

/** Waits for the lock, as long as the transaction may wait for one. */
export async function lockFigures(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
}

/**
 * Moves the oldest deltas into the figures by day, in one statement: each of them is either open or folded, to whoever
 * reads and whatever breaks off. Checkpoints that the days belong to are forgotten. @returns how many deltas.
 */
export async function foldDeltas(sql: Sql, most: number): Promise<number> {
  const row = await sql.one<{ folded: number }>(FOLD, [most]);
  return row?.folded ?? 0;
}

const FOLD = `
  WITH taken AS (
    DELETE FROM certificates.progress_delta
    WHERE id IN (SELECT id FROM certificates.progress_delta ORDER BY id LIMIT $1)
    RETURNING request_id, at, requests, subjects, answered, rejections
  ), fact AS MATERIALIZED (${factsOf('taken')}), volume AS (
    INSERT INTO certificates.progress_volume AS folded (office_code, day, body_type, channel, requests, subjects)
    SELECT coalesce(office_code, '${ALL_OFFICES}'), day, body_type, channel, sum(requests), sum(subjects)
    FROM fact WHERE requests > 0
    GROUP BY GROUPING SETS ((office_code, day, body_type, channel), (day, body_type, channel))
    ON CONFLICT (office_code, day, body_type, channel) DO UPDATE
      SET requests = folded.requests + EXCLUDED.requests, subjects = folded.subjects + EXCLUDED.subjects
  ), turnaround AS (
    INSERT INTO certificates.progress_turnaround AS folded (office_code, day, body_type, channel, minutes, items)
    SELECT office_code, day, body_type, channel, minutes, sum(answered) FROM fact WHERE answered > 0
    GROUP BY office_code, day, body_type, channel, minutes
    ON CONFLICT (office_code, day, body_type, channel, minutes) DO UPDATE SET items = folded.items + EXCLUDED.items
  ), rejection AS (
    INSERT INTO certificates.progress_rejection AS folded (office_code, day, body_type, channel, code, items)
    SELECT office_code, day, body_type, channel, code, sum(items::bigint)
    FROM fact CROSS JOIN LATERAL jsonb_each_text(rejections) AS by_code (code, items) WHERE rejections IS NOT NULL
    GROUP BY office_code, day, body_type, channel, code
    ON CONFLICT (office_code, day, body_type, channel, code) DO UPDATE SET items = folded.items + EXCLUDED.items
  ), late AS (
    SELECT coalesce(office_code, '${ALL_OFFICES}') AS office_code, min(day) AS day
    FROM fact WHERE answered > 0 OR rejections IS NOT NULL GROUP BY GROUPING SETS ((office_code), ())
  ), outdated AS (
    DELETE FROM certificates.progress_checkpoint checkpoint USING late
    WHERE checkpoint.office_code = late.office_code AND checkpoint.through >= late.day
  )
  SELECT count(*)::int AS folded FROM taken`;
