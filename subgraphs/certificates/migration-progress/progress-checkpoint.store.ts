import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries, Sql } from '../../../schema/kernel/database.js';
import type { CheckpointPart, DayFigure } from './progress-checkpoint.rules.js';
import { ALL_OFFICES } from './progress-fact.read-model.js';

/** Places that have figures: offices, and all of them together. */
export async function placesWithFigures(queries: Queries): Promise<string[]> {
  const rows = await queries.rows<{ officeCode: string }>(
    // From office to office in the index: there are 140 of them, and a row for each minute of each day.
    `WITH RECURSIVE place (office_code) AS (
       (SELECT office_code FROM certificates.progress_turnaround ORDER BY office_code LIMIT 1)
       UNION ALL
       SELECT (SELECT next.office_code FROM certificates.progress_turnaround next
               WHERE next.office_code > place.office_code ORDER BY next.office_code LIMIT 1)
       FROM place WHERE place.office_code IS NOT NULL)
     SELECT office_code AS "officeCode" FROM place WHERE office_code IS NOT NULL`,
  );
  return rows.length === 0 ? [] : [ALL_OFFICES, ...rows.map(({ officeCode }) => officeCode)];
}

/** The latest checkpoint of a place; its day is null when it has none. */
export async function latestCheckpoint(
  sql: Sql,
  officeCode: string,
): Promise<{ through: IsoDay | null; parts: CheckpointPart[] }> {
  const rows = await sql.rows<CheckpointPart & { through: IsoDay }>(
    `SELECT through, body_type AS "bodyType", channel, turnaround, rejections FROM certificates.progress_checkpoint
     WHERE office_code = $1 AND through = (SELECT max(through) FROM certificates.progress_checkpoint
                                           WHERE office_code = $1)`,
    [officeCode],
  );
  return { through: rows[0]?.through ?? null, parts: rows };
}

/** Figures of a place after a day and before another, by day: so many, and what else there is of the last of their days. */
export async function figuresBetween(
  sql: Sql,
  asked: { officeCode: string; after: IsoDay | null; before: IsoDay; least: number },
): Promise<DayFigure[]> {
  const { officeCode, after, before, least } = asked;
  const text = officeCode === ALL_OFFICES ? DAYS_OF_ALL : DAYS_OF_OFFICE;
  const values = officeCode === ALL_OFFICES ? [] : [officeCode];
  return sql.rows<DayFigure>(text, [after ?? '-infinity', before, least, ...values]);
}

const between = (table: string, columns: string, officeCode: string | null): string => `
  (SELECT day, body_type AS "bodyType", channel, ${columns}, items FROM ${table}
   WHERE day > $1::date AND day < $2::date ${officeCode === null ? '' : `AND office_code = ${officeCode}`}
   ORDER BY day FETCH FIRST ($3) ROWS WITH TIES)`;

const daysOf = (officeCode: string | null): string => `
  SELECT * FROM (
    ${between('certificates.progress_turnaround', 'minutes, NULL AS code', officeCode)}
    UNION ALL ${between('certificates.progress_rejection', 'NULL, code', officeCode)}) figure
  ORDER BY day FETCH FIRST ($3) ROWS WITH TIES`;

const DAYS_OF_ALL = daysOf(null);
const DAYS_OF_OFFICE = daysOf('$4');

export async function insertCheckpoint(
  sql: Sql,
  { officeCode, through, parts }: { officeCode: string; through: IsoDay; parts: readonly CheckpointPart[] },
): Promise<void> {
  await sql.query(
    `INSERT INTO certificates.progress_checkpoint (office_code, through, body_type, channel, turnaround, rejections)
     SELECT $1, $2::date, * FROM unnest($3::text[], $4::certificates.channel[], $5::bytea[], $6::jsonb[])`,
    [
      officeCode,
      through,
      parts.map(({ bodyType }) => bodyType),
      parts.map(({ channel }) => channel),
      parts.map(({ turnaround }) => turnaround),
      parts.map(({ rejections }) => JSON.stringify(rejections)),
    ],
  );
}
