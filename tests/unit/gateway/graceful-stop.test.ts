import { EventEmitter, once } from 'node:events';
import { stopOnSignals } from '../../../gateway/graceful-stop.js';
import { createLogger } from '../../../gateway/telemetry/logger.js';

const logger = createLogger({ level: 'silent', process: 'test' });

interface FakeProcess extends EventEmitter {
  exit(code: number): never;
  ended: Promise<unknown[]>;
  env: Record<string, string>;
  ppid: number;
}

function fakeProcess(env: Record<string, string> = {}): FakeProcess {
  const host = new EventEmitter();
  const ended = once(host, 'ended');
  return Object.assign(host, { exit: (code: number) => host.emit('ended', code) as never, ended, env, ppid: 42 });
}

describe('stopping', () => {
  it.each(['SIGINT', 'SIGTERM'])('on %s closes everything once and ends with 0', async (signal) => {
    const host = fakeProcess();
    let closed = 0;
    stopOnSignals({ logger, host: host as never, stop: () => Promise.resolve(void (closed += 1)) });
    host.emit(signal, signal);
    host.emit(signal, signal); // npm passes on what the terminal has sent already

    expect(await host.ended).toEqual([0]);
    expect(closed).toBe(1);
  });

  it('stops when the npm that has started it was killed', async () => {
    const host = fakeProcess({ npm_lifecycle_event: 'start' });
    let closed = 0;
    stopOnSignals({ logger, host: host as never, stop: () => Promise.resolve(void (closed += 1)) });
    const waiting = setInterval(() => undefined, 1_000); // what is watched must not keep a process alive by itself
    host.ppid = 1;

    expect(await host.ended).toEqual([0]);
    expect(closed).toBe(1);
    clearInterval(waiting);
  });

  it('ends with 1 when something would not close', async () => {
    const host = fakeProcess();
    stopOnSignals({ logger, host: host as never, stop: () => Promise.reject(new Error('x')) });
    host.emit('SIGTERM', 'SIGTERM');

    expect(await host.ended).toEqual([1]);
  });

  it('ends with 1 when closing takes too long', async () => {
    const host = fakeProcess();
    stopOnSignals({ logger, host: host as never, stop: () => new Promise(() => undefined), deadlineMs: 10 });
    host.emit('SIGTERM', 'SIGTERM');

    expect(await host.ended).toEqual([1]);
  });
});
