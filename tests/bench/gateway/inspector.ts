import { readFile } from 'node:fs/promises';
import { WebSocket } from 'undici';
import type { CpuProfile } from './profile-areas.js';

/** What node is started with, so that it can be profiled; it tells where on standard error. */
export const INSPECTED = '--inspect=127.0.0.1:0';

const SAMPLING_MICROSECONDS = 200;

/** Asks V8's inspector of another process. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (id !== undefined) this.#waiting.get(id)?.(result);
    });
  }

  /** @param log what the process wrote to standard error: the address comes before anything else. */
  static async connect(log: string): Promise<Inspector> {
    const url = /ws:\S+/.exec(await readFile(log, 'utf8'))?.[0];
    if (url === undefined) throw new Error('the gateway has no inspector');
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const inspector = new Inspector(socket);
    await inspector.#ask('Profiler.enable');
    await inspector.#ask('Profiler.setSamplingInterval', { interval: SAMPLING_MICROSECONDS });
    return inspector;
  }

  /** What the main thread of the process does while `work` is under way. */
  async profile<Result>(work: () => Promise<Result>): Promise<{ profile: CpuProfile; result: Result }> {
    await this.#ask('Profiler.start');
    const result = await work();
    const { profile } = (await this.#ask('Profiler.stop')) as { profile: CpuProfile };
    return { profile, result };
  }

  close(): void {
    this.#socket.close();
  }

  #ask(method: string, params: object = {}): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}
