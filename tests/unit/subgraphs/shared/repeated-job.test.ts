import { setImmediate as turn } from 'node:timers/promises';
import { RepeatedJob } from '../../../../subgraphs/shared/repeated-job.js';

describe('work that is repeated', () => {
  it('is done at once, again after each pause, and goes on after a run that failed', async () => {
    const failures: unknown[] = [];
    let runs = 0;
    const third = new Promise<void>((resolve) => {
      const job = new RepeatedJob({
        pauseMs: 1,
        onError: (error) => failures.push(error),
        run: async () => {
          runs += 1;
          if (runs === 2) throw new Error('once');
          if (runs === 3) void job.stop().then(resolve);
        },
      });
      job.start();
    });
    await third;
    expect(runs).toBe(3);
    expect(failures).toEqual([new Error('once')]);
  });

  it('is never done twice at a time, and stopping waits for the run and tells it', async () => {
    let end = (): void => undefined;
    let told = false;
    let runs = 0;
    const job = new RepeatedJob({
      pauseMs: 0,
      onError: () => undefined,
      run: (signal) => {
        runs += 1;
        signal.addEventListener('abort', () => (told = true));
        return new Promise((resolve) => (end = resolve));
      },
    });
    job.start();
    await turn();
    let stopped = false;
    const stopping = job.stop().then(() => (stopped = true));
    await turn();
    expect({ runs, told, stopped }).toEqual({ runs: 1, told: true, stopped: false });
    end();
    await stopping;
    expect(runs).toBe(1);
  });

  it('can be stopped before it was started, and while it pauses', async () => {
    let runs = 0;
    const job = new RepeatedJob({ pauseMs: 600_000, onError: () => undefined, run: async () => void (runs += 1) });
    await job.stop();
    job.start();
    await turn();
    await job.stop();
    expect(runs).toBe(1);
  });
});
