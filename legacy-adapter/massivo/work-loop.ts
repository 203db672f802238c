import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

export interface WorkLoopOptions {
  name: string;
  /** One look at what there is to do; whether there was anything. */
  round: () => Promise<boolean>;
  /** Pause after a round with work, doubled after each without up to `idlePollMs`. */
  pollMs: number;
  idlePollMs: number;
  logger: Logger;
}

/** Looks for work again and again, less often when there is none, at once when it is woken. */
export class WorkLoop {
  readonly #options: WorkLoopOptions;
  #wakeUp = new AbortController();
  #stopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: WorkLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopping = false;
    this.#running = this.#run();
  }

  /** There may be work: the pause ends now. */
  wake(): void {
    this.#wakeUp.abort();
  }

  /** Settles when the round under way has ended; no further one begins. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { pollMs, idlePollMs } = this.#options;
    let pauseMs = pollMs;
    while (!this.#stopping) {
      this.#wakeUp = new AbortController();
      const worked = await this.#round();
      pauseMs = worked ? pollMs : Math.min(pauseMs * 2, idlePollMs);
      if (this.#stopping) return;
      await sleep(pauseMs, undefined, { signal: this.#wakeUp.signal }).catch(() => undefined);
    }
  }

  async #round(): Promise<boolean> {
    try {
      return await this.#options.round();
    } catch (error) {
      this.#options.logger.error({ err: error }, `${this.#options.name} failed`);
      return false;
    }
  }
}
