import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { discardStaged, forgottenStagedRequests } from './request-staging.store.js';

/** No upload takes longer; what is staged and older was left behind by a process that died before deciding. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;

/** Removes staged requests that nobody will decide any more. Runs in the worker. */
export class StagedRequestJanitor {
  constructor(private readonly deps: { database: Database; clock: Clock }) {}

  /** @returns how many were removed. */
  async runOnce(): Promise<number> {
    const { database, clock } = this.deps;
    const forgotten = await forgottenStagedRequests(database, new Date(clock.now().getTime() - FORGOTTEN_AFTER_MS));
    for (const requestId of forgotten) await discardStaged(database, requestId);
    return forgotten.length;
  }
}
