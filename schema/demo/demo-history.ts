import { createHash } from 'node:crypto';
import { addDays, startOfDay, type IsoDay } from '../kernel/clock.js';
import { DEMO_BODIES_WITH_HISTORY, type DemoBody } from './demo-bodies.js';

/** A request that a demo body made before the first start; what became of it is that all of it was issued. */
export interface DemoRequest {
  /** The same on every machine. */
  requestId: string;
  ipaCode: string;
  bodyTaxCode: string;
  officeCode: string;
  channel: 'MASSIVO' | 'DIRECT_AGREEMENT';
  /** 10:00 in Rome on its day. */
  submittedAt: Date;
  day: IsoDay;
  protocolNumber: string;
  subjects: number;
  /** Rank of its first subject: no two requests name the same persons. */
  firstRank: number;
}

const MONTHS = 6;
const DAYS_A_MONTH = 30;
const HOURS_10 = 10 * 3_600_000;
/** A demonstration is to be looked at: more rows would make the first start slower and show nothing else. */
const MOST_SUBJECTS = 20;

/** One request a month of each body that has a past, on the channel that it used then, oldest first. */
export function demoHistory(today: IsoDay): DemoRequest[] {
  const requests = DEMO_BODIES_WITH_HISTORY.flatMap((body) => [
    ...monthly(body, 'MASSIVO', massivoDays(body)),
    ...monthly(body, 'DIRECT_AGREEMENT', directDays(body)),
  ]);
  let rank = 0;
  return requests
    .map((request) => ({ ...request, day: addDays(today, -request.daysAgo) }))
    .sort((one, other) => (one.day + one.requestId < other.day + other.requestId ? -1 : 1))
    .map(({ daysAgo: _daysAgo, ...request }) => {
      const firstRank = rank;
      rank += request.subjects;
      return { ...request, firstRank, submittedAt: new Date(startOfDay(request.day).getTime() + HOURS_10) };
    });
}

type Undated = Omit<DemoRequest, 'submittedAt' | 'day' | 'firstRank'> & { daysAgo: number };

function monthly(body: DemoBody, channel: DemoRequest['channel'], days: readonly number[]): Undated[] {
  return days.map((daysAgo, index) => ({
    requestId: demoRequestId(`${body.ipaCode}/${channel}/${index}`),
    ipaCode: body.ipaCode,
    bodyTaxCode: body.taxCode,
    officeCode: body.officeCode,
    channel,
    daysAgo,
    protocolNumber: String(1_000 + index),
    subjects: Math.min(body.monthlySubjects, MOST_SUBJECTS),
  }));
}

/** From the latest massivo request back. */
function massivoDays({ lastMassivoDaysAgo }: DemoBody): number[] {
  if (lastMassivoDaysAgo === null) return [];
  return Array.from({ length: MONTHS }, (_, month) => lastMassivoDaysAgo + month * DAYS_A_MONTH);
}

/** From the first direct request on. */
function directDays({ firstDirectDaysAgo }: DemoBody): number[] {
  if (firstDirectDaysAgo === null) return [];
  const months = Math.floor(firstDirectDaysAgo / DAYS_A_MONTH) + 1;
  return Array.from({ length: months }, (_, month) => firstDirectDaysAgo - month * DAYS_A_MONTH).filter(
    (days) => days > 0,
  );
}

/** A UUID made of a name (RFC 9562, version 8). */
function demoRequestId(name: string): string {
  const hex = createHash('sha256').update(`demo request ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
