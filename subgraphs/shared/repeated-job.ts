import { setTimeout as sleep } from 'node:timers/promises';

export interface RepeatedJobOptions {
  /** One run; it looks at the signal between its steps. */
  run: (signal: AbortSignal) => Promise<void>;
  /** From the end of a run to the next, in milliseconds. */
  pauseMs: number;
  /** Told of a run that failed; the next one is made all the same. */
  onError: (error: unknown) => void;
}

/** Work that is done again and again in the worker: at once, then after each pause; never twice at a time. */
export class RepeatedJob {
  readonly #options: RepeatedJobOptions;
  #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: RepeatedJobOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopping = new AbortController();
    this.#running = this.#repeat(this.#stopping.signal);
  }

  /** Lets the step that is under way end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #repeat(signal: AbortSignal): Promise<void> {
    const { run, pauseMs, onError } = this.#options;
    while (!signal.aborted) {
      await run(signal).catch(onError);
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined); // stopped
    }
  }
}
