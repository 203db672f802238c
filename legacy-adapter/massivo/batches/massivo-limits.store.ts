import type { Queries } from '../../../schema/kernel/database.js';
import type { MassivoLimits } from './massivo-batch.type.js';
import { DEFAULT_LIMITS } from './massivo-limits.rules.js';

/** One for each office, in the order asked; defaults where nothing was set. */
export async function readLimits(sql: Queries, officeCodes: readonly string[]): Promise<MassivoLimits[]> {
  const found = await sql.rows<MassivoLimits>(
    `SELECT office_code AS "officeCode", maximum_rows AS "maximumRows", minimum_rows AS "minimumRows",
            concurrent_batches AS "concurrentBatches", daily_rows AS "dailyRows", queued_minutes AS "queuedMinutes",
            acknowledgement_minutes AS "acknowledgementMinutes", outcome_minutes AS "outcomeMinutes",
            incomplete_minutes AS "incompleteMinutes"
       FROM legacy.massivo_limits WHERE office_code = ANY($1)`,
    [officeCodes],
  );
  const byOffice = new Map(found.map((limits) => [limits.officeCode, limits]));
  return officeCodes.map((officeCode) => byOffice.get(officeCode) ?? { officeCode, ...DEFAULT_LIMITS });
}

export async function readOfficeLimits(sql: Queries, officeCode: string): Promise<MassivoLimits> {
  const [limits] = await readLimits(sql, [officeCode]);
  return limits ?? { officeCode, ...DEFAULT_LIMITS };
}

export async function saveLimits(sql: Queries, limits: MassivoLimits): Promise<void> {
  const { officeCode, maximumRows, minimumRows, concurrentBatches, dailyRows } = limits;
  const { queuedMinutes, acknowledgementMinutes, outcomeMinutes, incompleteMinutes } = limits;
  await sql.query(
    `INSERT INTO legacy.massivo_limits (office_code, maximum_rows, minimum_rows, concurrent_batches, daily_rows,
       queued_minutes, acknowledgement_minutes, outcome_minutes, incomplete_minutes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (office_code) DO UPDATE SET maximum_rows = excluded.maximum_rows,
       minimum_rows = excluded.minimum_rows, concurrent_batches = excluded.concurrent_batches,
       daily_rows = excluded.daily_rows, queued_minutes = excluded.queued_minutes,
       acknowledgement_minutes = excluded.acknowledgement_minutes, outcome_minutes = excluded.outcome_minutes,
       incomplete_minutes = excluded.incomplete_minutes`,
    [
      ...[officeCode, maximumRows, minimumRows, concurrentBatches, dailyRows],
      ...[queuedMinutes, acknowledgementMinutes, outcomeMinutes, incompleteMinutes],
    ],
  );
}
