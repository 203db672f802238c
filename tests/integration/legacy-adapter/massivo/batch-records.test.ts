import type { MassivoBatch } from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { batchRecords } from '../../../../legacy-adapter/massivo/batches/batch-record.read-model.js';
import type { BatchRecords } from '../../../../legacy-adapter/massivo/batches/batch-record.type.js';
import { createMassivoWorld, ROMA, type MassivoWorld } from '../../../testkit/massivo-world.js';
import type { SentFile } from '../../../testkit/scripted-office.js';

let world: MassivoWorld;
let records: BatchRecords;

beforeAll(async () => {
  world = await createMassivoWorld();
  records = batchRecords(world.database);
});
afterAll(() => world.drop());
beforeEach(() => world.reset());

const HASTY = { incompleteDeadlineMs: 0 };
const bridge = () => world.bridge({ settings: HASTY });
const work = async (): Promise<void> => {
  world.clock.advance(1_000);
  await bridge().worker.runOnce();
};
const batchOf = async (requestId: string): Promise<MassivoBatch> =>
  (await bridge().batches.ofRequests([requestId]))[0]!;
const kindsOf = async (id: string): Promise<string[]> => (await records.events([id])).map(({ kind }) => kind);

async function sent(rows = 2): Promise<{ batch: MassivoBatch; file: SentFile }> {
  const { requestId } = await world.submit({ rows });
  await work();
  const [file] = await world.office.takeUp();
  return { batch: await batchOf(requestId), file: file! };
}

describe('R-34 the history of a batch', () => {
  it('tells each step with its time, state and attempt', async () => {
    const { batch, file } = await sent();
    await world.office.acknowledge(file);
    await work();
    await world.office.complete(file);
    await work();
    const events = await records.events([batch.id]);
    expect(events.map(({ kind, state, attempt, by }) => [kind, state, attempt, by])).toEqual([
      ['PLANNED', 'QUEUED', 0, null],
      ['SENT', 'SENT', 1, null],
      ['ACKNOWLEDGED', 'ACKNOWLEDGED', 1, null],
      ['COMPLETED', 'COMPLETED', 1, null],
    ]);
    const [, dispatched] = events;
    expect(dispatched).toMatchObject({ at: batch.sentAt, fileName: batch.fileName, trouble: null });
  });

  it('tells who did what and why, and that a new attempt has a name of its own', async () => {
    const { batch, file } = await sent();
    await world.office.refuse(file, 'SIC-001');
    await work();
    await bridge().batches.retry(batch.id, { by: 'olga', reason: 'the office is well again' });
    await work();
    const again = await batchOf(batch.requestId);
    await bridge().batches.recollect(batch.id, { by: 'marco', reason: null });
    await bridge().batches.abandon(batch.id, { by: 'olga', reason: '  wrong\noffice ' });
    const events = await records.events([batch.id]);
    expect(events.map(({ kind, by, reason, trouble }) => [kind, by, reason, trouble])).toEqual([
      ['PLANNED', null, null, null],
      ['SENT', null, null, null],
      ['FAILED', null, null, 'SIC-001'],
      ['RETRIED', 'olga', 'the office is well again', null],
      ['SENT', null, null, null],
      ['RECOLLECTED', 'marco', null, null],
      ['ABANDONED', 'olga', 'wrong office', null],
    ]);
    expect([events[2]?.fileName, events[3]?.fileName]).toEqual([batch.fileName, again.fileName]);
    expect(again.fileName).not.toBe(batch.fileName);
    expect(await records.abandonments([batch.id])).toMatchObject([{ by: 'olga', reason: 'wrong office' }]);
  });

  it('tells a trouble once as long as it lasts, and nothing of an action that was refused', async () => {
    const { batch, file } = await sent();
    await world.office.complete(file, { requestId: 'another' });
    for (let round = 0; round < 3; round += 1) await work();
    await expect(bridge().batches.abandon(batch.id, { by: 'olga', reason: ' ' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await kindsOf(batch.id)).toEqual(['PLANNED', 'SENT', 'TROUBLE']);
  });

  it('R-25 tells who closed massivo over it, and why', async () => {
    const { batch } = await sent();
    const acting = { by: 'alice', reason: 'the office is closed' };
    await world.database.transaction((sql) => bridge().batches.abandonInFlight(sql, {}, acting));
    expect(await records.abandonments([batch.id])).toMatchObject([{ kind: 'ABANDONED', ...acting }]);
  });

  it('R-17 tells of the pieces that a batch was cut into', async () => {
    const limits = { officeCode: ROMA, minimumRows: 1, concurrentBatches: 1, dailyRows: null };
    await bridge().batches.setLimits({ ...limits, maximumRows: 10 });
    const first = await sent(1);
    const { requestId } = await world.submit({ rows: 6 });
    await work(); // planned as one file, which has to wait for the first
    await bridge().batches.setLimits({ ...limits, maximumRows: 4, concurrentBatches: 5 });
    await work();
    const pieces = await bridge().batches.ofRequests([requestId]);
    expect(await Promise.all(pieces.map(({ id }) => kindsOf(id)))).toEqual([
      ['PLANNED', 'CUT', 'SENT'],
      ['CUT', 'SENT'],
    ]);
    expect(await kindsOf(first.batch.id)).toEqual(['PLANNED', 'SENT']);
  });

  it('is never rewritten', async () => {
    await sent();
    for (const statement of [
      'UPDATE legacy.massivo_batch_event SET by = NULL',
      'DELETE FROM legacy.massivo_batch_event',
    ])
      await expect(world.database.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('R-33 answers in quarantine', () => {
  it('are kept and reported with what is wrong, since when, and end when a good one is taken in', async () => {
    const { batch, file } = await sent();
    await world.office.complete(file, { alter: ([first]) => [first!] });
    await work();
    const [found] = await records.quarantine([batch.id]);
    expect(found).toEqual({
      ...{ batchId: batch.id, fileName: batch.fileName, trouble: 'OUTCOME_MISMATCH missing 000002' },
      ...{ since: world.clock.now(), lastSeenAt: world.clock.now(), resolvedAt: null, resolution: null },
    });
    await work();
    expect(await records.quarantine([batch.id])).toEqual([{ ...found, lastSeenAt: world.clock.now() }]);
    await world.office.complete(file);
    await work();
    expect(await records.quarantine([batch.id])).toMatchObject([
      { trouble: found?.trouble, resolvedAt: world.clock.now(), resolution: 'TAKEN_IN' },
    ]);
  });

  it('are given up with their batch', async () => {
    const { batch, file } = await sent();
    await world.office.complete(file, { requestId: 'another' });
    await work();
    await bridge().batches.abandon(batch.id, { by: 'olga', reason: 'no good answer' });
    expect(await records.quarantine([batch.id])).toMatchObject([
      { trouble: 'OUTCOME_MISMATCH requestId', resolution: 'GIVEN_UP' },
    ]);
  });

  it('R-25 are kept apart for ever when they come after the abandonment', async () => {
    const { batch, file } = await sent();
    await bridge().batches.abandon(batch.id, { by: 'olga', reason: 'too late' });
    await world.office.complete(file);
    await world.submit({ rows: 1 });
    for (let round = 0; round < 3; round += 1) await work();
    expect(await records.quarantine([batch.id])).toMatchObject([
      { trouble: 'LATE_OUTCOME', resolution: 'KEPT_APART', resolvedAt: expect.any(Date) },
    ]);
    expect(await kindsOf(batch.id)).toEqual(['PLANNED', 'SENT', 'ABANDONED', 'LATE_OUTCOME']);
  });

  it('hold what no drop area has anything to do with, and R-60 nothing of a person', async () => {
    const { requestId, subjects } = await world.submit({ rows: 2 });
    await work();
    const [file] = await world.office.takeUp();
    await world.office.complete(file!, {
      alter: (rows) => rows.map((row) => ({ ...row, taxCode: 'RSSMRA80A01H501U' })),
    });
    await work();
    const { id } = await batchOf(requestId);
    const told = JSON.stringify([await records.quarantine([id]), await records.events([id])]);
    expect(told).toContain('OUTCOME_MISMATCH other tax code 000001');
    for (const { taxCode, surname } of subjects) {
      if (taxCode) expect(told).not.toContain(taxCode);
      expect(told).not.toContain(surname);
    }
    expect(told).not.toContain('RSSMRA80A01H501U');
  });
});
