import { addDays, dayOf, type IsoDay } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import type { MigrationProgressScope } from '../../subgraphs/shared/migration-progress-id.js';

/**
 * The figures of the migration that requests and their ends make, worked out from the raw tables item by item,
 * as slowly and as plainly as can be. Shares nothing with the product but the calendar.
 */
export interface RawHistory {
  requests: RawRequest[];
  ends: RawEnd[];
}

interface RawRequest {
  id: string;
  channel: string;
  submittedAt: Date;
  accepted: number;
  office: { code: string; district: string; region: string };
  bodyType: string;
}

interface RawEnd {
  requestId: string;
  status: string;
  at: Date;
  code: string | null;
  atIntake: boolean;
}

export async function readRawHistory(database: Database): Promise<RawHistory> {
  const requests = await database.rows<RawRequest>(
    `SELECT r.id, r.channel, r.submitted_at AS "submittedAt", r.accepted,
            json_build_object('code', o.code, 'district', o.district, 'region', o.region) AS office,
            b.type AS "bodyType"
     FROM certificates.certificate_request r JOIN agreements.prosecutor_office o ON o.code = r.office_code
     JOIN agreements.public_body b ON b.ipa_code = r.ipa_code WHERE r.state = 'ACCEPTED'`,
  );
  const ends = await database.rows<RawEnd>(
    `SELECT e.request_id AS "requestId", e.status, e.at, e.code, i.rejection_code IS NOT NULL AS "atIntake"
     FROM certificates.item_end e
     JOIN certificates.certificate_item i ON i.request_id = e.request_id AND i.line = e.line`,
  );
  return { requests, ends };
}

interface Question {
  scope: MigrationProgressScope;
  asOf: IsoDay;
}

function counted(history: RawHistory, { scope }: Question): Map<string, RawRequest> {
  const { officeCode, district, region, bodyType } = scope;
  const matching = history.requests.filter(
    ({ office, bodyType: type }) =>
      (officeCode === null || office.code === officeCode) &&
      (district === null || office.district === district) &&
      (region === null || office.region === region) &&
      (bodyType === null || type === bodyType),
  );
  return new Map(matching.map((request) => [request.id, request]));
}

/** Requests and subjects by first day of the interval and channel. */
export function rawVolumes(
  history: RawHistory,
  question: Question & { by: 'DAY' | 'WEEK' | 'MONTH'; from: IsoDay; to: IsoDay },
): Record<string, { requests: number; subjects: number }> {
  const { by, from, to, asOf } = question;
  const volumes: Record<string, { requests: number; subjects: number }> = {};
  for (const { channel, submittedAt, accepted } of counted(history, question).values()) {
    const day = dayOf(submittedAt);
    if (day < from || day > to || day > asOf) continue;
    const key = `${startOf(by, day, from)} ${channel}`;
    const volume = (volumes[key] ??= { requests: 0, subjects: 0 });
    volume.requests += 1;
    volume.subjects += accepted;
  }
  return volumes;
}

/** Walks back day by day to the first of the interval, and not beyond the range. */
function startOf(by: 'DAY' | 'WEEK' | 'MONTH', day: IsoDay, from: IsoDay): IsoDay {
  const isFirst = (candidate: IsoDay): boolean =>
    by === 'DAY' ||
    candidate <= from ||
    (by === 'MONTH' ? candidate.endsWith('-01') : new Date(`${candidate}T12:00:00Z`).getUTCDay() === 1);
  let first = day;
  while (!isFirst(first)) first = addDays(first, -1);
  return first;
}

/** Items answered and percentiles of the minutes, by channel. */
export function rawTurnaround(
  history: RawHistory,
  question: Question,
): Record<string, { items: number; p50Minutes: number; p95Minutes: number }> {
  const requests = counted(history, question);
  const minutes: Record<string, number[]> = {};
  for (const { requestId, status, at, atIntake } of history.ends) {
    const request = requests.get(requestId);
    if (!request || atIntake || !['ISSUED', 'REJECTED'].includes(status) || dayOf(at) > question.asOf) continue;
    (minutes[request.channel] ??= []).push(Math.floor((at.getTime() - request.submittedAt.getTime()) / 60_000));
  }
  return Object.fromEntries(
    Object.entries(minutes).map(([channel, list]) => {
      list.sort((one, other) => one - other);
      const nearest = (share: number): number => list[Math.ceil(list.length * share) - 1] as number;
      return [channel, { items: list.length, p50Minutes: nearest(0.5), p95Minutes: nearest(0.95) }];
    }),
  );
}

/** Items rejected, the most frequent code first. */
export function rawRejections(history: RawHistory, question: Question): [code: string, count: number][] {
  const requests = counted(history, question);
  const counts: Record<string, number> = {};
  for (const { requestId, status, at, code, atIntake } of history.ends) {
    const request = requests.get(requestId);
    if (!request || status !== 'REJECTED' || code === null) continue;
    if (dayOf(atIntake ? request.submittedAt : at) > question.asOf) continue;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return Object.entries(counts).sort(([one, many], [other, few]) => few - many || (one < other ? -1 : 1));
}
