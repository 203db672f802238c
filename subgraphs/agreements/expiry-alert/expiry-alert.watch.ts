import { today, type Clock } from '../../../schema/kernel/clock.js';
import type { ExpiryAlertStore } from './expiry-alert.store.js';

export interface ExpiryAlertWatchOptions {
  clock: Clock;
  alerts: ExpiryAlertStore;
  onError: (error: unknown) => void;
}

/** Alerts fall due at midnight in Rome; they are raised within ten minutes of it. */
const INTERVAL_MS = 10 * 60_000;

/** Raises the alerts of agreements that end. Runs in the worker, and nothing else raises any. */
export class ExpiryAlertWatch {
  readonly #options: ExpiryAlertWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ExpiryAlertWatchOptions) {
    this.#options = options;
  }

  /** Raises what is due now. @returns how many. */
  runOnce(): Promise<number> {
    const { clock, alerts } = this.#options;
    return alerts.raise({ day: today(clock), at: clock.now() });
  }

  /** Looks at once, because the process may have been down at midnight, and then again and again. */
  start(): void {
    this.#look();
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS);
    this.#timer.unref();
  }

  /** Settles when the look under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #look(): void {
    this.#running = this.#running.then(() => this.runOnce()).then(() => undefined, this.#options.onError);
  }
}
