import { addDays, dayOf, startOfDay } from '../../schema/kernel/clock.js';
import type { Queries } from '../../schema/kernel/database.js';

/** Place in the list: the largest volume first. */
export type MassivoClientKey = [subjectsLast90Days: number, ipaCode: string, officeCode: string];

/** A body that sends requests to massivo through an office. */
export interface MassivoClient {
  ipaCode: string;
  officeCode: string;
  requestsLast90Days: number;
  subjectsLast90Days: number;
  /** The software that sends: how many of the requests came as files, the others through the graph. */
  filesLast90Days: number;
  lastRequestAt: Date;
}

export interface MassivoClientPage {
  take: number;
  after: MassivoClientKey | null;
  /** Of this office only. */
  officeCode: string | null;
}

const VOLUME_DAYS = 90;

/** Who has sent requests to massivo in the last 90 days, and how much; `count` is of all pages. */
export async function massivoClients(
  sql: Queries,
  { take, after, officeCode, now }: MassivoClientPage & { now: Date },
): Promise<{ clients: MassivoClient[]; count: number }> {
  const since = startOfDay(addDays(dayOf(now), -VOLUME_DAYS));
  const rows = await sql.rows<MassivoClient>(
    `SELECT * FROM (
       SELECT r.ipa_code AS "ipaCode", r.office_code AS "officeCode", count(*)::int AS "requestsLast90Days",
              sum(r.accepted)::int AS "subjectsLast90Days", max(r.submitted_at) AS "lastRequestAt",
              count(r.file_request_id)::int AS "filesLast90Days"
         FROM certificates.certificate_request r
        WHERE r.channel = 'MASSIVO' AND r.state = 'ACCEPTED' AND r.submitted_at >= $1
          AND ($2::text IS NULL OR r.office_code = $2)
        GROUP BY 1, 2) c
      WHERE $3::int IS NULL OR ("subjectsLast90Days" < $3
         OR ("subjectsLast90Days" = $3 AND ("ipaCode", "officeCode") > ($4, $5)))
      ORDER BY "subjectsLast90Days" DESC, "ipaCode", "officeCode" LIMIT $6`,
    [since, officeCode, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, take],
  );
  const total = await sql.one<{ count: number }>(
    `SELECT count(DISTINCT (ipa_code, office_code))::int AS count FROM certificates.certificate_request
      WHERE channel = 'MASSIVO' AND state = 'ACCEPTED' AND submitted_at >= $1
        AND ($2::text IS NULL OR office_code = $2)`,
    [since, officeCode],
  );
  return { clients: rows, count: total?.count ?? 0 };
}
