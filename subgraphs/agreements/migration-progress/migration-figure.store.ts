import { addDays, addMonths, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { PublicBodyType } from '../../shared/graph-enums.js';
import { monthOf, noFigures, type Figures } from './migration-figures.rules.js';
import type { StageSpan } from './migration-stage.rules.js';

/** Which rows of the folded figures are asked for. */
export interface FigurePlaces {
  officeCodes: readonly string[];
  bodyTypes: readonly PublicBodyType[];
}

interface FigureRow {
  key: string | null;
  bodies: number[];
  newBodies: number;
  volume: number;
  migratedVolume: number;
}

const SUMS = `
  ARRAY[sum(not_started), sum(drafted), sum(signed), sum(registered), sum(active), sum(first_direct_request),
        sum(massivo_free)]::int[] AS bodies,
  sum(new_bodies)::int AS "newBodies", sum(volume)::bigint AS volume, sum(migrated_volume)::bigint AS "migratedVolume"`;

const IN_PLACE = `office_code = ANY ($1::text[]) AND body_type = ANY ($2::agreements.public_body_type[])`;

/** All years before the one of the month $3, its months before it, and the days from it on up to $4. */
const ROWS = `(
    SELECT * FROM agreements.migration_figure
    WHERE ${IN_PLACE} AND span = 'YEAR' AND starts_on < date_trunc('year', $3::date)::date
    UNION ALL
    SELECT * FROM agreements.migration_figure
    WHERE ${IN_PLACE} AND span = 'MONTH' AND starts_on >= date_trunc('year', $3::date)::date AND starts_on < $3::date
    UNION ALL
    SELECT * FROM agreements.migration_figure
    WHERE ${IN_PLACE} AND span = 'DAY' AND starts_on BETWEEN $3::date AND $4::date
  ) f`;

/** What days add to the figures, by day; what came before the first day's month stands under `''`. */
export async function foldedByDay(
  sql: Queries,
  places: FigurePlaces,
  { first, last }: { first: IsoDay; last: IsoDay },
): Promise<Map<IsoDay, Figures>> {
  const rows = await sql.rows<FigureRow>(
    `SELECT CASE span WHEN 'DAY' THEN starts_on::text ELSE '' END AS key, ${SUMS} FROM ${ROWS} GROUP BY 1`,
    [places.officeCodes, places.bodyTypes, monthOf(first), last],
  );
  return byKey(rows);
}

/** The figures of each office at the end of a day. */
export async function foldedByOffice(sql: Queries, places: FigurePlaces, day: IsoDay): Promise<Map<string, Figures>> {
  const rows = await sql.rows<FigureRow>(`SELECT office_code AS key, ${SUMS} FROM ${ROWS} GROUP BY 1`, [
    ...[places.officeCodes, places.bodyTypes],
    ...[monthOf(day), day],
  ]);
  return byKey(rows);
}

function byKey(rows: readonly FigureRow[]): Map<string, Figures> {
  return new Map(rows.map(({ key, ...figures }) => [key ?? '', { ...noFigures(), ...figures }]));
}

/** A body that may stand in the list of the largest unmigrated ones. */
export interface Candidate {
  ipaCode: string;
  spans: StageSpan[];
  /** Volume at the end of the month, which is never less than on a day of it. */
  atMonthEnd: number;
  /** Volume on the day. */
  subjects: number;
}

/** Folded bodies that are unmigrated on a day of the month, the largest volume at its end first; so many at most. */
export async function unmigratedCandidates(
  sql: Queries,
  places: FigurePlaces,
  { day, take }: { day: IsoDay; take: number },
): Promise<Candidate[]> {
  const month = monthOf(day);
  return sql.rows<Candidate>(
    `SELECT u.ipa_code AS "ipaCode", b.spans, u.subjects AS "atMonthEnd", u.subjects - coalesce((
              SELECT sum(d.subjects) FROM agreements.migration_body_day d
              WHERE d.ipa_code = u.ipa_code AND d.day > $4 AND d.day < $5), 0)::int AS subjects
     FROM (SELECT largest.* FROM unnest($1::text[]) AS office (code) CROSS JOIN LATERAL (
             SELECT * FROM agreements.migration_unmigrated each
             WHERE each.month = $3 AND each.office_code = office.code
               AND each.body_type = ANY ($2::agreements.public_body_type[])
               AND NOT EXISTS (SELECT FROM agreements.migration_news n WHERE n.ipa_code = each.ipa_code)
             ORDER BY each.subjects DESC, each.ipa_code LIMIT $6) largest
           ORDER BY largest.subjects DESC, largest.ipa_code LIMIT $6) u
     JOIN agreements.migration_body b USING (ipa_code)
     ORDER BY u.subjects DESC, u.ipa_code`,
    [places.officeCodes, places.bodyTypes, month, day, addMonths(month, 1), take],
  );
}

/** Folded bodies that are unmigrated on a day and have no volume by the end of its month, by code. */
export async function unmigratedWithoutVolume(
  sql: Queries,
  places: FigurePlaces,
  { day, take }: { day: IsoDay; take: number },
): Promise<Candidate[]> {
  return sql.rows<Candidate>(
    `SELECT b.ipa_code AS "ipaCode", b.spans, 0 AS "atMonthEnd", 0 AS subjects
     FROM agreements.migration_body b
     WHERE b.former AND b.office_code = ANY ($1::text[]) AND b.body_type = ANY ($2::agreements.public_body_type[])
       AND (SELECT span ->> 'stage' FROM jsonb_array_elements(b.spans) span WHERE span ->> 'from' <= $3
            ORDER BY span ->> 'from' DESC LIMIT 1) NOT IN ('ACTIVE', 'FIRST_DIRECT_REQUEST', 'MASSIVO_FREE')
       AND NOT EXISTS (SELECT FROM agreements.migration_unmigrated u WHERE u.ipa_code = b.ipa_code AND u.month = $4)
       AND NOT EXISTS (SELECT FROM agreements.migration_news n WHERE n.ipa_code = b.ipa_code)
     ORDER BY b.ipa_code LIMIT $5`,
    [places.officeCodes, places.bodyTypes, day, monthOf(day), take],
  );
}

/** Folded agreements that wait for an end from the day to so many days later (`awaitedEnds`). */
export async function countAwaitedEnds(
  sql: Queries,
  places: FigurePlaces,
  { day, withinDays }: { day: IsoDay; withinDays: number },
): Promise<number> {
  const row = await sql.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM agreements.migration_awaited_end e
     WHERE e.ends_on BETWEEN $3::date AND $4::date AND e.from_day <= $3 AND (e.until_day IS NULL OR e.until_day > $3)
       AND e.office_code = ANY ($1::text[]) AND e.body_type = ANY ($2::agreements.public_body_type[])
       AND NOT EXISTS (SELECT FROM agreements.migration_news n WHERE n.ipa_code = e.ipa_code)`,
    [places.officeCodes, places.bodyTypes, day, addDays(day, withinDays)],
  );
  return row?.count ?? 0;
}
