/** @jest-environment node */
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pino from 'pino';
import { OfficeLanes, type OfficeLanesOptions } from '../../../../legacy-adapter/massivo/office-lanes.js';
import { WorkLoop } from '../../../../legacy-adapter/massivo/work-loop.js';
import { DropAreaError } from '../../../../legacy-adapter/massivo/transport/drop-area.errors.js';

const logger = pino({ level: 'silent' });

function lanes(work: OfficeLanesOptions['work'], some: Partial<OfficeLanesOptions> = {}): OfficeLanes {
  const times = { patienceMs: 1_000, deadlineMs: 5_000, restMs: 50, longestRestMs: 200 };
  return new OfficeLanes({ task: 'test', work, atOnce: 2, ...times, logger, ...some });
}

const TIMERS = ['setTimeout', 'clearTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'performance'] as const;

const hang = (): Promise<number> => new Promise(() => undefined);

describe('office lanes', () => {
  it('work for a bounded number of offices at a time, one lane each', async () => {
    const working: string[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const pool = lanes(async (office) => {
      working.push(office);
      await ended;
      return 1;
    });
    const first = pool.start(['A', 'B', 'C']);
    expect([first.length, pool.start(['A', 'B', 'C']).length]).toEqual([2, 0]);
    end();
    expect(await Promise.all(first)).toEqual([1, 1]);
    await Promise.all(pool.start(['A', 'B', 'C']));
    expect(working.slice(0, 3)).toEqual(['A', 'B', 'C']);
  });

  it('begin with the office that was served longest ago', async () => {
    const served: string[] = [];
    const pool = lanes((office) => Promise.resolve(served.push(office)), { atOnce: 1 });
    for (let turn = 0; turn < 6; turn += 1) await Promise.all(pool.start(['A', 'B', 'C']));
    expect(served).toEqual(['A', 'B', 'C', 'A', 'B', 'C']);
  });

  it('do not wait for an office that hangs, and do not call it again', async () => {
    const calls: string[] = [];
    const pool = lanes(
      (office) => {
        calls.push(office);
        return office === 'A' ? hang() : Promise.resolve(1);
      },
      { atOnce: 1, patienceMs: 20, deadlineMs: 60, restMs: 0 },
    );
    const [hanging] = pool.start(['A']);
    expect(pool.start(['B'])).toHaveLength(0);
    await sleep(30);
    expect(await Promise.all(pool.start(['B']))).toEqual([1]);
    expect(await hanging).toBe(0);
    await pool.settle();
    pool.start(['A']);
    expect(calls).toEqual(['A', 'B']);
  });

  it('tell the work when its time is over', async () => {
    const pool = lanes(
      (_office, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(7))),
      {
        deadlineMs: 20,
      },
    );
    const [late] = pool.start(['A']);
    expect(await late).toBe(0);
  });

  it('let an office that fails rest, longer each time, and forget it when it is well', async () => {
    // Rests are measured on the system's clock, which stands still here.
    jest.useFakeTimers({ now: 1_000_000, doNotFake: [...TIMERS] });
    const pass = (milliseconds: number): void => void jest.setSystemTime(Date.now() + milliseconds);
    let isWell = false;
    let calls = 0;
    const pool = lanes(() => {
      calls += 1;
      return isWell ? Promise.resolve(1) : Promise.reject(new DropAreaError('UNREACHABLE'));
    });
    await Promise.all(pool.start(['A']));
    expect(pool.start(['A'])).toHaveLength(0);
    pass(50);
    await Promise.all(pool.start(['A']));
    pass(50);
    expect(pool.start(['A'])).toHaveLength(0);
    pass(50);
    isWell = true;
    await Promise.all(pool.start(['A']));
    await Promise.all(pool.start(['A']));
    expect(calls).toBe(4);
    jest.useRealTimers();
  });
});

describe('the work loop', () => {
  it('goes on after a failure, pauses, and is woken out of the pause', async () => {
    let rounds = 0;
    const loop = new WorkLoop({
      ...{ name: 'test', pollMs: 60_000, idlePollMs: 60_000, logger },
      round: () => ((rounds += 1) === 1 ? Promise.reject(new Error('failed')) : Promise.resolve(true)),
    });
    loop.start();
    for (const expected of [1, 2, 3]) {
      while (rounds < expected) await sleep(1);
      loop.wake();
    }
    await loop.stop();
    expect(rounds).toBeGreaterThanOrEqual(3);
    const stopped = rounds;
    loop.wake();
    await sleep(10);
    expect(rounds).toBe(stopped);
  });
});
