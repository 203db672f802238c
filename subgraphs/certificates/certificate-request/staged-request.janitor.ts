import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { discardStaged, forgottenStagedRequests } from './request-staging.store.js';

/** No upload takes longer; what is staged and older was left behind by a process that died before deciding. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;
const INTERVAL_MS = 10 * 60_000;

/** Removes staged requests that nobody will decide any more. Runs in the worker. */
export class StagedRequestJanitor {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: { database: Database; clock: Clock; onError: (error: unknown) => void }) {}

  /** @returns how many were removed. */
  async runOnce(): Promise<number> {
    const { database, clock } = this.deps;
    const forgotten = await forgottenStagedRequests(database, new Date(clock.now().getTime() - FORGOTTEN_AFTER_MS));
    for (const requestId of forgotten) await discardStaged(database, requestId);
    return forgotten.length;
  }

  start(): void {
    this.#timer = setInterval(() => void this.runOnce().catch(this.deps.onError), INTERVAL_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
