import { ANONYMOUS, type Actor } from '../../../../schema/kernel/actor.js';
import { addDays } from '../../../../schema/kernel/clock.js';
import {
  awaitedEnds,
  courseOf,
  type StoredAgreement,
} from '../../../../subgraphs/agreements/migration-progress/agreement-course.rules.js';
import {
  contributionsOf,
  leavesVolumeOn,
  noFigures,
  STAGES,
  unmigratedMonths,
  type CountedBody,
  type Figures,
} from '../../../../subgraphs/agreements/migration-progress/migration-figures.rules.js';
import {
  forecastOf,
  intervalEnds,
  isAtRisk,
  shareOf,
} from '../../../../subgraphs/agreements/migration-progress/progress.rules.js';
import { namedOffices } from '../../../../subgraphs/agreements/migration-progress/progress-visibility.rules.js';
import { largestUnmigrated } from '../../../../subgraphs/agreements/migration-progress/unmigrated.rules.js';
import type { Interval } from '../../../../subgraphs/shared/graph-enums.js';
import {
  encodeMigrationProgressId,
  parseMigrationProgressId,
  type MigrationProgressScope,
} from '../../../../subgraphs/shared/migration-progress-id.js';

const EVERYWHERE: MigrationProgressScope = { officeCode: null, district: null, region: null, bodyType: null };

/** So many bodies before ACTIVE, so many from it on. */
const figures = (before: number, migrated: number): Figures => ({
  ...noFigures(),
  bodies: STAGES.map((stage) => (stage === 'NOT_STARTED' ? before : stage === 'MASSIVO_FREE' ? migrated : 0)),
});

describe('R-51 the forecast', () => {
  it.each<[string, [now: Figures, before: Figures], string | null, boolean | null]>([
    ['one a day', [figures(10, 40), figures(38, 12)], '2026-06-15', true],
    ['a part of a day counts as a day', [figures(1, 28), figures(4, 25)], '2026-06-15', true],
    ['the last day itself', [figures(61, 28), figures(89, 0)], '2026-08-05', true],
    ['a day after the last one', [figures(62, 28), figures(90, 0)], '2026-08-06', false],
    ['nobody in 28 days', [figures(5, 5), figures(5, 5)], null, null],
    ['fewer than 28 days ago', [figures(6, 4), figures(5, 5)], null, null],
    ['nobody missing', [figures(0, 5), figures(0, 5)], '2026-06-05', true],
    ['no body at all', [figures(0, 0), figures(0, 0)], '2026-06-05', true],
    ['farther than any day that can be said', [figures(20_000, 1), figures(20_001, 0)], null, null],
  ])('%s', (_name, [now, before], completesOn, beforeLastDay) => {
    const forecast = forecastOf({ asOf: '2026-06-05', lastDay: '2026-08-05', now, before });
    expect(forecast).toMatchObject({ completesOn, reachable: completesOn !== null, beforeLastDay });
    expect(forecast.perDay).toBe(forecast.activatedLast28Days / 28);
    expect(forecast.activatedLast28Days).toBeGreaterThanOrEqual(0);
  });
});

describe('R-50 AT_RISK', () => {
  it.each<[string, string | null, boolean]>([
    ['2026-06-20', '2026-08-05', false],
    ['2026-06-21', '2026-08-05', false],
    ['2026-06-22', '2026-08-05', true],
    ['2026-09-01', '2026-08-05', true],
    ['2026-09-01', null, false],
  ])('on %s, with %s as the last day', (day, lastDay, expected) => {
    expect(isAtRisk(day, lastDay)).toBe(expected);
  });
});

describe('R-51 shares and intervals', () => {
  it('a share of nothing is none', () => {
    expect([shareOf(0, 0), shareOf(0, 4), shareOf(1, 4), shareOf(4, 4)]).toEqual([null, 0, 0.25, 1]);
  });

  it.each<[Interval, string, string, string[]]>([
    ['DAY', '2026-06-03', '2026-06-05', ['2026-06-03', '2026-06-04', '2026-06-05']],
    ['WEEK', '2026-05-25', '2026-06-05', ['2026-05-31', '2026-06-05']],
    ['WEEK', '2026-05-31', '2026-06-07', ['2026-05-31', '2026-06-07']],
    ['MONTH', '2026-01-31', '2026-03-31', ['2026-01-31', '2026-02-28', '2026-03-31']],
    ['MONTH', '2026-03-31', '2026-03-30', []],
  ])('by %s from %s to %s', (by, from, to, ends) => {
    expect(intervalEnds({ by, from, to }, 10)).toEqual(ends);
  });

  it('says when the points are too many', () => {
    expect(intervalEnds({ by: 'DAY', from: '2026-01-01', to: '2026-01-10' }, 10)).toHaveLength(10);
    expect(intervalEnds({ by: 'DAY', from: '2026-01-01', to: '2026-01-11' }, 10)).toBeNull();
  });
});

describe('R-51 what a body adds to the figures', () => {
  const body: CountedBody = {
    ipaCode: 'c_h501',
    officeCode: 'PROC-H501',
    bodyType: 'PA',
    former: true,
    recordedOn: '2026-01-01',
    spans: [
      { from: '1800-01-01', stage: 'NOT_STARTED' },
      { from: '2026-03-10', stage: 'ACTIVE' },
      { from: '2026-09-01', stage: 'NOT_STARTED' },
    ],
  };
  const days = [
    { day: '2026-01-31', direct: 0, massivo: 1, subjects: 5 },
    { day: '2026-04-01', direct: 1, massivo: 0, subjects: 7 },
  ];
  const on = (day: string): Pick<Figures, 'volume' | 'migratedVolume' | 'newBodies'> & { at: string } => {
    const sum = { volume: 0, migratedVolume: 0, newBodies: 0 };
    const bodies = STAGES.map(() => 0);
    for (const [from, added] of contributionsOf(body, days)) {
      if (from > day) continue;
      sum.volume += added.volume;
      sum.migratedVolume += added.migratedVolume;
      added.bodies.forEach((count, index) => (bodies[index] = (bodies[index] ?? 0) + count));
    }
    return { ...sum, at: STAGES.filter((_stage, index) => bodies[index] === 1).join() };
  };

  it.each([
    ['1900-01-01', 'NOT_STARTED', 0, 0],
    ['2026-01-30', 'NOT_STARTED', 0, 0],
    ['2026-01-31', 'NOT_STARTED', 5, 0],
    ['2026-03-10', 'ACTIVE', 5, 5],
    ['2026-04-01', 'ACTIVE', 12, 12],
    ['2026-09-01', 'NOT_STARTED', 12, 0],
    ['2027-01-31', 'NOT_STARTED', 12, 0],
    ['2027-02-01', 'NOT_STARTED', 7, 0],
    ['2027-05-01', 'NOT_STARTED', 0, 0],
  ])('on %s: %s, volume %i, migrated %i', (day, at, volume, migratedVolume) => {
    expect(on(day)).toEqual({ at, volume, migratedVolume, newBodies: 0 });
  });

  it('R-12 a new body counts from the day on which it was recorded, and has no volume', () => {
    const added = contributionsOf({ ...body, former: false }, days);
    expect([...added]).toEqual([['2026-01-01', { ...noFigures(), newBodies: 1 }]]);
  });

  it('a day counts in its month and in the twelve after it', () => {
    expect(leavesVolumeOn('2026-01-31')).toBe('2027-02-01');
    expect(leavesVolumeOn('2026-02-01')).toBe('2027-03-01');
  });

  it('stands in the list of a month if it is unmigrated on a day of it', () => {
    const months = unmigratedMonths(body, days);
    expect(months.get('2026-03-01')).toBe(5);
    expect(months.has('2026-04-01')).toBe(false);
    expect(months.get('2026-09-01')).toBe(12);
    expect(months.get('2027-02-01')).toBe(7);
    expect(months.has('2027-05-01')).toBe(false);
  });
});

describe('R-09 agreements whose end is awaited', () => {
  const stored = (changes: Partial<StoredAgreement>): StoredAgreement => ({
    ...{ id: 'a', officeCode: 'PROC-H501', status: 'ACTIVE', startsOn: '2026-01-01', endsOn: '2026-12-31' },
    ...{ createdAt: '2025-12-01T10:00:00+01:00', renewsId: null, acts: [] },
    ...changes,
  });
  const acts = (...steps: [to: StoredAgreement['status'], day: string][]): StoredAgreement['acts'] =>
    steps.map(([to, day]) => ({ to, at: `${day}T10:00:00Z` }));

  it('from its activation on, suspended or not, until it is withdrawn', () => {
    const life = acts(
      ['DRAFT', '2025-12-01'],
      ['ACTIVE', '2026-01-05'],
      ['SUSPENDED', '2026-02-01'],
      ['WITHDRAWN', '2026-03-01'],
    );
    const ends = awaitedEnds([stored({ status: 'WITHDRAWN', acts: life })]);
    expect(ends.map(({ from, until }) => [from, until])).toEqual([
      ['2026-01-05', '2026-02-01'],
      ['2026-02-01', '2026-03-01'],
    ]);
  });

  it('not while a renewal follows it that is more than a draft and not withdrawn', () => {
    const renewal = stored({
      ...{ id: 'b', renewsId: 'a', status: 'WITHDRAWN' },
      acts: acts(['DRAFT', '2026-10-01'], ['SIGNED', '2026-10-10'], ['WITHDRAWN', '2026-10-20']),
    });
    const ends = awaitedEnds([stored({ acts: acts(['ACTIVE', '2026-01-05']) }), renewal]);
    expect(ends.map(({ from, until }) => [from, until])).toEqual([
      ['2026-01-05', '2026-10-01'],
      ['2026-10-01', '2026-10-10'],
      ['2026-10-20', null],
    ]);
  });

  it('R-08 the status in the store is the latest, whatever the acts say', () => {
    expect(courseOf(stored({})).steps).toEqual([{ on: '2025-12-01', to: 'ACTIVE' }]);
    expect(courseOf(stored({ status: 'WITHDRAWN', acts: acts(['ACTIVE', '2026-01-05']) })).steps).toEqual([
      { on: '2026-01-05', to: 'ACTIVE' },
      { on: '2026-01-05', to: 'WITHDRAWN' },
    ]);
  });
});

describe('R-51 the largest unmigrated bodies', () => {
  const candidate = (ipaCode: string, atMonthEnd: number, subjects = atMonthEnd) => ({
    ...{ ipaCode, atMonthEnd, subjects },
    spans: [{ from: '1800-01-01', stage: ipaCode.startsWith('m') ? ('ACTIVE' as const) : ('DRAFTED' as const) }],
  });
  const listed = (candidates: ReturnType<typeof candidate>[], first: number, isAll = false) => {
    const bound = isAll ? null : candidates.at(-1);
    const result = largestUnmigrated(candidates, { asOf: '2026-06-05', first, bound });
    return [result.isCertain, ...result.listed.map(({ ipaCode }) => ipaCode)];
  };

  it('by volume, then by code, without the migrated ones', () => {
    expect(listed([candidate('b', 5), candidate('m', 9), candidate('c', 9), candidate('a', 5)], 3, true)).toEqual([
      ...[true, 'c', 'a', 'b'],
    ]);
  });

  it('is certain only when no body that was not read can be larger on the day', () => {
    const read = [candidate('a', 9), candidate('b', 8, 3), candidate('c', 5)];
    expect(listed(read, 1)).toEqual([true, 'a']);
    expect(listed(read, 2)).toEqual([true, 'a', 'c']);
    expect(listed(read, 3)).toEqual([false, 'a', 'c', 'b']);
  });
});

describe('R-52 whose names a caller may see', () => {
  const operator: Actor = { kind: 'operator', subject: 'o', officeCode: 'PROC-H501' };
  const contact: Actor = { kind: 'contact', personKey: 'k', method: 'SPID', level: 3 };
  it.each<[string, Actor, string | null, ReturnType<typeof namedOffices>]>([
    ['anonymous', ANONYMOUS, null, 'NONE'],
    ['a dashboard', { kind: 'dashboard', subject: 'd' }, null, 'NONE'],
    ['a contact person', contact, 'PROC-H501', 'NONE'],
    ['an operator, of everything', operator, null, { officeCode: 'PROC-H501' }],
    ['an operator, of the own office', operator, 'PROC-H501', { officeCode: 'PROC-H501' }],
    ['an operator, of another office', operator, 'PROC-G482', 'NONE'],
    ['operations', { kind: 'operations', subject: 'a' }, 'PROC-G482', 'ALL'],
  ])('%s', (_name, actor, officeCode, expected) => {
    expect(namedOffices(actor, { ...EVERYWHERE, officeCode })).toEqual(expected);
  });
});

describe('R-53 the id of a migration progress', () => {
  const key = { scope: { ...EVERYWHERE, region: "Valle d'Aosta", bodyType: 'GPS' as const }, asOf: '2026-06-05' };

  it('stands for its filter and day, and for no others', () => {
    const id = encodeMigrationProgressId(key);
    expect(parseMigrationProgressId(id)).toEqual(key);
    expect(encodeMigrationProgressId({ ...key, asOf: addDays(key.asOf, 1) })).not.toBe(id);
    expect(encodeMigrationProgressId({ ...key, scope: EVERYWHERE })).not.toBe(id);
  });

  it.each([
    ['nothing', ''],
    ['no id', 'migration'],
    ['one cut short', encodeMigrationProgressId(key).slice(0, -4)],
    ['another spelling of the same', `${encodeMigrationProgressId(key)}=`],
    ['a very long one', 'A'.repeat(5_000)],
    ['a day that there is not', encodeMigrationProgressId({ ...key, asOf: '2026-02-30' })],
    ['an office that is none', encodeMigrationProgressId({ ...key, scope: { ...EVERYWHERE, officeCode: 'x' } })],
  ])('refuses %s', (_name, id) => {
    expect(() => parseMigrationProgressId(id)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});
