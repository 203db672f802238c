import fc from 'fast-check';
import { addDays, dayOf, FixedClock, type IsoDay } from '../../../../schema/kernel/clock.js';
import { discardStaged } from '../../../../subgraphs/certificates/certificate-request/request-staging.store.js';
import { MigrationProgressService } from '../../../../subgraphs/certificates/migration-progress/migration-progress.service.js';
import { ProgressFolding } from '../../../../subgraphs/certificates/migration-progress/progress-folding.service.js';
import type { MigrationProgressScope } from '../../../../subgraphs/shared/migration-progress-id.js';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.js';
import {
  accept,
  BODIES,
  CHANNELS,
  end,
  endAll,
  forgetHistory,
  insertProgressParties,
  OFFICES,
  stage,
  type WrittenRequest,
} from '../../../testkit/progress-history.js';
import {
  rawRejections,
  rawTurnaround,
  rawVolumes,
  readRawHistory,
  type RawHistory,
} from '../../../testkit/progress-oracle.js';

const SEED = 20_260_901;
const RUNS = 15;

/** Around the night in which summer time begins: 29 March 2026, Europe/Rome. */
const BEGINNING = Date.parse('2026-03-16T00:00:00Z');
const DAYS = 24;
const instant = fc.integer({ min: 0, max: DAYS * 86_400_000 }).map((ms) => new Date(BEGINNING + ms));
const code = fc.constantFrom('NOM-001', 'NOM-002', 'NOM-003', 'MIN-001');
/** Some answers come at once, some after days. */
const delayMs = fc.oneof(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 0, max: 10 * 86_400_000 }));

const newRequest = fc
  .record({
    body: fc.constantFrom(...BODIES),
    office: fc.option(fc.constantFrom(...OFFICES), { nil: null }),
    channel: fc.constantFrom(...CHANNELS),
    accepted: fc.integer({ min: 0, max: 6 }),
    refused: fc.array(code, { maxLength: 3 }),
    acceptedAt: instant,
    stagedBeforeMs: fc.integer({ min: 0, max: 3_600_000 }),
  })
  .map(({ body, office, acceptedAt, stagedBeforeMs, ...rest }) => ({
    ...{ ...rest, acceptedAt, ipaCode: body.ipaCode, officeCode: office?.code ?? body.office },
    stagedAt: new Date(acceptedAt.getTime() - stagedBeforeMs),
  }));

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('accept' as const), request: newRequest }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stage' as const), request: newRequest }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('discard' as const), request: newRequest }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(),
      items: fc.integer({ min: 1, max: 4 }),
      how: fc.oneof(
        fc.constant({ status: 'ISSUED' as const, code: null }),
        code.map((value) => ({ status: 'REJECTED' as const, code: value })),
        fc.constant({ status: 'FAILED' as const, code: 'SIC-001' }),
      ),
      delayMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('endAll' as const),
      which: fc.nat(),
      how: fc.constantFrom(
        { status: 'ABANDONED' as const, code: 'MASSIVO_DISMISSED' },
        { status: 'REJECTED' as const, code: 'NOM-005' },
      ),
      delayMs,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fold' as const), most: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('checkpoints' as const), today: instant }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const one = <Value>(values: readonly Value[]): fc.Arbitrary<Value | null> =>
  fc.option(fc.constantFrom(...values), { nil: null, freq: 2 });
const scope: fc.Arbitrary<MigrationProgressScope> = fc.record({
  officeCode: one(OFFICES.map((office) => office.code)),
  district: one(OFFICES.map((office) => office.district)),
  region: one(OFFICES.map((office) => office.region)),
  bodyType: one(['PA', 'GPS'] as const),
});
const day = fc.integer({ min: -2, max: DAYS + 12 }).map((days) => addDays(dayOf(new Date(BEGINNING)), days));
const question = fc.record({
  scope,
  asOf: day,
  by: fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const),
  from: day,
  to: day,
});
type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never;

describe(`R-51 R-53 figures of requests and ends against the raw tables (seed ${SEED})`, () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await insertProgressParties(test.database);
  });
  afterAll(() => test.drop());

  async function live(steps: readonly Step[]): Promise<void> {
    const { database } = test;
    const requests: WrittenRequest[] = [];
    const foldingOn = (at: Date, most: number): ProgressFolding =>
      new ProgressFolding({ database, clock: new FixedClock(at), deltasAtOnce: most, figuresACheckpoint: 2 });
    const ended = (which: number, ms: number): { request: WrittenRequest; at: Date } | null => {
      const request = requests[which % Math.max(1, requests.length)];
      return request ? { request, at: new Date(request.acceptedAt.getTime() + ms) } : null;
    };
    for (const next of steps) {
      switch (next.kind) {
        case 'accept':
          requests.push(await accept(database, next.request));
          break;
        case 'stage':
          await stage(database, next.request);
          break;
        case 'discard':
          await discardStaged(database, (await stage(database, next.request)).id);
          break;
        case 'end': {
          const found = ended(next.which, next.delayMs);
          if (found) await end(database, found.request, { ...next.how, items: next.items, at: found.at });
          break;
        }
        case 'endAll': {
          const found = ended(next.which, next.delayMs);
          if (found) await endAll(database, found.request, { ...next.how, at: found.at });
          break;
        }
        case 'fold':
          // One transaction, not all there is: the rest stays open.
          await foldSome(foldingOn(new Date(BEGINNING), next.most));
          break;
        case 'checkpoints':
          await foldingOn(next.today, 1).makeCheckpoints();
          break;
      }
    }
  }

  async function foldSome(folding: ProgressFolding): Promise<void> {
    const stopped = new AbortController();
    const run = folding.fold(stopped.signal);
    stopped.abort(); // looked at between transactions
    await run;
  }

  async function compare(history: RawHistory, asked: Question): Promise<void> {
    const service = new MigrationProgressService(test);
    const [from, to] = [asked.from, asked.to].sort() as [IsoDay, IsoDay];
    const volumes = await service.volumes(asked, { by: asked.by, from, to });
    expect(
      Object.fromEntries(
        volumes.map(({ from: first, channel, requests, subjects }) => [`${first} ${channel}`, { requests, subjects }]),
      ),
    ).toEqual(rawVolumes(history, { ...asked, from, to }));
    const turnaround = await service.turnaround(asked);
    expect(Object.fromEntries(turnaround.map(({ channel, ...figures }) => [channel, figures]))).toEqual(
      rawTurnaround(history, asked),
    );
    const rejections = await service.rejections(asked, 100);
    expect(rejections.map(({ code: name, count }) => [name, count])).toEqual(rawRejections(history, asked));
  }

  it('agree with them for random histories, filters and days, whatever is folded and added up meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 30, maxLength: 60 }),
        fc.array(question, { minLength: 6, maxLength: 6 }),
        async (steps, questions) => {
          await forgetHistory(test.database);
          await live(steps);
          const history = await readRawHistory(test.database);
          for (const asked of questions) await compare(history, asked);
          await test.database.query('SELECT certificates.recount_progress()');
          for (const asked of questions) await compare(history, asked);
        },
      ),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  });
});
