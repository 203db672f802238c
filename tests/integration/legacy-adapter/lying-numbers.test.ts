import type { MassivoBatch } from '../../../legacy-adapter/index.js';
import { createBridgeWorld, type BridgeWorld } from '../../testkit/bridge-world.js';
import { tallyOf } from '../../testkit/requests.js';
import type { AnsweredRow, SentFile } from '../../testkit/scripted-office.js';

let world: BridgeWorld;

beforeAll(async () => {
  world = await createBridgeWorld();
});
afterAll(() => world.drop());

async function sent(): Promise<{ requestId: string; file: SentFile }> {
  const { id: requestId } = await world.onMassivo({ items: 3 });
  await world.work();
  const [file] = await world.office.takeUp();
  if (!file) throw new Error('nothing was sent');
  return { requestId, file };
}

async function batchOf(requestId: string): Promise<MassivoBatch> {
  const [batch] = await world.adapter.batches.ofRequests([requestId]);
  if (!batch) throw new Error('no batch');
  return batch;
}

const issuedOf = async (requestId: string): Promise<number> =>
  (await tallyOf(world.test.database, requestId)).certificates;
const numbered = (number: (row: string) => string) => ({
  alter: (rows: AnsweredRow[]) => rows.map((row) => ({ ...row, number: number(row.row) })),
});

describe('certificate numbers that are given twice', () => {
  it('R-34 to another request before: reported, nothing is issued, and others at the office go on', async () => {
    const before = await sent();
    await world.office.complete(
      before.file,
      numbered((row) => `H501-A-${row}`),
    );
    await world.work();
    expect(await issuedOf(before.requestId)).toBe(3);

    const [lied, honest] = [await sent(), await sent()];
    await world.office.complete(
      lied.file,
      numbered((row) => (row === '000002' ? 'H501-A-000003' : `H501-B-${row}`)),
    );
    await world.office.complete(
      honest.file,
      numbered((row) => `H501-C-${row}`),
    );
    await world.work();
    expect(await batchOf(lied.requestId)).toMatchObject({
      state: 'SENT',
      lastError: 'OUTCOME_MISMATCH number in use, or row without use 000002',
    });
    expect(await tallyOf(world.test.database, lied.requestId)).toMatchObject({ issued: 0, certificates: 0 });
    expect(await batchOf(honest.requestId)).toMatchObject({ state: 'COMPLETED' });
    expect(await issuedOf(honest.requestId)).toBe(3);

    await world.office.complete(
      lied.file,
      numbered((row) => `H501-B-${row}`),
    );
    await world.work();
    expect(await batchOf(lied.requestId)).toMatchObject({ state: 'COMPLETED', lastError: null });
    expect(await issuedOf(lied.requestId)).toBe(3);
  });

  it('R-33 also by an answer that a person is to look at', async () => {
    const [first, second] = [await sent(), await sent()];
    const flagged = {
      alter: (rows: AnsweredRow[]) => rows.map((row) => ({ ...row, number: `H501-D-${row.row}`, flags: 'OM' })),
    };
    await world.office.complete(first.file, flagged);
    await world.work();
    expect(await tallyOf(world.test.database, first.requestId)).toMatchObject({ underReview: 3 });
    await world.office.complete(
      second.file,
      numbered((row) => `H501-D-${row}`),
    );
    await world.work();
    expect(await batchOf(second.requestId)).toMatchObject({
      state: 'SENT',
      lastError: 'OUTCOME_MISMATCH number in use, or row without use 000001,000002,000003',
    });
    expect(await issuedOf(second.requestId)).toBe(0);
  });
});
