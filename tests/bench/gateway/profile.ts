import { readFile } from 'node:fs/promises';
import { WebSocket } from 'undici';
import type { RunningWorld } from './bench-world.js';
import { areaShares, topFunctions, type CpuProfile } from './profile-areas.js';
import { QUESTIONS, type QuestionName } from './questions.js';
import { RunningVariant } from './running-variant.js';
import { startOf } from './variants.js';

export interface ProfileOptions {
  world: RunningWorld;
  questions: readonly QuestionName[];
  concurrency: number;
  /** Of each question, while it is profiled; a third of them before. */
  requests: Readonly<Record<QuestionName, number>>;
}

/** Prints where our gateway's CPU goes, question by question: by area, and the functions that take most themselves. */
export async function profileOurs({ world, questions, concurrency, requests }: ProfileOptions): Promise<void> {
  const start = startOf('ours', world);
  const ours = await RunningVariant.start({
    start: { ...start, args: ['--inspect=127.0.0.1:0', ...start.args] },
    headers: { authorization: world.identity.authorization },
    ...{ concurrency, exact: true },
  });
  const inspector = await Inspector.connect(await inspectorUrl(start.log ?? ''));
  try {
    for (const name of questions) {
      const question = QUESTIONS[name];
      await ours.verify(question, world.answers.get(question) ?? []);
      await ours.round(question, Math.ceil(requests[name] / 3));
      await inspector.ask('Profiler.start');
      const { cpu } = await ours.round(question, requests[name]);
      const { profile } = (await inspector.ask('Profiler.stop')) as { profile: CpuProfile };
      process.stdout.write(`\n${name}: ${cpu.toFixed(3)} ms of CPU a request, profiled\n`);
      for (const [area, share] of areaShares(profile)) process.stdout.write(`${percent(share)}  ${area}\n`);
      for (const { share, name: top } of topFunctions(profile)) process.stdout.write(`  ${percent(share)}  ${top}\n`);
    }
  } finally {
    inspector.close();
    await ours.stop();
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(7);

/** Node says it on standard error, before anything else. */
async function inspectorUrl(log: string): Promise<string> {
  const url = /ws:\S+/.exec(await readFile(log, 'utf8'))?.[0];
  if (url === undefined) throw new Error('the gateway has no inspector');
  return url;
}

/** Asks V8's inspector of another process. */
class Inspector {
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

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const inspector = new Inspector(socket);
    await inspector.ask('Profiler.enable');
    await inspector.ask('Profiler.setSamplingInterval', { interval: 200 });
    return inspector;
  }

  ask(method: string, params: object = {}): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  close(): void {
    this.#socket.close();
  }
}
