import type { Queries } from '../../../schema/kernel/database.js';
import type { TroubledOffice } from './office-health.type.js';

/** What one worker says of one office that is not well. */
export interface ToldHealth {
  officeCode: string;
  state: 'OPEN' | 'HALF_OPEN';
  since: Date;
  trouble: string | null;
}

/** A worker that has said nothing for so long is gone, and what it said with it; on the database's clock. */
const WORKER_GONE_SECONDS = 60;

/** Offices that are not well, and those that are well again; one statement each, however many there are. */
export async function tellHealth(
  sql: Queries,
  worker: string,
  { told, well }: { told: readonly ToldHealth[]; well: readonly string[] },
): Promise<void> {
  if (told.length > 0) {
    await sql.query(
      `INSERT INTO legacy.massivo_office_health (office_code, worker, state, since, trouble, told_at)
       SELECT office_code, $1, state, since, trouble, clock_timestamp()
         FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[]) AS told (office_code, state, since, trouble)
       ON CONFLICT (office_code, worker) DO UPDATE SET state = excluded.state, since = excluded.since,
         trouble = excluded.trouble, told_at = excluded.told_at`,
      [
        worker,
        ...[told.map(({ officeCode }) => officeCode), told.map(({ state }) => state)],
        ...[told.map(({ since }) => since), told.map(({ trouble }) => trouble)],
      ],
    );
  }
  if (well.length > 0) {
    await sql.query('DELETE FROM legacy.massivo_office_health WHERE worker = $1 AND office_code = ANY($2)', [
      worker,
      well,
    ]);
  }
}

/** The worker stops and says nothing any more. */
export async function withdrawHealth(sql: Queries, worker: string): Promise<void> {
  await sql.query('DELETE FROM legacy.massivo_office_health WHERE worker = $1', [worker]);
}

/** The worker is alive, so what it said holds; what workers said that are gone is swept up. */
export async function confirmHealth(sql: Queries, worker: string): Promise<void> {
  await sql.query('UPDATE legacy.massivo_office_health SET told_at = clock_timestamp() WHERE worker = $1', [worker]);
  await sql.query(
    `DELETE FROM legacy.massivo_office_health WHERE told_at < clock_timestamp() - $1 * interval '1 second'`,
    [WORKER_GONE_SECONDS],
  );
}

/** Offices that are not well, by their code; only those named when `officeCodes` is given. */
export async function readTroubledOffices(sql: Queries, officeCodes?: readonly string[]): Promise<TroubledOffice[]> {
  return sql.rows(
    `SELECT office_code AS "officeCode", CASE WHEN bool_or(state = 'OPEN') THEN 'OPEN' ELSE 'HALF_OPEN' END AS state,
            min(since) AS since, (array_agg(trouble ORDER BY told_at DESC))[1] AS trouble, count(*)::int AS workers
       FROM legacy.massivo_office_health
      WHERE told_at >= clock_timestamp() - $1 * interval '1 second' AND ($2::text[] IS NULL OR office_code = ANY($2))
      GROUP BY office_code ORDER BY office_code`,
    [WORKER_GONE_SECONDS, officeCodes ?? null],
  );
}
