import fc from 'fast-check';
import { addDays } from '../../../../schema/kernel/clock.js';
import { FixedClock } from '../../../../schema/kernel/clock.js';
import { executeSubgraph } from '../../../../schema/kernel/execute-subgraph.js';
import { PersonalDataVault } from '../../../../schema/kernel/personal-data.js';
import type { Subgraph } from '../../../../schema/kernel/subgraph.js';
import { createAgreementsSubgraph } from '../../../../subgraphs/agreements/index.js';
import { loadReferenceData } from '../../../../subgraphs/agreements/reference-data.js';
import { MigrationFoldStore } from '../../../../subgraphs/agreements/migration-progress/migration-fold.store.js';
import { OPERATIONS, WORLD_TIMEOUT_MS } from '../../../testkit/agreements-world.js';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.js';
import { naiveProgress, readRawFacts, type NaiveQuestion } from '../../../testkit/naive-progress.js';
import { forgetHistory, HISTORY_LAST, HISTORY_OFFICES, RandomHistory } from '../../../testkit/random-history.js';
import { SeededRandom } from '../../../testkit/seeded-random.js';

const LAST_DAY = '2026-06-30';
const FIRST = 4;
const WITHIN = 120;
/** Of the run; printed when it fails. */
const SEED = Number(process.env['PROGRESS_SEED'] ?? 20260605);

const STAGES = '{ notStarted drafted signed registered active firstDirectRequest massivoFree }';
const PLACE = `bodies ${STAGES} bodiesTotal migratedShare migratedVolumeShare atRisk`;
const QUERY = `query ($filter: MigrationFilter, $asOf: Date, $from: Date) {
  migrationProgress(filter: $filter, asOf: $asOf) {
    id asOf ${PLACE} newBodies expiringAgreements(withinDays: ${WITHIN})
    topUnmigrated(first: ${FIRST}) { publicBody { ipaCode } stage atRisk subjectsLast12Months }
    byOffice { office { code } ${PLACE} } byRegion { region ${PLACE} }
    burnDown(by: MONTH, from: $from) { on remaining bodies ${STAGES} }
  }
}`;
/** As the gateway asks for it, once the last day is known. */
const FORECAST = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on MigrationProgress {
  forecast { remaining activatedLast28Days reachable } } } }`;

describe('R-50 R-51 R-53 the figures of the migration, held against the raw tables', () => {
  let store: TestDatabase;
  let subgraph: Subgraph;
  let folds: MigrationFoldStore;

  beforeAll(async () => {
    store = await createTestDatabase();
    const { database } = store;
    await database.transaction((sql) => loadReferenceData(sql));
    await database.query(
      `INSERT INTO legacy.transition_window (id, opens_on, last_day) VALUES (1, '2026-02-05', '${LAST_DAY}')`,
    );
    subgraph = createAgreementsSubgraph({
      database,
      clock: new FixedClock(`${HISTORY_LAST}T23:30:00+02:00`),
      vault: new PersonalDataVault([{ id: 1, key: Buffer.alloc(32, 9) }]),
      personIndexKey: Buffer.alloc(32, 7),
    });
    folds = new MigrationFoldStore(database);
  }, WORLD_TIMEOUT_MS);

  afterAll(() => store?.drop());

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async function ask(query: string, variables: Record<string, unknown>): Promise<any> {
    const call = { actor: OPERATIONS, correlationId: 'test' };
    const answer = JSON.parse(JSON.stringify(await executeSubgraph(subgraph, { query, variables }, call)));
    expect(answer.errors ?? []).toEqual([]);
    return answer.data;
  }

  async function compare(question: NaiveQuestion): Promise<void> {
    const { asOf, ...filter } = question;
    const facts = await readRawFacts(store.database);
    const naive = naiveProgress(facts, question, { lastDay: LAST_DAY, first: FIRST });
    const from = addDays(asOf, -100);
    const { migrationProgress } = await ask(QUERY, { filter, asOf, from });
    const { id, byOffice, byRegion, burnDown, expiringAgreements, ...figures } = migrationProgress;
    const { place, migratedOn, countsOn, expiring, ...expected } = naive;
    expect(figures).toEqual(expected);
    expect(expiringAgreements).toBe(expiring(WITHIN));
    for (const { office, ...each } of byOffice) expect(each).toEqual(place((body) => body.office === office.code));
    for (const { region, ...each } of byRegion) expect(each).toEqual(place((body) => body.region === region));
    expect(burnDown.at(-1).on).toBe(asOf);
    for (const { on, remaining, bodies } of burnDown) {
      expect(bodies).toEqual(countsOn(on));
      expect(remaining).toBe(expected.bodiesTotal - migratedOn(on));
    }
    const { _entities } = await ask(FORECAST, { of: [{ __typename: 'MigrationProgress', id, lastDay: LAST_DAY }] });
    const activated = Math.max(0, migratedOn(asOf) - migratedOn(addDays(asOf, -28)));
    const remaining = expected.bodiesTotal - migratedOn(asOf);
    expect(_entities[0].forecast).toEqual({
      remaining,
      activatedLast28Days: activated,
      reachable: remaining === 0 || activated > 0,
    });
  }

  const randomQuestion = (random: SeededRandom, asOf: string): NaiveQuestion => ({
    asOf: random.chance(0.4) ? HISTORY_LAST : asOf,
    ...(random.chance(0.3) && { officeCode: random.pick(HISTORY_OFFICES) }),
    ...(random.chance(0.2) && { region: random.pick(['Piemonte', "Valle d'Aosta", 'Lazio']) }),
    ...(random.chance(0.2) && { district: 'Torino' }),
    ...(random.chance(0.2) && { bodyType: random.pick(['PA', 'GPS']) }),
  });

  it('are exact for random histories, filters and days, however much of them is folded, and counted anew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 60, max: 180 }), async (seed, steps) => {
        await forgetHistory(store.database);
        const random = new SeededRandom(seed);
        const history = new RandomHistory(store.database, random);
        for (let step = 0; step < steps; step += 1) {
          await history.step();
          if (random.chance(0.04)) await folds.foldSome();
          if (random.chance(0.025)) await compare(randomQuestion(random, history.day()));
        }
        await compare(randomQuestion(random, history.day()));
        while ((await folds.foldSome()) > 0);
        await compare(randomQuestion(random, history.day()));
        await store.database.query('SELECT agreements.recount_migration()');
        await compare({ asOf: HISTORY_LAST });
        while ((await folds.foldSome()) > 0);
        await compare(randomQuestion(random, history.day()));
      }),
      { seed: SEED, numRuns: 6, endOnFailure: true },
    );
  }, 120_000);
});
