import { setTimeout as sleep } from 'node:timers/promises';
import type { MassivoBatch } from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import type { MassivoBridge } from '../../../../legacy-adapter/massivo/massivo-bridge.js';
import type { MassivoSettings } from '../../../../legacy-adapter/massivo/massivo-settings.js';
import { DropAreaError } from '../../../../legacy-adapter/massivo/transport/drop-area.errors.js';
import type { OutgoingFile, PutResult } from '../../../../legacy-adapter/massivo/transport/drop-area.port.js';
import { openDatabase, type Database } from '../../../../schema/kernel/database.js';
import { createMassivoWorld, MILANO, ROMA, type MassivoWorld } from '../../../testkit/massivo-world.js';
import { MemoryDropArea } from '../../../testkit/memory-drop-area.js';

let world: MassivoWorld;
/** The connections of a second process. */
let elsewhere: Database;

beforeAll(async () => {
  world = await createMassivoWorld();
  elsewhere = openDatabase({ url: world.url, poolSize: 10 });
});
afterAll(async () => {
  await elsewhere.close();
  await world.drop();
});
beforeEach(() => world.reset());

const LEASE_MS = 600;
const ACTING = { by: 'alice', reason: 'closing' };
const PATIENT: Partial<MassivoSettings> = { leaseMs: LEASE_MS, officePatienceMs: 30_000, stepDeadlineMs: 60_000 };

const batchesOf = (requestId: string): Promise<MassivoBatch[]> => world.bridge().batches.ofRequests([requestId]);
const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await isSo())) await sleep(10);
};
const closeByForce = () =>
  world.database.transaction((sql) => world.bridge().batches.abandonInFlight(sql, {}, ACTING), {
    lockTimeoutMs: 10_000,
  });

/** Renames hang at Roma, or at every office but Milano, until they are let go. */
class HangingRenames extends MemoryDropArea {
  readonly hanging = new Set<string>();
  #goOn = (): void => undefined;
  readonly #letGo = new Promise<void>((resolve) => (this.#goOn = resolve));

  letGo(): void {
    this.#goOn();
  }

  override put(file: OutgoingFile): Promise<PutResult> {
    const { officeCode, claim } = file;
    if (officeCode === MILANO) return super.put(file);
    const publish = <T>(act: () => Promise<T>): Promise<T> =>
      claim.publish(async () => {
        this.hanging.add(officeCode);
        await this.#letGo;
        return act();
      });
    return super.put({ ...file, claim: { hold: (act) => claim.hold(act), publish } });
  }

  sent(officeCode: string): string[] {
    return this.names(officeCode, 'in').filter((name) => name.endsWith('.txt'));
  }
}

/** Ends the sessions that hold a batch, as a failing network does. Returns how many. */
async function loseHeldConnections(): Promise<number> {
  await sleep(600);
  const lost = await elsewhere.rows(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'idle in transaction'
        AND state_change < clock_timestamp() - interval '500 milliseconds'`,
  );
  return lost.length;
}

describe('R-23 a rename that hangs while the connection of its claim is lost', () => {
  async function hangingWithoutConnection(database = world.database): Promise<{
    dropArea: HangingRenames;
    bridge: MassivoBridge;
    working: Promise<unknown>;
    requestId: string;
  }> {
    const { requestId } = await world.submit({ rows: 2 });
    const dropArea = new HangingRenames();
    const bridge = world.bridge({ dropArea, database, settings: PATIENT });
    const working = bridge.worker.runOnce();
    await until(() => dropArea.hanging.has(ROMA));
    expect(await loseHeldConnections()).toBe(1);
    return { dropArea, bridge, working, requestId };
  }

  it('is not doubled by another worker, however long it hangs, and loses nothing', async () => {
    const { dropArea, working, requestId } = await hangingWithoutConnection();
    const other = world.bridge({ dropArea, database: elsewhere, settings: PATIENT });
    const { requestId: ofMilano } = await world.submit({ rows: 2, officeCode: MILANO });
    for (const end = performance.now() + 3 * LEASE_MS; performance.now() < end;) {
      await other.worker.runOnce();
      await sleep(20);
    }
    expect(dropArea.sent(ROMA)).toEqual([]);
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'QUEUED', attempts: 1 }]);
    expect(await batchesOf(ofMilano)).toMatchObject([{ state: 'SENT' }]);

    dropArea.letGo();
    await working;
    await other.worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'SENT', attempts: 1, lastError: null }]);
    expect(dropArea.sent(ROMA)).toHaveLength(1);
    expect(await elsewhere.rows('SELECT 1 FROM legacy.massivo_publishing')).toEqual([]);
  });

  it('R-25 keeps a forced closing from being acknowledged before it', async () => {
    const { dropArea, working } = await hangingWithoutConnection();
    await sleep(2 * LEASE_MS);
    await expect(closeByForce()).rejects.toMatchObject({ code: 'TRANSITION_BUSY', details: { files: 1 } });
    dropArea.letGo();
    await working;
    expect(await closeByForce()).toMatchObject({ batches: 1, items: 2 });
    expect(dropArea.sent(ROMA)).toHaveLength(1);
  });

  it('R-25 counts as in flight even when its batch has been abandoned meanwhile', async () => {
    const { dropArea, working, requestId } = await hangingWithoutConnection();
    const { batches } = world.bridge();
    const [batch] = await batchesOf(requestId);
    await batches.abandon(batch!.id, ACTING);
    expect(await batches.inFlight({ officeCode: ROMA })).toEqual({ batches: 1, submissions: 0, items: 2 });
    expect(await batches.inFlight({ officeCode: MILANO })).toEqual({ batches: 0, submissions: 0, items: 0 });
    await expect(closeByForce()).rejects.toMatchObject({ code: 'TRANSITION_BUSY' });
    dropArea.letGo();
    await working;
    expect(await batches.inFlight({})).toEqual({ batches: 0, submissions: 0, items: 0 });
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'ABANDONED' }]);
  });

  it('of a worker that is cut off from the database is made up for by another, with the same file', async () => {
    const cutOff = openDatabase({ url: world.url, poolSize: 4 });
    const { dropArea, working, requestId } = await hangingWithoutConnection(cutOff);
    await cutOff.close(0);
    const other = world.bridge({ dropArea: new MemoryDropArea(), database: elsewhere, settings: PATIENT });
    const taken = async (): Promise<boolean> => (await other.worker.runOnce()).sent > 0;
    await until(taken);
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'SENT', attempts: 2 }]);
    const [name] = (await batchesOf(requestId)).map(({ fileName }) => fileName);
    dropArea.letGo();
    await Promise.allSettled([working]); // it cannot write down what it has done
    expect(dropArea.sent(ROMA)).toEqual([name]); // the name under which the other has sent it
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'SENT', attempts: 2 }]);
  });
});

describe('renames that hang at many offices', () => {
  it('keep no transaction, no connection and no place from the offices that are well', async () => {
    const offices = Array.from({ length: 12 }, (_, index) => `PROC-A${String(index).padStart(3, '0')}`);
    for (const officeCode of offices) await world.submit({ rows: 1, officeCode });
    const dropArea = new HangingRenames();
    const settings = { heldAtOnce: 2, officesAtOnce: 2, officePatienceMs: 50, pollMs: 10, stepDeadlineMs: 60_000 };
    const bridge = world.bridge({ dropArea, settings });
    await bridge.worker.start();
    await until(() => dropArea.hanging.size === offices.length);
    expect(await loseHeldConnections()).toBe(0);
    const { requestId } = await world.submit({ rows: 2, officeCode: MILANO });
    await until(async () => (await batchesOf(requestId))[0]?.state === 'SENT');
    dropArea.letGo();
    await until(() => offices.every((officeCode) => dropArea.sent(officeCode).length === 1));
    await until(async () => (await world.bridge().batches.count({ state: 'QUEUED' })) === 0);
    await bridge.worker.stop();
    expect(await world.bridge().batches.count({ state: 'SENT' })).toBe(13);
  });
});

describe('the state of an office', () => {
  const [one, other] = [{ workerName: 'one' }, { workerName: 'other' }];
  const linesWith = (message: string): number => world.logged.filter((line) => line.includes(message)).length;

  it('is told once when its circuit opens, to whoever asks, and once when it is well again', async () => {
    await world.submit({ rows: 2 });
    const dropArea = new MemoryDropArea();
    dropArea.fault = (_point, officeCode) =>
      officeCode === ROMA ? Promise.reject(new DropAreaError('UNREACHABLE')) : Promise.resolve();
    const bridge = world.bridge({ dropArea, settings: one });
    for (let round = 0; round < 3; round += 1) await bridge.worker.runOnce();
    const { watch } = world.bridge({ database: elsewhere });
    expect(await watch.health([MILANO, ROMA])).toEqual([
      { officeCode: MILANO, state: 'CLOSED', since: null, trouble: null, workers: 0, notices: [] },
      { officeCode: ROMA, state: 'OPEN', since: world.clock.now(), trouble: 'UNREACHABLE', workers: 1, notices: [] },
    ]);
    expect((await watch.figures()).offices).toMatchObject([{ officeCode: ROMA, workers: 1 }]);
    expect(linesWith('massivo office is left alone')).toBe(1);

    dropArea.fault = () => Promise.resolve();
    await bridge.worker.runOnce();
    await bridge.worker.runOnce();
    expect(await watch.health([ROMA])).toMatchObject([{ state: 'CLOSED', since: null, workers: 0 }]);
    expect(linesWith('massivo office is well again')).toBe(1);
  });

  it('is the worst that live workers tell; what a worker said that is gone does not hold', async () => {
    await world.submit({ rows: 2 });
    const dropArea = new MemoryDropArea();
    dropArea.fault = () => Promise.reject(new DropAreaError('TIMED_OUT'));
    for (const settings of [one, other]) await world.bridge({ dropArea, settings }).worker.runOnce();
    const { watch } = world.bridge();
    expect(await watch.health([ROMA])).toMatchObject([{ state: 'OPEN', workers: 2 }]);
    await world.database.query(
      `UPDATE legacy.massivo_office_health SET told_at = told_at - interval '61 seconds' WHERE worker = 'one'`,
    );
    expect(await watch.health([ROMA])).toMatchObject([{ state: 'OPEN', workers: 1 }]);
    const bridge = world.bridge({ dropArea, settings: other });
    await bridge.worker.runOnce(); // sweeps up after the one that is gone
    expect(await world.database.rows('SELECT worker FROM legacy.massivo_office_health')).toEqual([{ worker: 'other' }]);
    await bridge.worker.stop();
    expect(await watch.health([ROMA])).toMatchObject([{ state: 'CLOSED', workers: 0 }]);
  });
});
