import { addDays, startOfDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { MigrationProgressKey } from '../../shared/migration-progress-id.js';
import type { InFlight } from './migration-progress.type.js';

/**
 * What was in flight at the end of a day: files that were queued, sent or acknowledged, and requests that no file was made
 * of yet. A range index finds whatever was open at an instant, so that history costs nothing; what a file was then is
 * told by the last thing that had happened to it.
 */
export async function readInFlight(sql: Queries, { scope, asOf }: MigrationProgressKey): Promise<InFlight> {
  const { officeCode, district, region, bodyType } = scope;
  const endOfDay = new Date(startOfDay(addDays(asOf, 1)).getTime() - 1);
  const found = await sql.one<InFlight>(IN_FLIGHT, [endOfDay, officeCode, district, region, bodyType]);
  return found ?? { batches: 0, items: 0, oldestSince: null };
}

const IN_FLIGHT = `
  WITH open AS (
    SELECT b.office_code, b.ipa_code, b.created_at, 1 AS batches, b.last_seq - b.first_seq + 1 AS items
      FROM legacy.massivo_batch b
     WHERE tstzrange(b.created_at, CASE WHEN b.completed_at > b.created_at THEN b.completed_at
                                        WHEN b.completed_at IS NOT NULL THEN b.created_at END) @> $1::timestamptz
       AND coalesce((SELECT e.state FROM legacy.massivo_batch_event e
                      WHERE e.batch_id = b.id AND e.at <= $1 ORDER BY e.id DESC LIMIT 1), b.state)
           IN ('QUEUED', 'SENT', 'ACKNOWLEDGED')
    UNION ALL
    SELECT s.office_code, s.ipa_code, s.created_at, 0, s.items
      FROM legacy.massivo_submission s
     WHERE tstzrange(s.created_at, CASE WHEN s.planned_at > s.created_at THEN s.planned_at
                                        WHEN s.planned_at IS NOT NULL THEN s.created_at END) @> $1::timestamptz
  )
  SELECT coalesce(sum(open.batches), 0)::int AS batches, coalesce(sum(open.items), 0)::int AS items,
         min(open.created_at) AS "oldestSince"
    FROM open
    JOIN agreements.prosecutor_office o ON o.code = open.office_code
    JOIN agreements.public_body body ON body.ipa_code = open.ipa_code
   WHERE ($2::text IS NULL OR o.code = $2) AND ($3::text IS NULL OR o.district = $3)
     AND ($4::text IS NULL OR o.region = $4) AND ($5::text IS NULL OR body.type::text = $5)`;
