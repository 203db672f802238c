/** @jest-environment node */
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pino from 'pino';
import { GuardedDropArea } from '../../../../legacy-adapter/massivo/isolation/guarded-drop-area.js';
import {
  isOfficeWide,
  OfficeBreaker,
  OfficeBreakers,
  type CircuitChange,
} from '../../../../legacy-adapter/massivo/isolation/office-breaker.js';
import { OfficeLanes } from '../../../../legacy-adapter/massivo/office-lanes.js';
import { DropAreaError } from '../../../../legacy-adapter/massivo/transport/drop-area.errors.js';
import type { DropAreaTrouble } from '../../../../legacy-adapter/massivo/transport/drop-area.port.js';
import { MemoryDropArea } from '../../../testkit/memory-drop-area.js';

const REST_MS = 1_000;
const never = new AbortController().signal;
const failing =
  (trouble: DropAreaTrouble = 'UNREACHABLE') =>
  (): Promise<never> =>
    Promise.reject(new DropAreaError(trouble));
const well = (): Promise<number> => Promise.resolve(1);
const outcomeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'well',
    (error: { trouble?: string }) => error.trouble ?? error,
  );
/** The breaker hears of an end a few microtasks after its caller. */
const heard = (): Promise<void> => turn(undefined);
const pass = (milliseconds: number): void => void jest.setSystemTime(Date.now() + milliseconds);

// Pauses are measured on the system's clock, which stands still here; nothing else is in a hurry.
beforeEach(() => {
  jest.useFakeTimers({
    now: 1_000_000,
    doNotFake: [
      ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
      ...(['nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
    ],
  });
});
afterEach(() => void jest.useRealTimers());

function newBreaker(some: { longestRestMs?: number; changes?: CircuitChange[] } = {}): OfficeBreaker {
  const { longestRestMs = 60_000, changes = [] } = some;
  const onChange = (change: CircuitChange): void => void changes.push(change);
  return new OfficeBreaker('PROC-H501', { counts: isOfficeWide, restMs: REST_MS, longestRestMs, onChange });
}

describe('the breaker of an office', () => {
  it('opens at the first failure, and then calls nothing', async () => {
    const changes: CircuitChange[] = [];
    const breaker = newBreaker({ changes });
    expect(await outcomeOf(breaker.call(failing('TIMED_OUT'), never))).toBe('TIMED_OUT');
    await heard();
    let called = false;
    const next = breaker.call(() => Promise.resolve((called = true)), never);
    expect([await outcomeOf(next), called, breaker.enter()]).toEqual(['TIMED_OUT', false, false]);
    expect(changes).toEqual([{ officeCode: 'PROC-H501', state: 'OPEN', trouble: 'TIMED_OUT' }]);
  });

  it.each(['TIMED_OUT', 'UNREACHABLE', 'MISSING', 'HOST_KEY_MISMATCH', 'KEY_REFUSED'] as const)(
    'counts %s against the office',
    async (trouble) => {
      const breaker = newBreaker();
      await outcomeOf(breaker.call(failing(trouble), never));
      await heard();
      expect(breaker.state).toBe('OPEN');
    },
  );

  it.each([
    ['a full disk, which stops one way only', new DropAreaError('FULL')],
    ['a read-only folder, likewise', new DropAreaError('READ_ONLY')],
    ['a file of that name', new DropAreaError('NAME_TAKEN')],
    ['what is not the drop area’s', new Error('the claim was revoked')],
  ])('does not count %s', async (_, error) => {
    const breaker = newBreaker();
    await outcomeOf(breaker.call(() => Promise.reject(error), never));
    await heard();
    expect(breaker.state).toBe('CLOSED');
  });

  it('counts a call that is deaf to its deadline, whose caller goes on waiting', async () => {
    const breaker = newBreaker();
    const deadline = new AbortController();
    let end = (): void => undefined;
    const call = breaker.call(() => new Promise<number>((resolve) => (end = () => resolve(7))), deadline.signal);
    deadline.abort();
    await heard();
    expect(breaker.state).toBe('OPEN');
    end();
    expect(await call).toBe(7);
  });

  it('is tried by one lane after its pause, and closes when that is well', async () => {
    const changes: CircuitChange[] = [];
    const breaker = newBreaker({ changes });
    await outcomeOf(breaker.call(failing(), never));
    await heard();
    pass(REST_MS - 1);
    expect(breaker.enter()).toBe(false);
    pass(1);
    expect([breaker.enter(), breaker.enter()]).toEqual([true, false]);
    let end = (): void => undefined;
    const probe = breaker.call(() => new Promise<void>((resolve) => (end = resolve)), never);
    expect([breaker.state, breaker.enter()]).toEqual(['HALF_OPEN', false]);
    end();
    await probe;
    await heard();
    expect([breaker.state, breaker.enter()]).toEqual(['CLOSED', true]);
    expect(changes.map(({ state }) => state)).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  it('is not tried while somebody still hangs inside', async () => {
    const breaker = newBreaker();
    expect(breaker.enter()).toBe(true);
    await outcomeOf(breaker.call(failing(), never));
    await heard();
    pass(REST_MS);
    expect(breaker.enter()).toBe(false);
    breaker.leave();
    expect(breaker.enter()).toBe(true);
  });

  it('pauses twice as long after each probe that fails, up to the longest pause', async () => {
    const breaker = newBreaker({ longestRestMs: 3 * REST_MS });
    for (const pause of [1, 2, 3, 3]) {
      await outcomeOf(breaker.call(failing(), never));
      await heard();
      pass(pause * REST_MS - 1);
      expect([pause, breaker.enter()]).toEqual([pause, false]);
      pass(1);
      expect([pause, breaker.enter()]).toEqual([pause, true]);
      breaker.leave();
    }
  });
});

describe('the drop area behind the breakers', () => {
  const office = 'PROC-H501';
  function guarded(): { inner: MemoryDropArea; breakers: OfficeBreakers; dropArea: GuardedDropArea } {
    const inner = new MemoryDropArea();
    const breakers = new OfficeBreakers({ counts: isOfficeWide, restMs: 10_000, longestRestMs: 10_000 });
    return { inner, breakers, dropArea: new GuardedDropArea(inner, breakers) };
  }
  const file = { officeCode: office, folder: 'ack', name: 'a.ack' } as const;
  const put = (dropArea: GuardedDropArea): Promise<unknown> =>
    dropArea.put({
      ...{ officeCode: office, name: 'MASSIVA_1.txt', signal: never },
      bytes: (async function* () {
        yield await Promise.resolve(Buffer.from('x'));
      })(),
      claim: { hold: (act) => act(), publish: (act) => act() },
    });
  const list = async (dropArea: GuardedDropArea): Promise<void> => {
    for await (const _ of dropArea.list(file, never)) void _;
  };

  it.each([
    ['put', put],
    ['list', list],
    ['open', (dropArea: GuardedDropArea) => dropArea.open(file, never)],
    ['take', (dropArea: GuardedDropArea) => dropArea.take(file, never)],
  ])('is spared both ways when %s fails, and no other office is', async (_, call) => {
    const { inner, breakers, dropArea } = guarded();
    inner.fault = failing();
    expect(await outcomeOf(call(dropArea))).toBe('UNREACHABLE');
    await heard();
    inner.fault = () => Promise.resolve();
    inner.calls.length = 0;
    for (const other of [put(dropArea), list(dropArea), dropArea.open(file, never), dropArea.take(file, never)]) {
      expect(await outcomeOf(other)).toBe('UNREACHABLE');
    }
    expect(inner.calls).toEqual([]);
    expect([breakers.of(office).state, breakers.of('PROC-F205').state]).toEqual(['OPEN', 'CLOSED']);
    expect(await outcomeOf(dropArea.open({ ...file, officeCode: 'PROC-F205' }, never))).toBe('well');
  });

  it('counts an office that hangs in the middle of a file', async () => {
    const { inner, breakers, dropArea } = guarded();
    const content = new PassThrough();
    content.write('the first half');
    inner.open = () => Promise.resolve(content);
    const deadline = new AbortController();
    await dropArea.open(file, deadline.signal);
    deadline.abort();
    await heard();
    expect(breakers.of(office).state).toBe('OPEN');
    content.destroy();
  });

  it('does not blame the office for a reader that stops reading', async () => {
    const { inner, breakers, dropArea } = guarded();
    inner.place(office, 'ack/a.ack', 'x'.repeat(1_000));
    (await dropArea.open(file, never))?.destroy();
    await heard();
    expect(breakers.of(office).state).toBe('CLOSED');
  });
});

describe('lanes that share the offices’ breakers', () => {
  const logger = pino({ level: 'silent' });
  const times = { patienceMs: 1_000, deadlineMs: 20, restMs: REST_MS, longestRestMs: REST_MS };
  function twoWays(send: () => Promise<number>, collect: () => Promise<number>) {
    const offices = new OfficeBreakers({ counts: isOfficeWide, restMs: REST_MS, longestRestMs: REST_MS });
    const guard = (work: () => Promise<number>) => (officeCode: string, signal: AbortSignal) =>
      offices.of(officeCode).call(work, signal);
    const lanes = { atOnce: 4, ...times, offices, logger };
    return {
      sending: new OfficeLanes({ ...lanes, task: 'sending', work: guard(send) }),
      collecting: new OfficeLanes({ ...lanes, task: 'collecting', work: guard(collect) }),
    };
  }

  it('do not collect where sending hangs, nor try it, until the hang has ended', async () => {
    let end = (): void => undefined;
    const { sending, collecting } = twoWays(() => new Promise((resolve) => (end = () => resolve(1))), well);
    await Promise.all(sending.start(['A', 'B']));
    await heard();
    pass(2 * REST_MS);
    expect([sending.start(['A']).length, collecting.start(['A']).length]).toEqual([0, 0]);
    end(); // of B, the last to be started
    await heard();
    expect(await Promise.all(collecting.start(['A', 'B']))).toEqual([1]);
    await collecting.settle();
  });

  it('go on collecting where only sending is stopped: a full disk', async () => {
    const { sending, collecting } = twoWays(failing('FULL'), well);
    await Promise.all(sending.start(['A']));
    await heard();
    expect([sending.start(['A']).length, await Promise.all(collecting.start(['A']))]).toEqual([0, [1]]);
    pass(REST_MS);
    expect(sending.start(['A'])).toHaveLength(1);
    await sending.settle();
  });
});
