import { addDays, startOfDay, type IsoDay } from '../../../schema/kernel/clock.js';
import { createExpiryAlertWatch } from '../../../subgraphs/agreements/index.js';
import { alertsDue } from '../../../subgraphs/agreements/expiry-alert/expiry-alert.rules.js';
import type { RecordedAgreement } from '../../../subgraphs/agreements/direct-agreement/direct-agreement-status.rules.js';
import {
  agreementsWorld,
  contactOf,
  DASHBOARD,
  operatorOf,
  OPERATIONS,
  WORLD_DAY,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { agreementsDesk, type AgreementsDesk } from '../../testkit/agreements-desk.js';

const OFFICE = operatorOf('PROC-G482');
const ENDS_ON = '2027-06-04';

let world: AgreementsWorld;
let desk: AgreementsDesk;
beforeAll(async () => {
  world = await agreementsWorld();
  desk = agreementsDesk(world, OFFICE);
  await desk.at('SIGNED'); // the first document of a process loads what makes documents
  // Only what a test makes is announced in it.
  await world.database.query("UPDATE agreements.direct_agreement SET status = 'WITHDRAWN'");
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set(`${WORLD_DAY}T10:00:00+02:00`);
  await desk.clear('c_g482');
  await world.database.query('DELETE FROM agreements.direct_agreement_alert');
});

const watch = () =>
  createExpiryAlertWatch({
    ...world,
    onError: (error) => {
      throw error;
    },
  });

/** What one worker raises that looks in the first minute of a day. */
async function wakeOn(day: IsoDay): Promise<number> {
  world.clock.set(new Date(startOfDay(day).getTime() + 60_000));
  return watch().runOnce();
}

const before = (days: number): IsoDay => addDays(ENDS_ON, -days);
const ALERTS = 'query ($id: ID!) { directAgreement(id: $id) { id alerts { days dueOn raisedAt } expiryAlertDays } }';
const alertsOf = async (id: string) =>
  ((await desk.done(ALERTS, { id })) as unknown as { alerts: { days: number; dueOn: string; raisedAt: string }[] })
    .alerts;

describe('R-09 alerts before an agreement ends', () => {
  it('R-09 are raised on the 90th, the 60th and the 30th day before it, once each', async () => {
    const id = await desk.at('ACTIVE');
    const raised: [IsoDay, number][] = [];
    for (const daysLeft of [364, 91, 90, 89, 61, 60, 59, 31, 30, 29, 1, 0, -1]) {
      const day = before(daysLeft);
      const count = await wakeOn(day);
      if (count > 0) raised.push([day, count]);
    }
    expect(raised).toEqual([90, 60, 30].map((days) => [before(days), 1]));
    expect(await alertsOf(id)).toEqual(
      [90, 60, 30].map((days) => ({
        days,
        dueOn: before(days),
        raisedAt: new Date(startOfDay(before(days)).getTime() + 60_000).toISOString(),
      })),
    );
  });

  it('R-09 are raised late, each missed one once, by a worker that slept over them', async () => {
    const id = await desk.at('ACTIVE');
    expect(await wakeOn(before(45))).toBe(2);
    expect((await alertsOf(id)).map(({ days, dueOn }) => [days, dueOn])).toEqual([
      [90, before(90)],
      [60, before(60)],
    ]);
    expect(await wakeOn(before(45))).toBe(0);
    expect(await wakeOn(before(1))).toBe(1);
    expect(await wakeOn(before(0))).toBe(0);
  });

  it('R-09 are not raised of what has ended', async () => {
    await desk.at('ACTIVE');
    expect(await wakeOn(addDays(ENDS_ON, 1))).toBe(0);
  });

  it('R-09 fall due at midnight in Rome', async () => {
    await desk.at('ACTIVE');
    const midnight = startOfDay(before(90)).getTime();
    world.clock.set(new Date(midnight - 1));
    expect(await watch().runOnce()).toBe(0);
    world.clock.set(new Date(midnight));
    expect(await watch().runOnce()).toBe(1);
  });

  it('R-09 stop with the renewal, stay as events, and go on when the renewal is withdrawn', async () => {
    const id = await desk.at('ACTIVE');
    expect(await wakeOn(before(90))).toBe(1);
    const renewal = await desk.done('mutation ($id: ID!) { renewDirectAgreement(id: $id) { id } }', { id });
    expect(await wakeOn(before(60))).toBe(0);
    expect(await alertsOf(id)).toHaveLength(1);
    await desk.done('mutation ($id: ID!) { withdrawDirectAgreement(id: $id, reason: "errore") { id } }', renewal);
    expect(await wakeOn(before(60))).toBe(1);
  });

  it.each(['DRAFT', 'SIGNED', 'REGISTERED'] as const)('R-09 are not raised of one that is only %s', async (status) => {
    await desk.at(status);
    expect(await wakeOn(before(30))).toBe(0);
  });

  it('R-09 are not raised of one that was withdrawn, and are of one that is suspended', async () => {
    const id = await desk.at('SUSPENDED');
    expect(await wakeOn(before(90))).toBe(1);
    await desk.done('mutation ($id: ID!) { withdrawDirectAgreement(id: $id, reason: "fine") { id } }', { id });
    expect(await wakeOn(before(30))).toBe(0);
  });

  it('R-09 are each raised once by eight workers that look at the same time', async () => {
    const id = await desk.at('ACTIVE');
    world.clock.set(`${before(20)}T09:00:00+02:00`);
    const counts = await Promise.all(Array.from({ length: 8 }, () => watch().runOnce()));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect((await alertsOf(id)).map(({ days }) => days)).toEqual([90, 60, 30]);
  });

  it('R-09 the statement says what the rule says, for every status, period and day', async () => {
    const cases: RecordedAgreement[] = [];
    const ends = [0, 1, 29, 30, 31, 59, 60, 61, 89, 90, 91, 200].map((days) => addDays(WORLD_DAY, days));
    for (const status of ['DRAFT', 'SIGNED', 'REGISTERED', 'ACTIVE', 'SUSPENDED', 'WITHDRAWN'] as const)
      for (const endsOn of [...ends, addDays(WORLD_DAY, -1)])
        for (const length of [10, 45, 75, 365])
          for (const isRenewed of status === 'ACTIVE' ? [false, true] : [false])
            cases.push({ status, startsOn: addDays(endsOn, 1 - length), endsOn, isRenewed });
    await world.database.query(BODY_EACH, [cases.length]);
    await world.database.query(AGREEMENT_EACH, [JSON.stringify(cases)]);
    await watch().runOnce();
    const rows = await world.database.rows<{ rank: number; days: number; dueOn: string }>(
      `SELECT substr(ipa_code, 6)::int AS rank, days, due_on AS "dueOn" FROM agreements.direct_agreement_alert
       WHERE ipa_code LIKE 'case\\_%' ORDER BY rank, days DESC`,
    );
    const expected = cases.flatMap((agreement, rank) =>
      alertsDue(agreement, WORLD_DAY).map((due) => ({ rank, ...due })),
    );
    expect(expected.length).toBe(72);
    expect(rows).toEqual(expected);
    await world.database.query(
      "UPDATE agreements.direct_agreement SET status = 'WITHDRAWN' WHERE ipa_code LIKE 'case\\_%'",
    );
  });
});

const BODY_EACH = `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec)
  SELECT 'case_' || rank, 'Body', 'PA', '00124600685', 'PROC-L500', 'x@y' FROM generate_series(0, $1::int - 1) rank`;
const AGREEMENT_EACH = `
  WITH made AS (
    SELECT gen_random_uuid() AS id, ordinality - 1 AS rank, (agreement ->> 'status')::agreements.direct_agreement_status AS status,
           (agreement ->> 'startsOn')::date AS starts_on, (agreement ->> 'endsOn')::date AS ends_on,
           (agreement ->> 'isRenewed')::boolean AS renewed
    FROM json_array_elements($1::json) WITH ORDINALITY AS listed (agreement, ordinality)
  ), old AS (
    INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, created_at)
    SELECT id, 'PROC-L500', 'case_' || rank, status, starts_on, ends_on, now() FROM made
  )
  INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, created_at, renews_id)
  SELECT gen_random_uuid(), 'PROC-L500', 'case_' || rank, 'ACTIVE', ends_on + 1, ends_on + 400, now(), id FROM made WHERE renewed`;

describe('agreementAlerts', () => {
  const LIST = `query ($first: Int, $after: String, $officeCode: ID, $ipaCode: IpaCode) {
    agreementAlerts(first: $first, after: $after, officeCode: $officeCode, ipaCode: $ipaCode) {
      totalCount pageInfo { hasNextPage endCursor } nodes { id days agreement { id publicBody { ipaCode } } } } }`;

  let id: string;
  beforeEach(async () => {
    id = await desk.at('ACTIVE');
    await wakeOn(before(10));
  });

  const list = async (actor: Actor, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await world.as(actor, LIST, variables);
    return errors.length > 0 ? errors[0]?.extensions : data.agreementAlerts;
  };

  it('R-09 R-61 shows them to the office, the body and operations, newest first', async () => {
    const newestFirst = [30, 60, 90].map((days) => ({
      id: expect.any(String),
      days,
      agreement: { id, publicBody: { ipaCode: 'c_g482' } },
    }));
    for (const actor of [OFFICE, contactOf('c_g482'), OPERATIONS]) {
      expect(await list(actor)).toMatchObject({ totalCount: 3, nodes: newestFirst });
    }
    expect(await list(OPERATIONS, { officeCode: 'proc-g482', ipaCode: 'C_G482' })).toMatchObject({ totalCount: 3 });
  });

  it('R-61 shows nobody what is not theirs', async () => {
    expect(await list(operatorOf('PROC-H501'))).toMatchObject({ totalCount: 0, nodes: [] });
    expect(await list(contactOf('c_h501'))).toMatchObject({ totalCount: 0, nodes: [] });
    expect(await list(operatorOf('PROC-H501'), { officeCode: 'PROC-G482' })).toMatchObject({
      code: 'FORBIDDEN',
      rule: 'R-61',
    });
    expect(await list(contactOf('c_h501'), { ipaCode: 'c_g482' })).toMatchObject({ code: 'FORBIDDEN', rule: 'R-61' });
    expect(await list(contactOf('c_g482', 1))).toMatchObject({ code: 'FORBIDDEN', rule: 'R-11' });
    expect(await list(DASHBOARD)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await list(ANONYMOUS)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('gives pages that stay good while others are raised', async () => {
    const first = await list(OFFICE, { first: 2 });
    expect(first.nodes.map(({ days }: { days: number }) => days)).toEqual([30, 60]);
    await desk.at('ACTIVE', { startsOn: addDays(ENDS_ON, 1), endsOn: addDays(ENDS_ON, 40) });
    await wakeOn(addDays(ENDS_ON, 20));
    const second = await list(OFFICE, { first: 2, after: first.pageInfo.endCursor });
    expect(second).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false }, nodes: [{ days: 90 }] });
    expect(await list(OFFICE, { after: 'xyz' })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});

describe('the watch in a worker', () => {
  it('R-09 looks when it starts, and lets a look end when it stops', async () => {
    const id = await desk.at('ACTIVE');
    world.clock.set(`${before(75)}T09:00:00+02:00`);
    const running = watch();
    running.start();
    await running.stop();
    expect(await alertsOf(id)).toHaveLength(1);
  });

  it('tells of a failed look and goes on', async () => {
    const errors: unknown[] = [];
    const broken = { ...world.database, query: () => Promise.reject(new Error('away')) };
    const failing = createExpiryAlertWatch({
      database: broken,
      clock: world.clock,
      onError: (error) => errors.push(error),
    });
    failing.start();
    await failing.stop();
    expect(errors).toEqual([expect.objectContaining({ message: 'away' })]);
  });
});
