import type { BatchAction } from '../../../../legacy-adapter/massivo/batches/batch-action.rules.js';
import type {
  MassivoBatch,
  MassivoBatchCursor,
  MassivoBatches,
  MassivoBatchState,
} from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { createMassivoWorld, MILANO, ROMA, type MassivoWorld } from '../../../testkit/massivo-world.js';

const OLGA = { by: 'olga', reason: null };

let world: MassivoWorld;
let batches: MassivoBatches;

beforeAll(async () => {
  world = await createMassivoWorld();
  ({ batches } = world.bridge());
});
afterAll(() => world.drop());
beforeEach(() => world.reset());

/** A batch that has come to the state by its own way. */
async function batchIn(state: MassivoBatchState): Promise<MassivoBatch> {
  const { requestId } = await world.submit({ rows: 2 });
  await world.bridge({ mayCallMassivo: upTo(state === 'QUEUED' ? 1 : 99) }).worker.runOnce();
  const [file] = state === 'QUEUED' ? [] : await world.office.takeUp();
  if (file && state === 'ACKNOWLEDGED') await world.office.acknowledge(file);
  if (file && state === 'COMPLETED') await world.office.complete(file);
  if (file && state === 'REFUSED') await world.office.refuse(file, 'TES-002');
  if (file && state === 'FAILED') await world.office.refuse(file, 'SIC-001');
  if (file) await world.bridge().worker.runOnce();
  const [batch] = await batches.ofRequests([requestId]);
  const reached = state === 'ABANDONED' ? await batches.abandon(batch!.id, { by: 'olga', reason: 'given up' }) : batch!;
  expect(reached.state).toBe(state);
  return reached;
}

/** Massivo may be called so many times: the first call lets the requests be planned. */
function upTo(calls: number): () => Promise<boolean> {
  let left = calls;
  return () => Promise.resolve((left -= 1) >= 0);
}

const act = (action: BatchAction, id: string): Promise<MassivoBatch> => {
  switch (action) {
    case 'RETRY':
      return batches.retry(id, OLGA);
    case 'RECOLLECT':
      return batches.recollect(id, OLGA);
    case 'ABANDON':
      return batches.abandon(id, { by: 'olga', reason: 'because' });
  }
};

describe('R-34 operator actions', () => {
  it.each<[MassivoBatchState, BatchAction, MassivoBatchState]>([
    ['QUEUED', 'RETRY', 'QUEUED'],
    ['QUEUED', 'ABANDON', 'ABANDONED'],
    ['SENT', 'RETRY', 'QUEUED'],
    ['SENT', 'RECOLLECT', 'SENT'],
    ['SENT', 'ABANDON', 'ABANDONED'],
    ['ACKNOWLEDGED', 'RETRY', 'QUEUED'],
    ['ACKNOWLEDGED', 'RECOLLECT', 'ACKNOWLEDGED'],
    ['ACKNOWLEDGED', 'ABANDON', 'ABANDONED'],
    ['FAILED', 'RETRY', 'QUEUED'],
    ['FAILED', 'RECOLLECT', 'SENT'],
    ['FAILED', 'ABANDON', 'ABANDONED'],
  ])('%s: %s leads to %s', async (state, action, next) => {
    const { id, requestId } = await batchIn(state);
    expect(await act(action, id)).toMatchObject({ id, state: next });
    const ends = [...(await world.items.ends(requestId)).values()].map(({ status }) => status);
    expect(ends).toEqual(next === 'ABANDONED' ? ['ABANDONED', 'ABANDONED'] : []);
  });

  it.each<[MassivoBatchState, BatchAction[], BatchAction[]]>([
    ['QUEUED', ['RECOLLECT'], ['RETRY', 'ABANDON']],
    ['COMPLETED', ['RETRY', 'RECOLLECT', 'ABANDON'], []],
    ['REFUSED', ['RETRY', 'RECOLLECT', 'ABANDON'], []],
    ['ABANDONED', ['RETRY', 'RECOLLECT', 'ABANDON'], []],
  ])('%s refuses %j with the legal ones', async (state, actions, legal) => {
    const { id } = await batchIn(state);
    for (const action of actions) {
      await expect(act(action, id)).rejects.toMatchObject({
        code: 'ILLEGAL_BATCH_ACTION',
        details: { state, action, legalActions: legal },
      });
    }
    expect(await batches.byIds([id])).toMatchObject([{ state }]);
  });

  it('sends the same bytes again, and an acknowledged file stays acknowledged', async () => {
    const { id, fileName, sicProtocol } = await batchIn('ACKNOWLEDGED');
    await batches.retry(id, OLGA);
    await world.bridge().worker.runOnce();
    expect(await batches.byIds([id])).toMatchObject([{ state: 'ACKNOWLEDGED', fileName, sicProtocol, attempts: 2 }]);
    expect(await world.office.names('in')).toEqual([]);
  });

  it('gives each further attempt its own name and request id', async () => {
    const { id, requestId } = await batchIn('FAILED');
    for (const attempt of [1, 2]) {
      await batches.retry(id, OLGA);
      await world.bridge().worker.runOnce();
      const [file] = await world.office.takeUp();
      expect(file?.requestId).toBe(`${requestId}-R${attempt}`);
      await world.office.refuse(file!, 'SIC-001');
      await world.bridge().worker.runOnce();
    }
  });

  it.each(['', '   ', 'x'.repeat(201)])('refuses the reason %j', async (reason) => {
    const { id } = await batchIn('SENT');
    await expect(batches.abandon(id, { by: 'olga', reason })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'reason' },
    });
  });

  it.each(['no-uuid', '00000000-0000-7000-8000-000000000000'])('does not find %s', async (id) => {
    await expect(batches.retry(id, OLGA)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await batches.byIds([id])).toEqual([]);
  });
});

describe('R-17 limits', () => {
  const sending = { officeCode: ROMA, maximumRows: 100, minimumRows: 5, concurrentBatches: 3, dailyRows: 1_000 };
  const deadlines = { queuedMinutes: 60, acknowledgementMinutes: 90, outcomeMinutes: 1_440, incompleteMinutes: 5 };
  const noDeadlines = {
    ...{ queuedMinutes: null, acknowledgementMinutes: null, outcomeMinutes: null, incompleteMinutes: null },
  };
  const good = { ...sending, ...deadlines };

  it('are the defaults until they are set', async () => {
    expect(await batches.limits([MILANO, ROMA])).toEqual(
      [MILANO, ROMA].map((officeCode) => ({
        officeCode,
        maximumRows: 300,
        minimumRows: 1,
        concurrentBatches: 10,
        dailyRows: null,
        ...noDeadlines,
      })),
    );
    expect(await batches.setLimits(good)).toEqual(good);
    expect(await batches.limits([ROMA])).toEqual([good]);
    const unlimited = { ...good, dailyRows: null };
    await batches.setLimits(unlimited);
    expect(await batches.limits([ROMA])).toEqual([unlimited]);
    expect(await batches.setLimits(sending)).toEqual({ ...sending, ...noDeadlines });
  });

  it('out of bounds are refused and change nothing', async () => {
    await batches.setLimits(good);
    await expect(batches.setLimits({ ...good, minimumRows: 101 })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'minimumRows' },
    });
    for (const field of ['queuedMinutes', 'acknowledgementMinutes', 'outcomeMinutes', 'incompleteMinutes']) {
      for (const minutes of [0, -1, 1.5, 600_000]) {
        await expect(batches.setLimits({ ...good, [field]: minutes })).rejects.toMatchObject({ details: { field } });
      }
    }
    expect(await batches.limits([ROMA])).toEqual([good]);
  });
});

describe('reading', () => {
  it('lists page by page, newest first, by office, body and state', async () => {
    for (const [ipaCode, officeCode] of [
      ['c_h501', ROMA],
      ['c_f205', MILANO],
      ['c_h501', ROMA],
      ['c_a952', ROMA],
      ['c_h501', ROMA],
    ] as const) {
      await world.submit({ rows: 2, ipaCode, officeCode });
      await world.bridge({ mayCallMassivo: upTo(1) }).worker.runOnce();
      world.clock.advance(1_000);
    }
    const seen: MassivoBatch[] = [];
    for (let after: MassivoBatchCursor | undefined, more = true; more;) {
      const page = await batches.list({ officeCode: ROMA }, { first: 3, ...(after && { after }) });
      seen.push(...page.nodes);
      [after, more] = [page.nodes.at(-1), page.hasNextPage];
    }
    expect(seen.map(({ ipaCode }) => ipaCode)).toEqual(['c_h501', 'c_a952', 'c_h501', 'c_h501']);
    expect(seen.map(({ createdAt }) => createdAt.getTime())).toEqual(
      seen.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => b - a),
    );
    expect(await batches.count({})).toBe(5);
    expect(await batches.count({ officeCode: ROMA, ipaCode: 'c_h501' })).toBe(3);
    expect(await batches.count({ state: 'SENT' })).toBe(0);
    expect((await batches.list({ ipaCode: 'c_f205' }, { first: 100 })).nodes).toMatchObject([
      { officeCode: MILANO, rows: 2 },
    ]);
    expect(await batches.inFlight({ ipaCode: 'c_h501' })).toEqual({ batches: 3, submissions: 0, items: 6 });
  });

  it('R-25 counts FAILED batches as in flight, since their items are open', async () => {
    await batchIn('FAILED');
    await batchIn('REFUSED');
    expect(await batches.inFlight({})).toEqual({ batches: 1, submissions: 0, items: 2 });
  });
});
