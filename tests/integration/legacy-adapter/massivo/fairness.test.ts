import type { MassivoLimits } from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { createMassivoWorld, ROMA, type MassivoWorld } from '../../../testkit/massivo-world.js';

const LARGE = 'c_h501';
const SMALL = 'c_a952';

let world: MassivoWorld;

beforeAll(async () => {
  world = await createMassivoWorld();
});
afterAll(() => world.drop());
beforeEach(() => world.reset());

const limit = (limits: Partial<MassivoLimits>): Promise<MassivoLimits> =>
  world.bridge().batches.setLimits({
    ...{ officeCode: ROMA, maximumRows: 300, minimumRows: 1, concurrentBatches: 10, dailyRows: null },
    ...limits,
  });
const work = () => world.bridge().worker.runOnce();

/** Takes up and completes what lies at the office; tells body and rows of each file, in the order of their names. */
async function answered(): Promise<[body: string, rows: number][]> {
  const files = await world.office.takeUp();
  for (const file of files) await world.office.complete(file);
  return files.map(({ name, rows }) => [name.split('_').slice(1, 3).join('_'), rows.length]);
}

describe('R-17 the day of an office', () => {
  /** Rows sent in rounds at these instants, everything answered at once, with a quota of 2. */
  async function sentAt(...instants: string[]): Promise<number[]> {
    await limit({ maximumRows: 1, dailyRows: 2 });
    world.clock.set(instants[0] ?? '');
    await world.submit({ rows: 10 });
    const sent: number[] = [];
    for (const instant of instants) {
      world.clock.set(instant);
      sent.push((await work()).sent);
      await answered();
      await work();
    }
    return sent;
  }

  it('ends at midnight in Rome, also in winter', async () => {
    expect(
      await sentAt(
        '2026-01-14T00:30:00+01:00',
        '2026-01-14T23:59:59+01:00', // still the 14th, in UTC too
        '2026-01-15T00:00:00+01:00', // the 14th in UTC
      ),
    ).toEqual([2, 0, 2]);
  });

  it('has 23 hours when summer time begins', async () => {
    expect(
      await sentAt(
        '2026-03-29T00:10:00+01:00',
        '2026-03-29T23:50:00+02:00', // 22 h 40 min later
        '2026-03-30T00:05:00+02:00', // less than 24 hours after the first
      ),
    ).toEqual([2, 0, 2]);
  });

  it('has 25 hours when summer time ends', async () => {
    expect(
      await sentAt(
        '2026-10-25T00:10:00+02:00',
        '2026-10-25T23:50:00+01:00', // more than 24 hours later, and the same day
        '2026-10-26T00:05:00+01:00',
      ),
    ).toEqual([2, 0, 2]);
  });
});

describe('R-17 fairness between bodies at one office', () => {
  it("50,000 rows of one body do not hold back another's 10: they go with the next turn", async () => {
    await limit({});
    await world.submit({ rows: 50_000, ipaCode: LARGE });
    expect(await work()).toMatchObject({ planned: 1, sent: 10 });
    world.clock.advance(60_000);
    await world.submit({ rows: 10, ipaCode: SMALL });
    expect(await work()).toMatchObject({ planned: 1, sent: 0 }); // the office has as many files as it takes
    await limit({ concurrentBatches: 13 });
    expect(await work()).toMatchObject({ sent: 3 });
    const bodies = (await world.office.sent()).map(({ name, rows }) => [name.split('_')[2], rows.length]);
    expect(bodies.filter(([body]) => body === 'a952')).toEqual([['a952', 10]]);
    expect(bodies.filter(([body]) => body === 'h501')).toEqual(Array(12).fill(['h501', 300]));
  });

  it('under a quota they go on the first day that has room, whatever the other body still has waiting', async () => {
    await limit({ maximumRows: 100, concurrentBatches: 100, dailyRows: 500 });
    await world.submit({ rows: 5_000, ipaCode: LARGE });
    await work();
    expect(await answered()).toEqual(Array(5).fill([LARGE, 100]));
    await world.submit({ rows: 10, ipaCode: SMALL });
    await work();
    expect(await answered()).toEqual([]);
    world.clock.set('2026-06-11T08:00:00+02:00');
    await work();
    const files = await answered();
    expect(files).toContainEqual([SMALL, 10]);
    expect(files.filter(([body]) => body === LARGE)).toHaveLength(4);
  });

  it('a small file goes today where the large one before it has to wait for tomorrow', async () => {
    await limit({ dailyRows: 1_000 });
    await world.submit({ rows: 1_500, ipaCode: LARGE });
    await work();
    expect(await answered()).toEqual(Array(3).fill([LARGE, 300])); // 100 rows are left, and 300 wait
    await world.submit({ rows: 10, ipaCode: SMALL });
    await work();
    await work();
    expect(await answered()).toEqual([[SMALL, 10]]);
    world.clock.set('2026-06-11T08:00:00+02:00');
    await work();
    await work();
    expect(await answered()).toEqual(Array(2).fill([LARGE, 300]));
  });

  it('and a large file is never passed over for good: the first of a day goes by its turn alone', async () => {
    await limit({ maximumRows: 300, dailyRows: 100 });
    await world.submit({ rows: 300, ipaCode: LARGE });
    await work();
    expect(await answered()).toEqual([[LARGE, 300]]);
    await work();
    await world.submit({ rows: 300, ipaCode: LARGE });
    for (let day = 11; day < 14; day += 1) await world.submit({ rows: 60, ipaCode: SMALL });
    const sent: string[] = [];
    for (let day = 11; day < 15; day += 1) {
      world.clock.set(`2026-06-${day}T08:00:00+02:00`);
      await work();
      sent.push(...(await answered()).map(([body]) => body));
      await work();
    }
    expect(sent.sort()).toEqual([LARGE, SMALL, SMALL, SMALL].sort());
  });
});

describe('R-17 the minimum of an office', () => {
  it('spreads the rows evenly where the rest would stay below it', async () => {
    await limit({ maximumRows: 10, minimumRows: 5, concurrentBatches: 100 });
    await world.submit({ rows: 21 });
    await work();
    expect((await answered()).map(([, rows]) => rows)).toEqual([7, 7, 7]);
  });
});

describe('the request id in a header', () => {
  it('is one batch only of a body at an office: the database itself refuses a second', async () => {
    const { requestId } = await world.submit({ rows: 2 });
    await work();
    const twice = world.database.query(
      `INSERT INTO legacy.massivo_batch (id, request_id, part, parts, ipa_code, office_code, file_name, file_request_id,
         first_seq, last_seq, state, created_at, served_at, not_before)
       SELECT gen_random_uuid(), request_id, 2, 2, ipa_code, office_code, file_name || '.2', file_request_id, 1, 1, state,
              created_at, served_at, not_before FROM legacy.massivo_batch WHERE request_id = $1`,
      [requestId],
    );
    await expect(twice).rejects.toMatchObject({
      code: '23505',
      constraint: 'massivo_batch_ipa_code_office_code_file_request_id_key',
    });
  });
});
