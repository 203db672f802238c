import { today, type Clock } from '../../../schema/kernel/clock.js';
import { RepeatedJob } from '../../shared/repeated-job.js';
import type { ExpiryAlertStore } from './expiry-alert.store.js';

export interface ExpiryAlertWatchOptions {
  clock: Clock;
  alerts: ExpiryAlertStore;
  onError: (error: unknown) => void;
}

/** Alerts fall due at midnight in Rome; they are raised within ten minutes of it. */
const PAUSE_MS = 10 * 60_000;

/** Raises the alerts of agreements that end. Runs in the worker, and nothing else raises any. */
export class ExpiryAlertWatch {
  readonly #options: ExpiryAlertWatchOptions;
  readonly #job: RepeatedJob;

  constructor(options: ExpiryAlertWatchOptions) {
    this.#options = options;
    const { onError } = options;
    this.#job = new RepeatedJob({ run: async () => void (await this.runOnce()), pauseMs: PAUSE_MS, onError });
  }

  /** Raises what is due now. @returns how many. */
  runOnce(): Promise<number> {
    const { clock, alerts } = this.#options;
    return alerts.raise({ day: today(clock), at: clock.now() });
  }

  /** Looks at once, because the process may have been down at midnight, and then again and again. */
  start(): void {
    this.#job.start();
  }

  /** Settles when the look under way has ended. */
  stop(): Promise<void> {
    return this.#job.stop();
  }
}
