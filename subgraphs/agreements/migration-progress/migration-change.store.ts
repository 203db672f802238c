import { dayOf } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import { bodyChange, type BodyChange, type RecordedBody } from './migration-body.rules.js';
import type { BodyDay, CountedBody } from './migration-figures.rules.js';

/** Bodies that are worked out together: what is held of them in memory. */
export const CHANGES_AT_ONCE = 250;

/** Codes of bodies of which there is news, in order, from after the one given; so many at most. */
export async function bodiesWithNews(
  sql: Queries,
  { after, take }: { after: string; take: number },
): Promise<string[]> {
  // One step from code to code in the index, however much news there is of a body.
  const rows = await sql.rows<{ ipaCode: string }>(
    `WITH RECURSIVE body (ipa_code) AS (
       (SELECT ipa_code FROM agreements.migration_news WHERE ipa_code > $1 ORDER BY ipa_code LIMIT 1)
       UNION ALL
       SELECT (SELECT news.ipa_code FROM agreements.migration_news news
                WHERE news.ipa_code > body.ipa_code ORDER BY news.ipa_code LIMIT 1)
         FROM body WHERE body.ipa_code IS NOT NULL
     )
     SELECT ipa_code AS "ipaCode" FROM body WHERE ipa_code IS NOT NULL LIMIT $2`,
    [after, take],
  );
  return rows.map(({ ipaCode }) => ipaCode);
}

/** What has become of bodies since they were folded, read in one snapshot. */
export async function readChanges(sql: Queries, ipaCodes: readonly string[]): Promise<BodyChange[]> {
  const folded = await sql.rows<CountedBody>(FOLDED, [ipaCodes]);
  const days = await sql.rows<OwnedDay>(DAYS, [ipaCodes]);
  const news = await sql.rows<OwnedDay>(NEWS, [ipaCodes]);
  const recorded = await sql.rows<RecordedRow>(RECORDED, [ipaCodes]);
  const bodies = new Map(folded.map((body) => [body.ipaCode, body]));
  const now = new Map(recorded.map((row) => [row.ipaCode, recordedBody(row)]));
  const daysOf = byBody(days);
  const newsOf = byBody(news);
  return ipaCodes.map((ipaCode) =>
    bodyChange(ipaCode, {
      before: { body: bodies.get(ipaCode) ?? null, days: daysOf.get(ipaCode) ?? [] },
      recorded: now.get(ipaCode) ?? null,
      news: newsOf.get(ipaCode) ?? [],
    }),
  );
}

interface OwnedDay extends BodyDay {
  ipaCode: string;
}

interface RecordedRow extends Omit<RecordedBody, 'recordedOn'> {
  recordedAt: Date;
}

function recordedBody({ recordedAt, ...body }: RecordedRow): RecordedBody {
  return { ...body, recordedOn: dayOf(recordedAt) };
}

function byBody(rows: readonly OwnedDay[]): Map<string, BodyDay[]> {
  const grouped = new Map<string, BodyDay[]>();
  for (const { ipaCode, ...day } of rows) {
    const days = grouped.get(ipaCode) ?? [];
    days.push(day);
    grouped.set(ipaCode, days);
  }
  return grouped;
}

const FOLDED = `
  SELECT ipa_code AS "ipaCode", office_code AS "officeCode", body_type AS "bodyType", former,
         recorded_on AS "recordedOn", spans
  FROM agreements.migration_body WHERE ipa_code = ANY ($1::text[])`;

const DAYS = `
  SELECT ipa_code AS "ipaCode", day, direct, massivo, subjects
  FROM agreements.migration_body_day WHERE ipa_code = ANY ($1::text[]) ORDER BY ipa_code, day`;

const NEWS = `
  SELECT ipa_code AS "ipaCode", day, sum(direct)::int AS direct, sum(massivo)::int AS massivo,
         sum(subjects)::int AS subjects
  FROM agreements.migration_news WHERE ipa_code = ANY ($1::text[]) AND day IS NOT NULL
  GROUP BY ipa_code, day`;

/** An agreement `a` with its acts in their order, as `StoredAgreement`. */
export const STORED_AGREEMENT = `json_build_object(
    'id', a.id, 'officeCode', a.office_code, 'status', a.status, 'startsOn', a.starts_on, 'endsOn', a.ends_on,
    'createdAt', a.created_at, 'renewsId', a.renews_id, 'acts', (
      SELECT coalesce(json_agg(json_build_object('to', c."to", 'at', c.at) ORDER BY c.at, c.id), '[]')
      FROM agreements.direct_agreement_status_change c WHERE c.agreement_id = a.id))`;

const RECORDED = `
  SELECT b.ipa_code AS "ipaCode", b.office_code AS "officeCode", b.type AS "bodyType", b.recorded_at AS "recordedAt",
         EXISTS (SELECT FROM agreements.former_massivo_body f WHERE f.ipa_code = b.ipa_code) AS former, held.agreements
  FROM agreements.public_body b
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(${STORED_AGREEMENT}), '[]') AS agreements
    FROM agreements.direct_agreement a WHERE a.ipa_code = b.ipa_code
  ) held
  WHERE b.ipa_code = ANY ($1::text[])`;
