import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { addDays } from '../../../schema/kernel/clock.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { MigrationFoldStore } from '../../../subgraphs/agreements/migration-progress/migration-fold.store.js';
import {
  contactOf,
  DASHBOARD,
  LAST_DAY,
  OPERATIONS,
  operatorOf,
  WORLD_DAY,
  WORLD_TIMEOUT_MS,
} from '../../testkit/agreements-world.js';
import { naiveProgress, naiveStage, readRawFacts } from '../../testkit/naive-progress.js';
import { wholeGraph, type WholeGraph } from '../../testkit/whole-graph.js';

const STAGES = '{ notStarted drafted signed registered active firstDirectRequest massivoFree }';
const TOTALS = `query ($filter: MigrationFilter, $asOf: Date) { migrationProgress(filter: $filter, asOf: $asOf) {
  asOf lastDay daysLeft bodiesTotal migratedShare bodies ${STAGES} byOffice { bodiesTotal } byRegion { bodiesTotal } } }`;
const NAMES = `query ($filter: MigrationFilter) { migrationProgress(filter: $filter) {
  bodiesTotal topUnmigrated(first: 100) { publicBody { ipaCode office { code } migrationStage } stage subjectsLast12Months } } }`;

describe('migrationProgress through the gateway', () => {
  let world: WholeGraph;
  let folds: MigrationFoldStore;
  let dashboard: string;

  beforeAll(async () => {
    world = await wholeGraph();
    folds = new MigrationFoldStore(world.database);
    dashboard = await readFile(path.join(packageRoot(), 'schema', 'operations', 'migration-progress.graphql'), 'utf8');
  }, WORLD_TIMEOUT_MS);

  afterAll(() => world?.close());

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async function ask(actor: Actor, query: string, variables: object = {}): Promise<any> {
    const { data, errors } = await world.as(actor, query, { variables });
    expect(errors ?? []).toEqual([]);
    return data?.migrationProgress;
  }

  async function foldAll(): Promise<void> {
    while ((await folds.foldSome()) > 0);
  }

  it('R-51 answers the whole dashboard, the same before and after folding, in process and over HTTP', async () => {
    const before = await ask(OPERATIONS, dashboard);
    expect(before).toMatchObject({ asOf: WORLD_DAY, lastDay: LAST_DAY, daysLeft: 61 });
    expect(before.byOffice).toHaveLength(140);
    expect(before.byRegion).toHaveLength(20);
    await foldAll();
    expect(await ask(OPERATIONS, dashboard)).toEqual(before);
    const overHttp = await world.as(OPERATIONS, dashboard, { placement: 'over HTTP' });
    expect([overHttp.errors ?? [], overHttp.data?.['migrationProgress']]).toEqual([[], before]);
    const facts = await readRawFacts(world.database);
    const naive = naiveProgress(facts, { asOf: WORLD_DAY }, { lastDay: LAST_DAY, first: 10 });
    expect(before.bodies).toEqual(naive.bodies);
    expect(before.forecast.remaining).toBe(naive.bodiesTotal - naive.migratedOn(WORLD_DAY));
  });

  it.each<[string, Actor, object, 'NONE' | 'ALL' | string]>([
    ['somebody who has not signed in', ANONYMOUS, {}, 'NONE'],
    ['a dashboard', DASHBOARD, {}, 'NONE'],
    ['a contact person', contactOf('c_g482'), {}, 'NONE'],
    ['an operator, without a filter', operatorOf('PROC-H501'), {}, 'PROC-H501'],
    ['an operator, of the own office', operatorOf('PROC-H501'), { officeCode: 'PROC-H501' }, 'PROC-H501'],
    ['an operator, of the own region', operatorOf('PROC-H501'), { region: 'lazio' }, 'PROC-H501'],
    ['an operator, of another office', operatorOf('PROC-H501'), { officeCode: 'PROC-G482' }, 'NONE'],
    ['operations', OPERATIONS, {}, 'ALL'],
  ])('R-52 shows names to %s only as far as they may go', async (_who, actor, filter, names) => {
    const { topUnmigrated, bodiesTotal } = await ask(actor, NAMES, { filter });
    expect(bodiesTotal).toBeGreaterThan(0);
    if (names === 'NONE') {
      expect(topUnmigrated).toBeNull();
      return;
    }
    expect(topUnmigrated.length).toBeGreaterThan(0);
    const offices = new Set(
      topUnmigrated.map((one: { publicBody: { office: { code: string } } }) => one.publicBody.office.code),
    );
    if (names === 'ALL') expect(offices.size).toBeGreaterThan(3);
    else expect([...offices]).toEqual([names]);
  });

  it('R-50 gives a body the stage that the body itself tells', async () => {
    const { topUnmigrated } = await ask(OPERATIONS, NAMES);
    for (const { publicBody, stage } of topUnmigrated) expect(publicBody.migrationStage).toBe(stage);
    const facts = await readRawFacts(world.database);
    const { data } = await world.as(OPERATIONS, '{ publicBodies(first: 100) { nodes { ipaCode migrationStage } } }');
    const { nodes } = data?.['publicBodies'] as { nodes: { ipaCode: string; migrationStage: string }[] };
    for (const { ipaCode, migrationStage } of nodes) {
      const body = facts.bodies.find(({ ipa }) => ipa === ipaCode);
      expect([ipaCode, migrationStage]).toEqual([ipaCode, body && naiveStage(facts, body, WORLD_DAY)]);
    }
  });

  it.each<[string, object, string, string]>([
    ['tomorrow', { asOf: addDays(WORLD_DAY, 1) }, 'asOf', 'IN_THE_FUTURE'],
    ['an office that there is not', { filter: { officeCode: 'PROC-Z999' } }, 'filter.officeCode', 'UNKNOWN_CODE'],
    ['what is no office', { filter: { officeCode: 'Roma' } }, 'filter.officeCode', 'WRONG_FORMAT'],
    ['a district that there is not', { filter: { district: 'Atlantide' } }, 'filter.district', 'UNKNOWN_CODE'],
    ['a region that there is not', { filter: { region: 'Atlantide' } }, 'filter.region', 'UNKNOWN_CODE'],
  ])('R-51 R-53 refuses %s', async (_what, variables, field, code) => {
    const { errors } = await world.as(ANONYMOUS, TOTALS, { variables });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [expect.objectContaining({ field, code })],
    });
  });

  it.each<[string, string, string]>([
    ['too many bodies', 'topUnmigrated(first: 101) { stage }', 'first'],
    ['a negative time', 'expiringAgreements(withinDays: -1)', 'withinDays'],
    ['an end after the day', `burnDown(to: "${addDays(WORLD_DAY, 1)}") { on }`, 'to'],
    ['too many points', 'burnDown(by: DAY, from: "1900-01-01") { on }', 'from'],
  ])('R-51 refuses %s', async (_what, selection, field) => {
    const { errors } = await world.as(OPERATIONS, `{ migrationProgress { ${selection} } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it('R-53 answers a day before all records: nobody had begun', async () => {
    const { bodies, bodiesTotal, migratedShare } = await ask(ANONYMOUS, TOTALS, { asOf: '1900-01-01' });
    expect([bodies.notStarted, migratedShare]).toEqual([bodiesTotal, 0]);
  });

  it('R-53 counts what was in flight at the end of a day, and no more after it has ended', async () => {
    const [created, ended] = ['2026-05-10T09:00:00Z', '2026-05-12T09:00:00Z'];
    const id = randomUUID();
    await world.database.query(
      `INSERT INTO legacy.massivo_submission (request_id, ipa_code, body_tax_code, office_code, file_request_id, kind_code,
         purpose_code, protocol_number, protocol_date, german, pec, key_id, sealed_contact, accepted_on, items, created_at, planned_at)
       VALUES ($1, 'c_g482', '', 'PROC-G482', 'f', '28GEN', 'FIN-001', '1', '2026-05-10', false, '', 1, '\\x00', '2026-05-10', 7, $2, $3)`,
      [id, created, ended],
    );
    const inFlight = async (asOf: string) =>
      (
        await ask(
          ANONYMOUS,
          `query ($asOf: Date) { migrationProgress(asOf: $asOf) { inFlight { batches items oldestSince } } }`,
          { asOf },
        )
      ).inFlight;
    expect(await inFlight('2026-05-09')).toEqual({ batches: 0, items: 0, oldestSince: null });
    expect(await inFlight('2026-05-10')).toEqual({ batches: 0, items: 7, oldestSince: '2026-05-10T09:00:00.000Z' });
    expect((await inFlight('2026-05-11')).items).toBe(7);
    expect((await inFlight('2026-05-12')).items).toBe(0);
  });

  it('R-51 takes as many statements for a thousand bodies more', async () => {
    const statements = async (): Promise<number> => {
      let count = 0;
      const unsubscribe = world.database.onStatement(() => (count += 1));
      await ask(OPERATIONS, dashboard);
      unsubscribe();
      return count;
    };
    await foldAll();
    await statements();
    const few = await statements();
    await world.database.query(
      `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec)
       SELECT 'more_' || n, 'More ' || n, 'PA', '0', 'PROC-H501', 'p' FROM generate_series(1, 1000) n`,
    );
    await world.database.query(
      `INSERT INTO agreements.former_massivo_body SELECT ipa_code, office_code FROM agreements.public_body WHERE ipa_code LIKE 'more%'`,
    );
    await foldAll();
    expect(await statements()).toBe(few);
    expect(few).toBeLessThanOrEqual(45);
  });

  it('R-51 is exact at every moment while writers write and two folders fold', async () => {
    let [begun, done, isOver] = [0, 0, false];
    const base = (await ask(ANONYMOUS, TOTALS)).bodies.active;
    const write = async (writer: number): Promise<void> => {
      for (let n = 0; n < 12; n += 1) {
        const ipaCode = `writer_${writer}_${n}`;
        begun += 1;
        // One transaction: a body of the register with an agreement in force.
        await world.database.transaction(async (sql) => {
          await sql.query(
            `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec) VALUES ($1, $1, 'GPS', '0', 'PROC-G482', 'p')`,
            [ipaCode],
          );
          await sql.query(`INSERT INTO agreements.former_massivo_body VALUES ($1, 'PROC-G482')`, [ipaCode]);
          await sql.query(
            `INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, kinds, created_at)
             VALUES (gen_random_uuid(), 'PROC-G482', $1, 'ACTIVE', '2026-06-01', '2027-05-31', '{}', '2026-06-01')`,
            [ipaCode],
          );
        });
        done += 1;
      }
    };
    const fold = async (): Promise<void> => {
      while (!isOver) await folds.foldSome();
    };
    const folding = [fold(), fold()];
    const read = async (): Promise<void> => {
      while (done < 48) {
        const least = done;
        const { bodies, bodiesTotal, byOffice, byRegion } = await ask(ANONYMOUS, TOTALS);
        const active = bodies.active - base;
        expect(active).toBeGreaterThanOrEqual(least);
        expect(active).toBeLessThanOrEqual(begun);
        const sum = (list: { bodiesTotal: number }[]): number => list.reduce((all, each) => all + each.bodiesTotal, 0);
        expect([sum(byOffice), sum(byRegion)]).toEqual([bodiesTotal, bodiesTotal]);
      }
    };
    await Promise.all([read(), ...[1, 2, 3, 4].map(write)]).finally(() => (isOver = true));
    await Promise.all(folding);
    await foldAll();
    expect((await ask(ANONYMOUS, TOTALS)).bodies.active - base).toBe(48);
  }, 60_000);
});
