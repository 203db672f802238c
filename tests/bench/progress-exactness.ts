import type { Database } from '../../schema/kernel/database.js';
import type { IsoDay } from '../../schema/kernel/clock.js';
import type { Dashboard, DashboardVariables } from './progress-dashboard.js';

/**
 * Holds figures of the dashboard against the raw tables, in SQL that shares nothing with the product's own. A question
 * takes seconds.
 * @throws Error with the first figure that differs.
 */
export async function checkExactness(
  database: Database,
  dashboard: Dashboard,
  questions: readonly (DashboardVariables & { asOf: IsoDay })[],
): Promise<void> {
  for (const question of questions) {
    const { answer } = await dashboard.ask(question);
    const { officeCode = null, district = null, region = null, bodyType = null } = question.filter ?? {};
    const values = [officeCode, district, region, bodyType, question.asOf];
    const first = answer.volumes[0]?.from ?? question.asOf;
    const volumes = await database.rows<{ channel: string; requests: number; subjects: number }>(VOLUMES, [
      ...values,
      first,
    ]);
    const turnaround = await database.rows(TURNAROUND, values);
    const rejections = await database.rows(REJECTIONS, values);
    same(question, 'volumes', byChannel(answer.volumes), volumes);
    same(question, 'turnaround', answer.turnaround, turnaround);
    same(
      question,
      'rejections',
      answer.rejections.map(({ code, count }) => ({ code, count })),
      rejections,
    );
  }
}

function byChannel(
  volumes: readonly { channel: string; requests: number; subjects: number }[],
): { channel: string; requests: number; subjects: number }[] {
  const channels = [...new Set(volumes.map(({ channel }) => channel))];
  const sum = (channel: string, field: 'requests' | 'subjects'): number =>
    volumes.filter((volume) => volume.channel === channel).reduce((total, volume) => total + volume[field], 0);
  return channels.map((channel) => ({
    channel,
    requests: sum(channel, 'requests'),
    subjects: sum(channel, 'subjects'),
  }));
}

function same(question: DashboardVariables, what: string, shown: unknown[], raw: unknown[]): void {
  const sorted = (rows: unknown[]): string => JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());
  if (sorted(shown) === sorted(raw)) return;
  throw new Error(`${what} of ${JSON.stringify(question)}: ${JSON.stringify(shown)} instead of ${JSON.stringify(raw)}`);
}

const REQUESTS = `
  FROM certificates.certificate_request r JOIN agreements.prosecutor_office o ON o.code = r.office_code
  JOIN agreements.public_body b ON b.ipa_code = r.ipa_code`;
const ASKED = `r.state = 'ACCEPTED' AND ($1::text IS NULL OR o.code = $1) AND ($2::text IS NULL OR o.district = $2)
  AND ($3::text IS NULL OR o.region = $3) AND ($4::text IS NULL OR b.type::text = $4)`;
const dayIn = (instant: string): string => `(${instant} AT TIME ZONE 'Europe/Rome')::date`;

const VOLUMES = `
  SELECT r.channel, count(*)::int AS requests, sum(r.accepted)::int AS subjects ${REQUESTS}
  WHERE ${ASKED} AND ${dayIn('r.submitted_at')} BETWEEN $6::date AND $5::date GROUP BY r.channel`;

const ENDS = `${REQUESTS} JOIN certificates.item_end e ON e.request_id = r.id
  JOIN certificates.certificate_item i ON i.request_id = e.request_id AND i.line = e.line`;

const TURNAROUND = `
  SELECT channel, count(*)::int AS items, percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes) AS "p50Minutes",
         percentile_disc(0.95) WITHIN GROUP (ORDER BY minutes) AS "p95Minutes"
  FROM (SELECT r.channel, (extract(epoch FROM e.at - r.submitted_at)::int / 60) AS minutes
        ${ENDS} WHERE ${ASKED} AND ${dayIn('e.at')} <= $5::date AND i.rejection_code IS NULL
          AND e.status IN ('ISSUED', 'REJECTED')) answered
  GROUP BY channel`;

const REJECTIONS = `
  SELECT e.code, count(*)::int AS count ${ENDS}
  WHERE ${ASKED} AND e.status = 'REJECTED'
    AND ${dayIn('CASE WHEN i.rejection_code IS NULL THEN e.at ELSE r.submitted_at END')} <= $5::date
  GROUP BY e.code`;
