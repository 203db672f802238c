import type {
  MassivoBatch,
  MassivoLimits,
  OfficeDeadlines,
} from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { DEFAULT_LIMITS } from '../../../../legacy-adapter/massivo/batches/massivo-limits.rules.js';
import type { MassivoBridge } from '../../../../legacy-adapter/massivo/massivo-bridge.js';
import { DropAreaError } from '../../../../legacy-adapter/massivo/transport/drop-area.errors.js';
import {
  createMassivoWorld,
  MILANO,
  ROMA,
  type BridgeOptions,
  type MassivoWorld,
} from '../../../testkit/massivo-world.js';
import { MemoryDropArea } from '../../../testkit/memory-drop-area.js';
import type { SentFile } from '../../../testkit/scripted-office.js';

let world: MassivoWorld;

beforeAll(async () => {
  world = await createMassivoWorld();
});
afterAll(() => world.drop());
beforeEach(() => world.reset());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const settings = {
  ...{ acknowledgementDeadlineMs: 4 * HOUR, outcomeDeadlineMs: 2 * DAY, incompleteDeadlineMs: 10 * MINUTE },
  queuedDeadlineMs: 3 * DAY,
};
const ACTING = { by: 'olga', reason: 'late' };

/** A worker without a past: what it knows is in the database. */
const worker = (some: BridgeOptions = {}): MassivoBridge => world.bridge({ settings, ...some });
const collect = (some?: BridgeOptions): Promise<unknown> => worker(some).worker.runOnce();

async function batchOf(requestId: string): Promise<MassivoBatch> {
  const [batch] = await worker().batches.ofRequests([requestId]);
  return batch!;
}

async function sent(rows = 3, ipaCode = 'c_h501'): Promise<{ id: string; requestId: string; file: SentFile }> {
  const { requestId } = await world.submit({ rows, ipaCode });
  await collect();
  const [file] = await world.office.takeUp();
  return { id: (await batchOf(requestId)).id, requestId, file: file! };
}

const overdue = async (id: string): Promise<object | null> => {
  const [found] = await worker().watch.overdue([id]);
  return found ? { kind: found.kind, since: found.since.toISOString(), escalation: found.escalation } : null;
};
const told = (): [string, number][] =>
  world.logged
    .map((line) => JSON.parse(line) as { msg: string; trouble: string; escalation: number })
    .filter(({ msg }) => msg.includes('overdue'))
    .map(({ trouble, escalation }) => [trouble, escalation]);
const at = (time: string): string => new Date(`2026-06-${time}+02:00`).toISOString();

describe('an office that is late', () => {
  it('with an acknowledgement is shown from the deadline on, and told again after twice and four times as long', async () => {
    const { id, file } = await sent();
    world.clock.advance(4 * HOUR - 1);
    await collect();
    expect([await overdue(id), told()]).toEqual([null, []]);
    const expected = { kind: 'NO_ACKNOWLEDGEMENT', since: at('10T16:00:00') };
    world.clock.advance(1);
    // Any number of looks by any number of workers: each step is told once.
    for (const [wait, escalation] of [
      [0, 1],
      [4 * HOUR, 2],
      [4 * HOUR, 2],
      [4 * HOUR, 3],
      [9 * DAY, 3],
    ] as const) {
      world.clock.advance(wait);
      await Promise.all([collect(), collect()]);
      expect(await overdue(id)).toEqual({ ...expected, escalation });
    }
    expect(told()).toEqual([1, 2, 3].map((escalation) => ['NO_ACKNOWLEDGEMENT', escalation]));
    await world.office.acknowledge(file);
    await collect();
    expect(await overdue(id)).toBeNull();
  });

  it('with an outcome is shown from the acknowledgement on, or from when the file was sent again', async () => {
    const { id, file } = await sent();
    world.clock.advance(HOUR);
    await world.office.acknowledge(file);
    await collect();
    world.clock.advance(2 * DAY);
    await collect();
    expect(await overdue(id)).toEqual({ kind: 'NO_OUTCOME', since: at('12T13:00:00'), escalation: 1 });
    await worker().batches.retry(id, ACTING);
    await collect();
    expect(await overdue(id)).toBeNull();
    world.clock.advance(2 * DAY);
    await collect();
    expect(await overdue(id)).toEqual({ kind: 'NO_OUTCOME', since: at('14T13:00:00'), escalation: 1 });
  });

  it('with the rest of an answer is shown even if every look was by another worker', async () => {
    const { id, requestId, file } = await sent();
    world.clock.advance(HOUR);
    await world.office.complete(file, { keep: 0.6 });
    await collect();
    expect([await overdue(id), (await batchOf(requestId)).lastError]).toEqual([null, null]);
    world.clock.advance(10 * MINUTE);
    await collect();
    expect(await overdue(id)).toEqual({ kind: 'INCOMPLETE_ANSWER', since: at('10T13:10:00'), escalation: 1 });
    expect((await batchOf(requestId)).lastError).toMatch(/^OUTCOME_INCOMPLETE/);
    await world.office.complete(file);
    await collect();
    expect([await overdue(id), (await batchOf(requestId)).state]).toEqual([null, 'COMPLETED']);
    expect(await world.database.rows('SELECT 1 FROM legacy.massivo_answer_watch')).toEqual([]);
  });

  it('with an answer that it has taken away again is late with all of it', async () => {
    const { id, file } = await sent();
    await world.office.acknowledge(file);
    await world.office.complete(file, { files: ['outcome'] });
    await collect();
    const name = file.name.replace('MASSIVA_', 'ESITI_');
    await world.office.remove('out', name);
    await collect();
    world.clock.advance(HOUR);
    expect(await overdue(id)).toBeNull();
    world.clock.advance(2 * DAY);
    expect(await overdue(id)).toMatchObject({ kind: 'NO_OUTCOME' });
  });

  it('is found by the filter, and counted by office and kind', async () => {
    const late = await sent();
    world.clock.advance(4 * HOUR);
    const { requestId } = await world.submit({ rows: 1, officeCode: MILANO });
    await collect({ dropArea: new MemoryDropArea() });
    const { batches, watch } = worker();
    const ids = async (isOverdue: boolean): Promise<string[]> =>
      (await batches.list({ overdue: isOverdue }, { first: 10 })).nodes.map(({ id }) => id);
    expect([await ids(true), await ids(false)]).toEqual([[late.id], [(await batchOf(requestId)).id]]);
    expect(await batches.count({ overdue: true, officeCode: ROMA, state: 'SENT' })).toBe(1);
    expect(await batches.count({ overdue: true, officeCode: MILANO })).toBe(0);
    expect((await watch.figures()).overdue).toEqual([{ officeCode: ROMA, kind: 'NO_ACKNOWLEDGEMENT', batches: 1 }]);
  });

  it('R-20 is not told once massivo is closed', async () => {
    const { id } = await sent();
    world.clock.advance(4 * HOUR);
    await collect({ mayCallMassivo: () => Promise.resolve(false) });
    expect(told()).toEqual([]);
    await collect();
    expect([told(), await overdue(id)]).toMatchObject([[['NO_ACKNOWLEDGEMENT', 1]], { escalation: 1 }]);
  });
});

describe('R-17 deadlines of an office', () => {
  const set = (minutes: Partial<OfficeDeadlines>, dailyRows: number | null = null): Promise<unknown> =>
    worker().batches.setLimits({ ...DEFAULT_LIMITS, officeCode: ROMA, dailyRows, ...minutes });

  it('hold instead of the usual ones, from when they are set, and no longer than until they are taken away', async () => {
    const { id, file } = await sent();
    world.clock.advance(HOUR);
    expect(await overdue(id)).toBeNull();
    await set({ acknowledgementMinutes: 15 });
    expect(await overdue(id)).toEqual({ kind: 'NO_ACKNOWLEDGEMENT', since: at('10T12:15:00'), escalation: 3 });
    expect(await worker().batches.count({ overdue: true })).toBe(1);
    await set({});
    expect(await overdue(id)).toBeNull();
    await world.office.acknowledge(file);
    await set({ outcomeMinutes: 60 });
    await collect();
    world.clock.advance(HOUR);
    expect(await overdue(id)).toEqual({ kind: 'NO_OUTCOME', since: at('10T14:00:00'), escalation: 1 });
  });

  it('hold for the rest of an answer too', async () => {
    const { id, requestId, file } = await sent();
    await set({ incompleteMinutes: 30 });
    await world.office.complete(file, { keep: 0.6 });
    await collect();
    world.clock.advance(29 * MINUTE);
    await collect();
    expect([await overdue(id), (await batchOf(requestId)).lastError]).toEqual([null, null]);
    world.clock.advance(MINUTE);
    await collect();
    expect(await overdue(id)).toMatchObject({ kind: 'INCOMPLETE_ANSWER' });
    expect((await batchOf(requestId)).lastError).toMatch(/^OUTCOME_INCOMPLETE/);
  });

  it('are those of that office alone', async () => {
    const { requestId } = await world.submit({ rows: 1, officeCode: MILANO });
    await collect({ dropArea: new MemoryDropArea() });
    await set({ acknowledgementMinutes: 1 });
    world.clock.advance(HOUR);
    expect(await overdue((await batchOf(requestId)).id)).toBeNull();
  });
});

describe('R-17 a file that cannot be sent', () => {
  const set = (some: Partial<MassivoLimits>): Promise<unknown> =>
    worker().batches.setLimits({ ...DEFAULT_LIMITS, officeCode: ROMA, ...some });

  async function waiting(some: BridgeOptions = {}): Promise<{ id: string; requestId: string }> {
    const { requestId } = await world.submit({ rows: 3 });
    await collect(some);
    const { id, state } = await batchOf(requestId);
    expect(state).toBe('QUEUED');
    return { id, requestId };
  }
  const away = (): BridgeOptions => {
    const dropArea = new MemoryDropArea();
    dropArea.fault = () => Promise.reject(new DropAreaError('UNREACHABLE'));
    return { dropArea };
  };

  it('is overdue from the deadline on, told as a file, and no more once it is sent', async () => {
    const { id } = await waiting(away());
    world.clock.advance(3 * DAY - 1);
    await collect(away());
    expect(await overdue(id)).toBeNull();
    world.clock.advance(1);
    await Promise.all([collect(away()), collect(away())]);
    expect(await overdue(id)).toEqual({ kind: 'NOT_SENT', since: at('13T12:00:00'), escalation: 1 });
    expect(told()).toEqual([['NOT_SENT', 1]]);
    expect(world.logged.filter((line) => line.includes('massivo file overdue'))).toHaveLength(1);
    expect((await worker().watch.figures()).overdue).toEqual([{ officeCode: ROMA, kind: 'NOT_SENT', batches: 1 }]);
    world.clock.advance(MINUTE);
    await collect();
    expect(await overdue(id)).toBeNull();
  });

  it('is overdue too where the office has as many files as it takes and answers none of them', async () => {
    await set({ concurrentBatches: 1 });
    await sent();
    const { id } = await waiting();
    world.clock.advance(3 * DAY);
    expect(await overdue(id)).toMatchObject({ kind: 'NOT_SENT' });
  });

  it('is not overdue as long as the daily quota of the office holds it back, and its time counts from the morning', async () => {
    await set({ dailyRows: 3, queuedMinutes: 60 });
    await sent(3);
    const { id } = await waiting();
    world.clock.advance(11 * HOUR);
    expect(await overdue(id)).toBeNull();
    // The next day begins, and there is room; from then on it ought to be sent.
    world.clock.advance(2 * HOUR - 1);
    expect(await overdue(id)).toBeNull();
    world.clock.advance(1);
    expect(await overdue(id)).toEqual({ kind: 'NOT_SENT', since: at('11T01:00:00'), escalation: 1 });
  });

  it('waits anew when an operator has it sent again', async () => {
    const { id } = await sent();
    world.clock.advance(2 * DAY);
    await worker().batches.retry(id, ACTING);
    await collect(away());
    world.clock.advance(2 * DAY);
    expect(await overdue(id)).toBeNull();
    world.clock.advance(DAY);
    expect(await overdue(id)).toMatchObject({ kind: 'NOT_SENT', since: at('15T12:00:00') });
  });
});

describe('R-25 the late outcome of an abandoned batch', () => {
  const LATE = { ...settings, lateLookMs: 10 * MINUTE, lateOutcomeMs: 30 * DAY };
  const look = (some: BridgeOptions = {}): Promise<unknown> => collect({ settings: LATE, ...some });
  const endsOf = async (requestId: string): Promise<string[]> =>
    [...(await world.items.ends(requestId)).values()].map(({ status }) => status);

  async function abandoned(): Promise<{ id: string; requestId: string; file: SentFile }> {
    const batch = await sent(2);
    await worker().batches.abandon(batch.id, ACTING);
    return batch;
  }

  it('is looked for with nothing else awaited, kept apart, reported and never issued', async () => {
    const { requestId, file } = await abandoned();
    await look();
    world.clock.advance(3 * DAY);
    await world.office.complete(file);
    await look();
    expect(await batchOf(requestId)).toMatchObject({ state: 'ABANDONED', lastError: 'LATE_OUTCOME; late' });
    expect(await endsOf(requestId)).toEqual(['ABANDONED', 'ABANDONED']);
    expect([await world.office.names('out'), (await world.office.names('out', 'done')).length]).toEqual([[], 2]);
    expect(world.logged.filter((line) => line.includes('late massivo answer kept apart'))).toHaveLength(2);
  });

  it('costs one look in ten minutes, and none after thirty days', async () => {
    const { requestId, file } = await abandoned();
    const dropArea = new MemoryDropArea();
    const looks = async (rounds: number): Promise<number> => {
      dropArea.calls.length = 0;
      for (let round = 0; round < rounds; round += 1) await look({ dropArea });
      return dropArea.calls.filter((call) => call === `list ${ROMA}`).length / 3;
    };
    expect(await looks(5)).toBe(1);
    world.clock.advance(10 * MINUTE);
    expect(await looks(5)).toBe(1);
    world.clock.advance(30 * DAY);
    expect(await looks(5)).toBe(1);
    world.clock.advance(DAY);
    expect(await looks(5)).toBe(0);
    await world.office.complete(file);
    await look();
    expect((await batchOf(requestId)).lastError).toBe('late');
  });

  it('is not looked for of a file that never reached the office', async () => {
    const { requestId } = await world.submit({ rows: 2 });
    await collect({ dropArea: new MemoryDropArea(), settings: { ...settings, stepsAtOffice: 0 } });
    await worker().batches.abandon((await batchOf(requestId)).id, ACTING);
    const dropArea = new MemoryDropArea();
    await look({ dropArea });
    expect(dropArea.calls).toEqual([]);
  });

  it.each([
    ['everywhere', '', ''],
    ['at the office', ROMA, ''],
    ['for the body', '', 'c_h501'],
  ])('R-20 is not looked for where massivo is closed %s', async (_, officeCode, ipaCode) => {
    await abandoned();
    await world.database.query(
      `INSERT INTO legacy.transition_flag (office_code, ipa_code, state, since) VALUES ($1, $2, 'CLOSED', $3)`,
      [officeCode, ipaCode, world.clock.now()],
    );
    const dropArea = new MemoryDropArea();
    await look({ dropArea });
    expect(dropArea.calls).toEqual([]);
    await world.database.query(`UPDATE legacy.transition_flag SET state = 'OPEN'`);
    await look({ dropArea });
    expect(dropArea.calls).toHaveLength(3);
  });
});
