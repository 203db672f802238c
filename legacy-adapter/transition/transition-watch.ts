import type { Logger } from 'pino';
import type { Database } from '../../schema/kernel/database.js';
import { TRANSITION_CHANNEL } from './transition-change.store.js';
import type { TransitionView } from './transition.type.js';

export interface TransitionWatchDependencies {
  database: Database;
  logger: Logger;
  /** What holds now. */
  present: () => Promise<TransitionView>;
  /** Told of every news, after it has been read. */
  onNews?: () => Promise<void>;
}

/** Who missed the news, or was not told because only the clock has moved, sees it after so long. */
const POLL_MS = 5_000;

/**
 * The flag as an instance shows it and measures it: read again at each NOTIFY of a change (a few milliseconds after its
 * commit) and every five seconds. Decisions never rest on it.
 */
export class TransitionWatch {
  readonly #parts: TransitionWatchDependencies;
  #seen: TransitionView | null = null;
  #reading: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;
  #unlisten: () => Promise<void> = () => Promise.resolve();
  #stopped = false;

  constructor(parts: TransitionWatchDependencies) {
    this.#parts = parts;
  }

  /** What was read last; `null` before the first reading, and while the store cannot be reached. */
  current(): TransitionView | null {
    return this.#seen;
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#parts.database.listen(TRANSITION_CHANNEL, () => void this.#read());
    await this.#read();
    this.#timer = setInterval(() => void this.#read(), POLL_MS).unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#unlisten();
    await this.#reading;
  }

  /** News that come while it is being read are read once more: what is being read may be older. */
  #read(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    if (this.#reading) this.#again = true;
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = null;
      if (!this.#again) return;
      this.#again = false;
      void this.#read();
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    const { present, onNews, logger } = this.#parts;
    const told = (what: string) => (error: unknown) => {
      logger.warn({ error: error instanceof Error ? error.name : typeof error }, what);
      return null;
    };
    this.#seen = await present().catch(told('the flag cannot be read for display'));
    if (this.#seen) await onNews?.().catch(told('the head of the log cannot be compared with the one remembered'));
  }
}
