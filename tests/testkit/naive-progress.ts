import { addDays, daysBetween } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';

/**
 * The figures of the migration from the raw tables, body by body and day by day, slowly: what the product's figures are held
 * against. It shares no rule with the product, on purpose.
 */
export interface NaiveQuestion {
  officeCode?: string | undefined;
  district?: string | undefined;
  region?: string | undefined;
  bodyType?: string | undefined;
  asOf: string;
}

interface RawBody {
  ipa: string;
  office: string;
  region: string;
  district: string;
  type: string;
  recorded: string;
  registered: boolean;
}

interface RawAgreement {
  id: string;
  ipa: string;
  office: string;
  region: string;
  district: string;
  status: string;
  first: string | null;
  last: string | null;
  created: string;
  renews: string | null;
  acts: { to: string; on: string }[];
}

interface RawRequest {
  ipa: string;
  on: string;
  channel: string;
  subjects: number;
}

export interface RawFacts {
  bodies: RawBody[];
  agreements: RawAgreement[];
  requests: RawRequest[];
  months: { ipa: string; month: string; subjects: number }[];
}

export async function readRawFacts(database: Database): Promise<RawFacts> {
  const rome = (column: string): string => `to_char(${column} AT TIME ZONE 'Europe/Rome', 'YYYY-MM-DD')`;
  return {
    bodies: await database.rows(`
      SELECT b.ipa_code AS ipa, b.office_code AS office, o.region, o.district, b.type, ${rome('b.recorded_at')} AS recorded,
             b.ipa_code IN (SELECT ipa_code FROM agreements.former_massivo_body) AS registered
      FROM agreements.public_body b JOIN agreements.prosecutor_office o ON o.code = b.office_code`),
    agreements: (
      await database.rows<RawAgreement>(`
        SELECT id, ipa_code AS ipa, office_code AS office, o.region, o.district, status, starts_on AS first, ends_on AS last, renews_id AS renews,
               ${rome('created_at')} AS created,
               ARRAY(SELECT "to" || ' ' || ${rome('at')} FROM agreements.direct_agreement_status_change c
                     WHERE c.agreement_id = a.id ORDER BY at, c.id) AS acts
        FROM agreements.direct_agreement a JOIN agreements.prosecutor_office o ON o.code = a.office_code`)
    ).map((row) => ({
      ...row,
      acts: (row.acts as unknown as string[]).map((act) => ({
        to: act.split(' ')[0] ?? '',
        on: act.split(' ')[1] ?? '',
      })),
    })),
    requests: await database.rows(`
      SELECT ipa_code AS ipa, ${rome('submitted_at')} AS on, channel, accepted AS subjects
      FROM certificates.certificate_request WHERE state = 'ACCEPTED' AND channel <> 'OFFICE_COUNTER'`),
    months: await database.rows('SELECT ipa_code AS ipa, month, subjects FROM agreements.former_massivo_volume'),
  };
}

const FIELDS: Record<string, string> = {
  NOT_STARTED: 'notStarted',
  DRAFTED: 'drafted',
  SIGNED: 'signed',
  REGISTERED: 'registered',
  ACTIVE: 'active',
  FIRST_DIRECT_REQUEST: 'firstDirectRequest',
  MASSIVO_FREE: 'massivoFree',
};
const DONE = ['ACTIVE', 'FIRST_DIRECT_REQUEST', 'MASSIVO_FREE'];

function statusOf(agreement: RawAgreement, day: string): string | null {
  let status: string | null = null;
  for (const act of agreement.acts) if (act.on <= day) status = act.to;
  if (agreement.acts.length === 0) return agreement.created <= day ? agreement.status : null;
  return status;
}

export function naiveStage(facts: RawFacts, body: { ipa: string; office: string }, day: string): string {
  let best = 'NOT_STARTED';
  const better = (stage: string): void => {
    if (Object.keys(FIELDS).indexOf(stage) > Object.keys(FIELDS).indexOf(best)) best = stage;
  };
  for (const agreement of facts.agreements) {
    if (agreement.ipa !== body.ipa || agreement.office !== body.office) continue;
    const status = statusOf(agreement, day);
    if (status === 'DRAFT') better('DRAFTED');
    const isOver = agreement.last !== null && agreement.last < day;
    if (isOver) continue;
    if (status === 'SIGNED') better('SIGNED');
    if (status === 'REGISTERED' || status === 'SUSPENDED') better('REGISTERED');
    if (status === 'ACTIVE') {
      const holds = agreement.first !== null && agreement.last !== null && agreement.first <= day;
      better(holds ? 'ACTIVE' : 'REGISTERED');
    }
  }
  if (best !== 'ACTIVE') return best;
  const own = facts.requests.filter((request) => request.ipa === body.ipa && request.on <= day);
  const direct = own.filter(({ channel }) => channel === 'DIRECT_AGREEMENT').map(({ on }) => on);
  if (direct.length === 0) return 'ACTIVE';
  const monthAgo = addDays(day, -30);
  const isOldHand = direct.some((on) => on <= monthAgo);
  const usesMassivo = own.some(({ channel, on }) => channel === 'MASSIVO' && on > monthAgo);
  return isOldHand && !usesMassivo ? 'MASSIVO_FREE' : 'FIRST_DIRECT_REQUEST';
}

/** Whole months between two days, by the calendar. */
function monthsBetween(from: string, to: string): number {
  const count = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return count(to) - count(from);
}

function naiveVolume(facts: RawFacts, ipa: string, day: string): number {
  const asked = [
    ...facts.requests.map((request) => ({ ...request, day: request.on })),
    ...facts.months.map((month) => ({ ...month, day: month.month })),
  ];
  return asked
    .filter((one) => one.ipa === ipa && one.day <= day && monthsBetween(one.day, day) <= 12)
    .reduce((sum, { subjects }) => sum + subjects, 0);
}

function naiveSums(facts: RawFacts, bodies: readonly RawBody[], day: string): NaiveSums & { migrated: number } {
  const counts = Object.fromEntries(Object.values(FIELDS).map((field) => [field, 0]));
  let [migrated, volume, migratedVolume] = [0, 0, 0];
  for (const body of bodies) {
    const stage = naiveStage(facts, body, day);
    counts[FIELDS[stage] ?? ''] = (counts[FIELDS[stage] ?? ''] ?? 0) + 1;
    const subjects = naiveVolume(facts, body.ipa, day);
    volume += subjects;
    if (!DONE.includes(stage)) continue;
    migrated += 1;
    migratedVolume += subjects;
  }
  return {
    bodies: counts,
    bodiesTotal: bodies.length,
    migratedShare: bodies.length === 0 ? null : migrated / bodies.length,
    migratedVolumeShare: volume === 0 ? null : migratedVolume / volume,
    migrated,
  };
}

type Counts = Record<string, number>;

interface NaiveSums {
  bodies: Counts;
  bodiesTotal: number;
  migratedShare: number | null;
  migratedVolumeShare: number | null;
}

export interface NaiveProgress extends NaiveSums {
  asOf: string;
  newBodies: number;
  atRisk: number;
  topUnmigrated: {
    publicBody: { ipaCode: string };
    stage: string;
    atRisk: boolean;
    subjectsLast12Months: number;
  }[];
  /** The same of some of the bodies. */
  place(choose: (body: { office: string; region: string }) => boolean): NaiveSums & { atRisk: number };
  migratedOn(day: string): number;
  countsOn(day: string): Counts;
  expiring(withinDays: number): number;
}

/** What `migrationProgress` should answer, the forecast excepted. */
export function naiveProgress(
  facts: RawFacts,
  question: NaiveQuestion,
  { lastDay, first }: { lastDay: string; first: number },
): NaiveProgress {
  const { asOf } = question;
  const inScope = facts.bodies.filter(
    (body) =>
      (question.officeCode ?? body.office) === body.office &&
      (question.district ?? body.district) === body.district &&
      (question.region ?? body.region) === body.region &&
      (question.bodyType ?? body.type) === body.type,
  );
  const former = inScope.filter(({ registered }) => registered);
  const { migrated, ...sums } = naiveSums(facts, former, asOf);
  const isLate = daysBetween(asOf, lastDay) < 45;
  const place = (bodies: readonly RawBody[]) => {
    const { migrated: done, ...rest } = naiveSums(facts, bodies, asOf);
    return { ...rest, atRisk: isLate ? bodies.length - done : 0 };
  };
  return {
    asOf,
    ...sums,
    newBodies: inScope.filter(({ registered, recorded }) => !registered && recorded <= asOf).length,
    atRisk: isLate ? former.length - migrated : 0,
    topUnmigrated: former
      .map((body) => ({
        publicBody: { ipaCode: body.ipa },
        stage: naiveStage(facts, body, asOf),
        atRisk: isLate,
        subjectsLast12Months: naiveVolume(facts, body.ipa, asOf),
      }))
      .filter(({ stage }) => !DONE.includes(stage))
      .sort(
        (one, other) =>
          other.subjectsLast12Months - one.subjectsLast12Months ||
          (one.publicBody.ipaCode < other.publicBody.ipaCode ? -1 : 1),
      )
      .slice(0, first),
    place: (choose: (body: { office: string; region: string }) => boolean) => place(former.filter(choose)),
    migratedOn: (day: string) => naiveSums(facts, former, day).migrated,
    countsOn: (day: string) => naiveSums(facts, former, day).bodies,
    expiring(withinDays: number): number {
      return facts.agreements.filter((agreement) => {
        const owner = facts.bodies.find(({ ipa }) => ipa === agreement.ipa);
        if (!owner || agreement.last === null) return false;
        const isAsked =
          (question.officeCode ?? agreement.office) === agreement.office &&
          (question.district ?? agreement.district) === agreement.district &&
          (question.region ?? agreement.region) === agreement.region &&
          (question.bodyType ?? owner.type) === owner.type;
        const isRenewed = facts.agreements.some(
          (other) => other.renews === agreement.id && ![null, 'DRAFT', 'WITHDRAWN'].includes(statusOf(other, asOf)),
        );
        const isHeld = ['ACTIVE', 'SUSPENDED'].includes(statusOf(agreement, asOf) ?? '');
        return isAsked && isHeld && !isRenewed && agreement.last >= asOf && agreement.last <= addDays(asOf, withinDays);
      }).length;
    },
  };
}
