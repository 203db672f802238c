import type { Queries } from '../../../schema/kernel/database.js';
import type { MassivoLimits } from './massivo-batch.type.js';
import { DEFAULT_LIMITS } from './massivo-limits.rules.js';

/** One for each office, in the order asked; defaults where nothing was set. */
export async function readLimits(sql: Queries, officeCodes: readonly string[]): Promise<MassivoLimits[]> {
  const found = await sql.rows<MassivoLimits>(
    `SELECT office_code AS "officeCode", maximum_rows AS "maximumRows", minimum_rows AS "minimumRows",
            concurrent_batches AS "concurrentBatches", daily_rows AS "dailyRows"
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
  await sql.query(
    `INSERT INTO legacy.massivo_limits (office_code, maximum_rows, minimum_rows, concurrent_batches, daily_rows)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (office_code) DO UPDATE SET maximum_rows = excluded.maximum_rows,
       minimum_rows = excluded.minimum_rows, concurrent_batches = excluded.concurrent_batches,
       daily_rows = excluded.daily_rows`,
    [officeCode, maximumRows, minimumRows, concurrentBatches, dailyRows],
  );
}
