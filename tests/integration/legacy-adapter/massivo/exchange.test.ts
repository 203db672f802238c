import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import type { MassivoBatch } from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { createMassivoWorld, ROMA, type MassivoWorld } from '../../../testkit/massivo-world.js';
import { discardedRow, sha256Of, type SentFile } from '../../../testkit/scripted-office.js';

let world: MassivoWorld;

beforeAll(async () => {
  world = await createMassivoWorld();
});
afterAll(() => world.drop());
beforeEach(() => world.reset());

const batchesOf = (requestId: string): Promise<MassivoBatch[]> => world.bridge().batches.ofRequests([requestId]);
const statusesOf = async (requestId: string): Promise<string[]> =>
  [...(await world.items.ends(requestId)).values()].map(({ status }) => status);

/** Sends everything and lets the office take it up. */
async function sendAll(bridge = world.bridge()): Promise<SentFile[]> {
  await bridge.worker.runOnce();
  return world.office.takeUp();
}

describe('a request on massivo', () => {
  it('R-34 goes out as one file and comes back as one end an item', async () => {
    const { requestId, subjects } = await world.submit({ rows: 7, fileRequestId: '2026-000001' });
    const bridge = world.bridge();

    expect(await bridge.worker.runOnce()).toMatchObject({ planned: 1, sent: 1 });
    const [file] = await world.office.sent();
    expect(await world.office.names('in')).toEqual(['MASSIVA_c_h501_PROC-H501_20260610_000001.txt']);
    expect(file?.requestId).toBe('2026-000001');
    expect(file?.rows.map(({ row }) => row)).toEqual(subjects.map(({ seq }) => String(seq).padStart(6, '0')));
    expect(file?.rows.map(({ taxCode }) => taxCode)).toEqual(subjects.map(({ taxCode }) => taxCode));

    await world.office.takeUp();
    await world.office.acknowledge(file!, 'SIC-7');
    await bridge.worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'ACKNOWLEDGED', sicProtocol: 'SIC-7', attempts: 1 }]);

    await world.office.complete(file!, { protocol: 'SIC-7' });
    await bridge.worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject([
      { state: 'COMPLETED', lastError: null, completedAt: expect.any(Date) },
    ]);
    expect(await statusesOf(requestId)).toEqual(Array(7).fill('ISSUED'));
    expect(await world.office.names('ack', 'done')).toEqual(['MASSIVA_c_h501_PROC-H501_20260610_000001.ack']);
    expect(await world.office.names('out')).toEqual([]);
    expect(await world.office.names('out', 'done')).toEqual([
      'CERTIFICATI_c_h501_PROC-H501_20260610_000001.zip',
      'ESITI_c_h501_PROC-H501_20260610_000001.txt',
    ]);
  });

  it('writes header and closing record as the protocol says', async () => {
    await world.submit({ rows: 2, fileRequestId: '2026-000009' });
    const [file] = await sendAll();
    const bytes = await readFile(world.office.path('in', 'done', file!.name));
    const lines = bytes.toString('utf8').split('\r\n');
    expect(lines[0]).toBe(
      'T;1.0;c_h501;02438750586;PROC-H501;2026-000009;28GEN;FIN-001;1/2026;09/06/2026;N;a@pec.example.it;RSSMRA80A01H501U;',
    );
    const before = bytes.subarray(0, bytes.indexOf('\r\nC;') + 2);
    expect(lines[3]).toBe(`C;2;${createHash('sha256').update(before).digest('hex')}`);
  });

  it('R-33 leaves flagged rows to a person, and R-31 ends discarded ones with their code', async () => {
    const { requestId } = await world.submit({ rows: 3 });
    const [file] = await sendAll();
    await world.office.complete(file!, {
      state: 'COMPLETATA_CON_SCARTI',
      alter: ([first, second, third]) => [first!, { ...second!, flags: 'OM,RD' }, discardedRow(third!, 'NOM-003')],
    });
    await world.bridge().worker.runOnce();
    const ends = await world.items.ends(requestId);
    expect([...ends.values()].map(({ status, code }) => [status, code])).toEqual([
      ['ISSUED', null],
      ['UNDER_REVIEW', null],
      ['REJECTED', 'NOM-003'],
    ]);
    expect(ends.get(1)?.pdf).toBe(sha256Of(Buffer.from(`%PDF synthetic ${file!.requestId} 000001`)));
  });

  it('takes an outcome in that comes before the acknowledgement, and one without any certificate', async () => {
    const { requestId } = await world.submit({ rows: 2 });
    const [file] = await sendAll();
    await world.office.complete(file!, {
      state: 'COMPLETATA_CON_SCARTI',
      alter: (rows) => rows.map((row) => discardedRow(row, 'NOM-002')),
    });
    await world.bridge().worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'COMPLETED' }]);
    await world.office.acknowledge(file!);
    await world.submit({ rows: 1 });
    await world.bridge().worker.runOnce(); // the late acknowledgement is found while another answer is awaited
    await world.bridge().worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject([{ state: 'COMPLETED' }]);
    expect(await world.office.names('ack')).toEqual([]);
  });
});

describe('R-17 splitting', () => {
  it('cuts 650 rows into three files of at most 300 and joins them again', async () => {
    const { requestId, subjects } = await world.submit({ rows: 650, fileRequestId: '2026-000002' });
    const files = await sendAll();
    expect(files.map(({ requestId: id, rows }) => [id, rows.length])).toEqual([
      ['2026-000002-01', 300],
      ['2026-000002-02', 300],
      ['2026-000002-03', 50],
    ]);
    for (const { rows } of files) expect(rows[0]?.row).toBe('000001');
    expect(files.flatMap(({ rows }) => rows.map(({ taxCode }) => taxCode))).toEqual(
      subjects.map(({ taxCode }) => taxCode),
    );
    for (const file of files.reverse()) {
      await world.office.acknowledge(file);
      await world.office.complete(file);
    }
    await world.bridge().worker.runOnce();
    expect(await batchesOf(requestId)).toMatchObject(
      [1, 2, 3].map((part) => ({ part, state: 'COMPLETED', lastError: null })),
    );
    const ends = await world.items.ends(requestId);
    expect(ends.size).toBe(650);
    expect(ends.get(301)?.pdf).toBe(sha256Of(Buffer.from('%PDF synthetic 2026-000002-02 000001')));
  });

  it('holds the office to its concurrent batches and its rows a day', async () => {
    const bridge = world.bridge();
    await bridge.batches.setLimits({
      officeCode: ROMA,
      maximumRows: 2,
      minimumRows: 1,
      concurrentBatches: 2,
      dailyRows: 6,
    });
    await world.submit({ rows: 10 });
    expect(await bridge.worker.runOnce()).toMatchObject({ planned: 1, sent: 2 });
    for (const file of await world.office.takeUp()) await world.office.complete(file);
    expect(await bridge.worker.runOnce()).toMatchObject({ sent: 0, collected: 2 });
    expect(await bridge.worker.runOnce()).toMatchObject({ sent: 1 });
    for (const file of await world.office.takeUp()) await world.office.complete(file);
    await bridge.worker.runOnce();
    expect(await bridge.worker.runOnce()).toMatchObject({ sent: 0 });
    world.clock.set('2026-06-11T00:30:00+02:00');
    expect(await bridge.worker.runOnce()).toMatchObject({ sent: 2 });
  });

  it('cuts what still waits to a maximum that was lowered, and leaves what was sent as it was', async () => {
    const bridge = world.bridge();
    const limits = { officeCode: ROMA, minimumRows: 1, concurrentBatches: 1, dailyRows: null };
    await bridge.batches.setLimits({ ...limits, maximumRows: 10 });
    const { requestId } = await world.submit({ rows: 20, fileRequestId: '2026-000004' });
    const { requestId: single } = await world.submit({ rows: 8, fileRequestId: '2026-A' });
    await bridge.worker.runOnce();
    await bridge.batches.setLimits({ ...limits, maximumRows: 4, concurrentBatches: 100 });
    await bridge.worker.runOnce();
    const files = await world.office.takeUp();
    expect(files.map(({ requestId: id, rows }) => [id, rows.length]).sort()).toEqual([
      ...[
        ['2026-000004-01', 10],
        ['2026-000004-02', 4],
        ['2026-000004-03', 4],
        ['2026-000004-04', 2],
      ],
      ...[
        ['2026-A-01', 4],
        ['2026-A-02', 4],
      ],
    ]);
    for (const file of files) await world.office.complete(file);
    for (let round = 0; round < 2; round += 1) await bridge.worker.runOnce();
    expect(await statusesOf(requestId)).toEqual(Array(20).fill('ISSUED'));
    expect(await statusesOf(single)).toEqual(Array(8).fill('ISSUED'));
  });

  it('cuts under ids of its own where the body has used those of the parts', async () => {
    const bridge = world.bridge();
    const limits = { officeCode: ROMA, minimumRows: 1, concurrentBatches: 1, dailyRows: null };
    await world.submit({ rows: 1, fileRequestId: '2026-A-02' });
    const { requestId } = await world.submit({ rows: 8, fileRequestId: '2026-A' });
    await bridge.batches.setLimits({ ...limits, maximumRows: 10 });
    await bridge.worker.runOnce();
    await bridge.batches.setLimits({ ...limits, maximumRows: 4, concurrentBatches: 100 });
    await bridge.worker.runOnce();
    const ids = (await world.office.sent()).map(({ requestId: id }) => id);
    expect(ids.sort()).toEqual([`${requestId}-01`, `${requestId}-02`, '2026-A-02'].sort());
  });

  it('gives bodies their turns: ten rows do not wait behind thirty files', async () => {
    const bridge = world.bridge({ settings: { stepsAtOffice: 1 } });
    await bridge.batches.setLimits({
      officeCode: ROMA,
      maximumRows: 1,
      minimumRows: 1,
      concurrentBatches: 100,
      dailyRows: null,
    });
    await world.submit({ rows: 30, ipaCode: 'c_h501' });
    await bridge.worker.runOnce();
    world.clock.advance(60_000);
    await world.submit({ rows: 2, ipaCode: 'c_a952' });
    for (let turn = 0; turn < 4; turn += 1) await bridge.worker.runOnce();
    const bodies = (await world.office.names('in')).map((name) => name.slice(8, 14));
    expect(bodies.filter((body) => body === 'c_a952')).toHaveLength(2);
    expect(bodies.filter((body) => body === 'c_h501')).toHaveLength(3);
  });

  it('does not let a part be taken for another request of the same body', async () => {
    const bridge = world.bridge();
    await bridge.batches.setLimits({
      officeCode: ROMA,
      maximumRows: 2,
      minimumRows: 1,
      concurrentBatches: 10,
      dailyRows: null,
    });
    await world.submit({ rows: 1, fileRequestId: '2026-000003-01' });
    await bridge.worker.runOnce();
    const { requestId } = await world.submit({ rows: 4, fileRequestId: '2026-000003' });
    await bridge.worker.runOnce();
    const ids = (await world.office.sent()).map(({ requestId: id }) => id);
    expect(ids).toEqual(['2026-000003-01', `${requestId}-01`, `${requestId}-02`]);
  });
});
