import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelDecision } from '../../../../legacy-adapter/contract.js';
import { ChannelRoutingService } from '../../../../legacy-adapter/routing/channel-routing.service.js';
import { openDatabase, type Database } from '../../../../schema/kernel/database.js';
import { SeededRandom } from '../../../testkit/seeded-random.js';
import {
  ADMISSION,
  admitOnce,
  createLegacyWorld,
  massivoQuestion,
  submissionOf,
  type LegacyWorld,
} from '../../../testkit/legacy-world.js';

let world: LegacyWorld;
/** A second instance of the product on the same database. */
let elsewhere: Database;

beforeAll(async () => {
  world = await createLegacyWorld();
  elsewhere = openDatabase({ url: world.test.appUrl, poolSize: 10 });
});

afterAll(async () => {
  await elsewhere.close();
  await world.drop();
});

const change = async (to: 'OPEN' | 'DRAINING') => {
  const { version } = await world.transition.present({});
  return world.transition.change({ to, reason: 'test', expectedVersion: version }, 'alice');
};

const submissions = async (): Promise<number> => {
  const row = await world.database.one<{ count: number }>(
    'SELECT count(*)::int AS count FROM legacy.massivo_submission',
  );
  return row?.count ?? 0;
};

/** Whether somebody waits for the exclusive lock of the flag. */
const isChangeWaiting = async (): Promise<boolean> => {
  const waiting = await elsewhere.rows(
    `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return waiting.length > 0;
};

const untilChangeWaits = async (): Promise<void> => {
  while (!(await isChangeWaiting())) await sleep(1);
};

/** An admission that keeps its transaction open for a while before and after it is decided, as uploads do. */
function slowAdmission(database: Database, random: SeededRandom): Promise<ChannelDecision> {
  const routing = new ChannelRoutingService({ ...world, database });
  const [before, after] = [random.below(12), random.below(12)];
  return database.transaction(async (sql) => {
    await sleep(before);
    const question = massivoQuestion();
    const decision = await routing.admit(sql, question, submissionOf(question));
    await sleep(after);
    return decision;
  }, ADMISSION);
}

describe('the fence', () => {
  it('R-23 lets nothing into massivo once a change to DRAINING is acknowledged, in 50 races of 20', async () => {
    const random = new SeededRandom(23);
    const seen = new Set<number>();
    for (let race = 0; race < 50; race += 1) {
      const admissions = Array.from({ length: 20 }, (_, index) =>
        slowAdmission(index % 2 === 0 ? world.database : elsewhere, random),
      );
      await sleep(random.below(25));
      await change('DRAINING');
      const admittedByThen = await submissions();
      const late = await admitOnce({ database: elsewhere, routing: world.routing });
      expect(late).toMatchObject({ channel: null, refusal: 'MASSIVO_DISMISSED', line: 7 });
      for (const { line } of await Promise.all(admissions)) seen.add(line);
      expect(await submissions()).toBe(admittedByThen);
      await change('OPEN');
    }
    // Both sides of the race were met: else the races would prove nothing.
    expect([...seen].sort()).toEqual([6, 7]);
  });

  it('R-23 lets nobody overtake a change that waits, however steady the stream of admissions', async () => {
    const random = new SeededRandom(24);
    const begunLater: ChannelDecision[] = [];
    let waiting = false;
    let running = true;
    const stream = async (database: Database): Promise<void> => {
      while (running) {
        const beganAfter = waiting;
        const decision = await slowAdmission(database, random);
        if (beganAfter) begunLater.push(decision);
      }
    };
    const streams = Array.from({ length: 8 }, () => stream(world.database));
    let admitted = (): void => undefined;
    const isAdmitted = new Promise<void>((resolve) => (admitted = resolve));
    const slow = elsewhere.transaction(async (sql) => {
      const question = massivoQuestion();
      await world.routing.admit(sql, question, submissionOf(question));
      admitted();
      await untilChangeWaits();
      waiting = true;
      await sleep(100);
    }, ADMISSION);
    await isAdmitted;
    await change('DRAINING');
    while (begunLater.length === 0) await sleep(1);
    running = false;
    await Promise.all([slow, ...streams]);
    for (const decision of begunLater) expect(decision).toMatchObject({ refusal: 'MASSIVO_DISMISSED' });
    await change('OPEN');
  });

  it('R-23 gives up an admission that waits too long, with a code that can be retried, and writes nothing', async () => {
    const before = await submissions();
    await holdingFlag('pg_advisory_xact_lock', async () => {
      const question = massivoQuestion();
      const admission = world.database.transaction(
        (sql) => world.routing.admit(sql, question, submissionOf(question)),
        { lockTimeoutMs: 50 },
      );
      await expect(admission).rejects.toMatchObject({ code: 'TRANSITION_BUSY', retryable: true });
    });
    expect(await submissions()).toBe(before);
  });

  it('R-23 gives up a change that waits too long, and the flag stays as it was', async () => {
    const before = await world.transition.present({});
    await holdingFlag('pg_advisory_xact_lock_shared', async () => {
      await expect(change('DRAINING')).rejects.toMatchObject({ code: 'TRANSITION_BUSY', retryable: true });
    });
    expect(await world.transition.present({})).toEqual(before);
  });

  it('R-23 makes as few statements under the lock for a million items as for one', async () => {
    const statements = async (items: number): Promise<string[]> => {
      const heard: string[] = [];
      const stop = world.database.onStatement((text) => heard.push(text));
      const question = massivoQuestion();
      await admitOnce(world, question, submissionOf(question, { items }));
      stop();
      return heard;
    };
    const forOne = await statements(1);
    expect(await statements(1_000_000)).toEqual(forOne);
    // BEGIN, lock, flag, outbox entry, news to the worker, COMMIT.
    expect(forOne).toHaveLength(6);
  });
});

/** Runs the work while another session holds the flag's lock. */
async function holdingFlag(lock: string, work: () => Promise<void>): Promise<void> {
  await elsewhere.transaction(async (sql) => {
    await sql.query(`SELECT ${lock}(x'4d415356'::int)`);
    await work();
  });
}
