import { setTimeout as sleep } from 'node:timers/promises';
import { BatchClaimStore, type ClaimedBatch } from '../../../../legacy-adapter/massivo/batches/batch-claim.store.js';
import { splitBatch } from '../../../../legacy-adapter/massivo/batches/batch-split.js';
import { ClaimRevoked } from '../../../../legacy-adapter/massivo/batches/massivo-batch.errors.js';
import { findBatchForUpdate } from '../../../../legacy-adapter/massivo/batches/massivo-batch.store.js';
import type { MassivoBatch } from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { DropAreaError } from '../../../../legacy-adapter/massivo/transport/drop-area.errors.js';
import type { DropAreaTrouble } from '../../../../legacy-adapter/massivo/transport/drop-area.port.js';
import { DEFAULT_LIMITS } from '../../../../legacy-adapter/massivo/batches/massivo-limits.rules.js';
import { isLockTimeout, openDatabase, type Database } from '../../../../schema/kernel/database.js';
import { MemoryDropArea, type FaultPoint } from '../../../testkit/memory-drop-area.js';
import { createMassivoWorld, MILANO, ROMA, type MassivoWorld } from '../../../testkit/massivo-world.js';

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

/** Long enough for a busy machine to renew in, short enough to wait for. */
const LEASE_MS = 1_500;

const batchesOf = (requestId: string): Promise<MassivoBatch[]> => world.bridge().batches.ofRequests([requestId]);

function claimStore(database = world.database, leaseMs = LEASE_MS): BatchClaimStore {
  return new BatchClaimStore({ database, clock: world.clock, leaseMs, heldAtOnce: 4 });
}

async function claimed(store: BatchClaimStore): Promise<ClaimedBatch> {
  const claim = await store.claimForSending(ROMA);
  if (!claim) throw new Error('nothing to be claimed');
  return claim;
}

/** A forced closing of everything, as the flag does it. */
const closeByForce = (database = world.database, lockTimeoutMs = 60_000) =>
  database.transaction((sql) => world.bridge().batches.abandonInFlight(sql, {}, { by: 'alice', reason: 'closing' }), {
    lockTimeoutMs,
  });

/** Stops whoever comes to a point until he is let go. */
function gate(dropArea: MemoryDropArea, at: FaultPoint): { reached: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => {
    dropArea.fault = async (point) => {
      if (point !== at) return;
      resolve();
      await opened;
    };
  });
  return { reached, open };
}

describe('two workers at once', () => {
  it('R-34 make one file of each batch and one end of each item', async () => {
    const requests = await Promise.all(Array.from({ length: 8 }, () => world.submit({ rows: 3 })));
    const [here, there] = [world.bridge(), world.bridge({ database: elsewhere })];
    const rounds = () => Promise.all([here, there, here, there].map((bridge) => bridge.worker.runOnce()));
    await rounds();
    const files = await world.office.takeUp();
    expect(new Set(files.map(({ requestId }) => requestId)).size).toBe(8);
    for (const file of files) {
      await world.office.acknowledge(file);
      await world.office.complete(file);
    }
    for (let round = 0; round < 3; round += 1) await rounds();
    for (const { requestId } of requests) {
      expect(await batchesOf(requestId)).toMatchObject([{ state: 'COMPLETED', attempts: 1 }]);
      expect((await world.items.ends(requestId)).size).toBe(3);
    }
    const taken = world.logged.filter((line) => line.includes('massivo outcome taken in'));
    expect(taken).toHaveLength(8);
    expect(await world.office.names('in')).toEqual([]);
  });
});

describe('a worker that dies', () => {
  it('before the rename leaves its work to another, who sends the same bytes under the same name', async () => {
    const { requestId } = await world.submit({ rows: 3 });
    const dropArea = new MemoryDropArea();
    const bridge = world.bridge({ dropArea });
    let attempt = 0;
    dropArea.fault = (point) =>
      point === 'written' && (attempt += 1) === 1 ? Promise.reject(new Error('died')) : Promise.resolve();
    await bridge.worker.runOnce();
    expect(dropArea.names(ROMA, 'in')).toEqual([]);
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'QUEUED', lastError: 'SENDING_FAILED' }]);
    await bridge.worker.runOnce();
    expect(dropArea.names(ROMA, 'in')).toEqual(['MASSIVA_c_h501_PROC-H501_20260610_000001.txt']);
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'SENT', attempts: 2, lastError: null }]);
  });

  it('after the rename and before it was recorded has sent the file, and it is sent once', async () => {
    const { requestId } = await world.submit({ rows: 3 });
    const dropArea = new MemoryDropArea();
    const bridge = world.bridge({ dropArea });
    dropArea.fault = (point) => (point === 'published' ? Promise.reject(new Error('died')) : Promise.resolve());
    await bridge.worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'QUEUED' }]);
    const [name] = dropArea.names(ROMA, 'in');
    const bytes = dropArea.read(ROMA, `in/${name}`);
    dropArea.move(ROMA, `in/${name}`, `in/done/${name}`);
    dropArea.fault = () => Promise.resolve();
    await bridge.worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'SENT', lastError: null }]);
    expect(dropArea.names(ROMA, 'in')).toEqual([]);
    expect(dropArea.read(ROMA, `in/done/${name}`)).toEqual(bytes);
  });

  it('loses its claim when the lease runs out, and can then do nothing any more', async () => {
    const { requestId } = await world.submit({ rows: 3 });
    await world.bridge({ dropArea: unreachable() }).worker.runOnce(); // plans it
    const [dead, alive] = [claimStore(), claimStore(elsewhere)];
    const claim = await claimed(dead);
    expect(await alive.claimForSending(ROMA)).toBeNull();
    await sleep(LEASE_MS + 50);
    const taken = await claimed(alive);
    expect(taken).toMatchObject({ id: claim.id, requestId, fileName: claim.fileName, attempts: claim.attempts + 1 });
    await expect(dead.whileHeld(claim, ['QUEUED'], () => Promise.resolve('renamed'))).rejects.toBeInstanceOf(
      ClaimRevoked,
    );
    expect(await alive.whileHeld(taken, ['QUEUED'], () => Promise.resolve('renamed'))).toBe('renamed');
  });

  it('keeps its claim as long as it is alive and renews it', async () => {
    await world.submit({ rows: 3 });
    await world.bridge({ dropArea: unreachable() }).worker.runOnce();
    const store = claimStore();
    const claim = await claimed(store);
    for (let renewal = 0; renewal < 4; renewal += 1) {
      await sleep(LEASE_MS / 3);
      await store.renew([claim]);
    }
    expect(await claimStore(elsewhere).claimForSending(ROMA)).toBeNull();
  });
});

describe('R-25 a forced closing', () => {
  it('is never followed by a rename, whenever it comes', async () => {
    let closedFirst = 0;
    for (let race = 0; race < 40; race += 2) {
      await world.reset();
      const requests = await Promise.all([world.submit({ rows: 2 }), world.submit({ rows: 2 })]);
      const dropArea = new MemoryDropArea();
      dropArea.fault = () => sleep(race % 5);
      const working = world.bridge({ dropArea, database: elsewhere }).worker.runOnce();
      await sleep(race);
      const ended = await closeByForce();
      const acknowledged = dropArea.names(ROMA, 'in').filter((name) => name.endsWith('.txt'));
      await working;
      await world.bridge({ dropArea }).worker.runOnce();
      expect(dropArea.names(ROMA, 'in').filter((name) => name.endsWith('.txt'))).toEqual(acknowledged);
      expect(ended.items).toBe(4);
      if (acknowledged.length < 2) closedFirst += 1;
      for (const { requestId } of requests) {
        expect([...(await world.items.ends(requestId)).values()].map(({ status }) => status)).toEqual([
          'ABANDONED',
          'ABANDONED',
        ]);
        for (const batch of await batchesOf(requestId)) expect(batch.state).toBe('ABANDONED');
      }
    }
    expect(closedFirst).toBeGreaterThan(0);
  });

  it('waits for a rename that is under way, and then counts the file as abandoned', async () => {
    const { requestId } = await world.submit({ rows: 2 });
    const dropArea = new MemoryDropArea();
    const { reached, open } = gate(dropArea, 'published');
    const working = world.bridge({ dropArea }).worker.runOnce();
    await reached;
    let closed = false;
    const closing = closeByForce(elsewhere).then(() => (closed = true));
    await sleep(150);
    expect(closed).toBe(false);
    open();
    await Promise.all([working, closing]);
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'ABANDONED', sentAt: expect.any(Date) }]);
  });

  it('is refused in time when a rename hangs', async () => {
    await world.submit({ rows: 2 });
    const dropArea = new MemoryDropArea();
    const { reached, open } = gate(dropArea, 'published');
    const working = world.bridge({ dropArea }).worker.runOnce();
    await reached;
    const closing = closeByForce(elsewhere, 100);
    await expect(closing.catch((error: unknown) => isLockTimeout(error))).resolves.toBe(true);
    open();
    await working;
  });

  it('ends what is not planned yet, in its scope only', async () => {
    const [roma, milano] = [await world.submit({ rows: 2 }), await world.submit({ rows: 3, officeCode: MILANO })];
    const { batches } = world.bridge();
    expect(await batches.inFlight({})).toEqual({ batches: 0, submissions: 2, items: 5 });
    const ended = await world.database.transaction((sql) =>
      batches.abandonInFlight(sql, { officeCode: MILANO }, { by: 'alice', reason: 'closing' }),
    );
    expect(ended).toEqual({ batches: 0, submissions: 1, items: 3 });
    expect(await batches.inFlight({})).toEqual({ batches: 0, submissions: 1, items: 2 });
    await world.bridge().worker.runOnce();
    expect(await batchesOf(milano.requestId)).toEqual([]);
    expect(await batchesOf(roma.requestId)).toMatchObject([{ state: 'SENT' }]);
    expect(await batches.inFlight({ officeCode: ROMA })).toEqual({ batches: 1, submissions: 0, items: 2 });
  });

  it('ends the piece that is being cut off a batch at that moment', async () => {
    const { requestId } = await world.submit({ rows: 4 });
    await world.bridge({ dropArea: unreachable() }).worker.runOnce();
    const [batch] = await batchesOf(requestId);
    let cut = (): void => undefined;
    const isCut = new Promise<void>((resolve) => (cut = resolve));
    const limits = { ...DEFAULT_LIMITS, officeCode: ROMA, maximumRows: 2 };
    const cutting = elsewhere.transaction(async (sql) => {
      await findBatchForUpdate(sql, batch!.id);
      await splitBatch(sql, batch!, { limits, now: world.clock.now() });
      cut();
      await sleep(150);
    });
    await isCut;
    const [ended] = await Promise.all([closeByForce(), cutting]);
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'ABANDONED' }, { state: 'ABANDONED' }]);
    expect(ended).toEqual({ batches: 2, submissions: 0, items: 4 });
    expect((await world.items.ends(requestId)).size).toBe(4);
  });

  it('keeps a worker that was collecting from issuing', async () => {
    const { requestId } = await world.submit({ rows: 2 });
    await world.bridge().worker.runOnce();
    const [file] = await world.office.takeUp();
    await world.office.complete(file!);
    const store = claimStore();
    const [batch] = await batchesOf(requestId);
    const claim = await store.claimForCollecting(batch!.id);
    await closeByForce();
    await expect(store.whileHeld(claim!, ['SENT'], () => Promise.resolve())).rejects.toBeInstanceOf(ClaimRevoked);
    await world.bridge().worker.runOnce();
    expect([...(await world.items.ends(requestId)).values()].map(({ status }) => status)).toEqual([
      'ABANDONED',
      'ABANDONED',
    ]);
  });
});

describe('an office that does not do its part', () => {
  it.each<DropAreaTrouble>(['READ_ONLY', 'FULL', 'MISSING', 'UNREACHABLE', 'TIMED_OUT'])(
    'with a drop area that is %s is tried again until it is well',
    async (trouble) => {
      const { requestId } = await world.submit({ rows: 2 });
      const dropArea = unreachable(trouble);
      const bridge = world.bridge({ dropArea });
      await bridge.worker.runOnce();
      expect(await batchesOf(requestId)).toMatchObject([{ state: 'QUEUED', lastError: `DROP_AREA_${trouble}` }]);
      dropArea.fault = () => Promise.resolve();
      await bridge.worker.runOnce();
      expect(await batchesOf(requestId)).toMatchObject([{ state: 'SENT', lastError: null }]);
    },
  );

  it('by hanging holds up no other office, and is not called again meanwhile', async () => {
    const [hanging, well] = [await world.submit({ rows: 2 }), await world.submit({ rows: 2, officeCode: MILANO })];
    const dropArea = new MemoryDropArea();
    dropArea.fault = (_point, officeCode) => (officeCode === ROMA ? new Promise(() => undefined) : Promise.resolve());
    const bridge = world.bridge({
      dropArea,
      settings: { stepDeadlineMs: 3_000, officePatienceMs: 50, officesAtOnce: 1, pollMs: 20 },
    });
    await bridge.worker.start();
    while ((await batchesOf(well.requestId))[0]?.state !== 'SENT') await sleep(20);
    await sleep(3_500); // its deadline has passed, and it hangs all the same
    expect(dropArea.calls.filter((call) => call === `put ${ROMA}`)).toHaveLength(1);
    expect(await batchesOf(hanging.requestId)).toMatchObject([{ state: 'QUEUED' }]);
    await bridge.worker.stop();
  });

  it('by having other bytes under the name of a file leaves it to an operator', async () => {
    const { requestId } = await world.submit({ rows: 2 });
    await world.office.put('in', 'MASSIVA_c_h501_PROC-H501_20260610_000001.txt', 'other bytes');
    await world.bridge().worker.runOnce();
    const [batch] = await batchesOf(requestId);
    expect(batch).toMatchObject({ state: 'FAILED', lastError: 'NAME_TAKEN', sentAt: null });
    await world.bridge().batches.retry(batch!.id, { by: 'olga', reason: null });
    await world.bridge().worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject([
      { state: 'SENT', fileName: 'MASSIVA_c_h501_PROC-H501_20260610_000002.txt' },
    ]);
  });
});

describe('R-20 a closed massivo', () => {
  it('is not called at all, however much waits', async () => {
    await world.submit({ rows: 2 });
    const dropArea = new MemoryDropArea();
    const bridge = world.bridge({ dropArea, mayCallMassivo: () => Promise.resolve(false) });
    expect(await bridge.worker.runOnce()).toEqual({ planned: 0, sent: 0, collected: 0 });
    await world.bridge({ dropArea }).worker.runOnce();
    dropArea.calls.length = 0;
    await bridge.worker.runOnce();
    expect(dropArea.calls).toEqual([]);
  });

  it('is not sent another file once it closes between two of them', async () => {
    await Promise.all([world.submit({ rows: 2 }), world.submit({ rows: 2 })]);
    const dropArea = new MemoryDropArea();
    const isOpen = (): boolean => dropArea.names(ROMA, 'in').length === 0;
    await world.bridge({ dropArea, mayCallMassivo: () => Promise.resolve(isOpen()) }).worker.runOnce();
    expect(dropArea.names(ROMA, 'in')).toHaveLength(1);
  });
});

describe('the worker', () => {
  it('works by itself until it is stopped', async () => {
    const { requestId } = await world.submit({ rows: 2 });
    const bridge = world.bridge({ settings: { pollMs: 10, idlePollMs: 20 } });
    await bridge.worker.start();
    const until = async (state: string): Promise<void> => {
      while ((await batchesOf(requestId))[0]?.state !== state) await sleep(10);
    };
    await until('SENT');
    const [file] = await world.office.takeUp();
    await world.office.acknowledge(file!);
    await until('ACKNOWLEDGED');
    await world.office.complete(file!);
    await until('COMPLETED');
    await bridge.worker.stop();
    const { requestId: later } = await world.submit({ rows: 1 });
    await sleep(100);
    expect(await batchesOf(later)).toEqual([]);
  });

  it('hears of an operator without waiting for its next look', async () => {
    const { requestId } = await world.submit({ rows: 2 });
    const bridge = world.bridge({ database: elsewhere, settings: { pollMs: 60_000, idlePollMs: 60_000 } });
    await bridge.worker.start();
    const attempts = async (): Promise<number> =>
      (await batchesOf(requestId)).find(({ state }) => state === 'SENT')?.attempts ?? 0;
    while ((await attempts()) < 1) await sleep(10);
    const [batch] = await batchesOf(requestId);
    await world.bridge().batches.retry(batch!.id, { by: 'olga', reason: null });
    while ((await attempts()) < 2) await sleep(10);
    await bridge.worker.stop();
  });
});

function unreachable(trouble: DropAreaTrouble = 'UNREACHABLE'): MemoryDropArea {
  const dropArea = new MemoryDropArea();
  dropArea.fault = () => Promise.reject(new DropAreaError(trouble));
  return dropArea;
}
