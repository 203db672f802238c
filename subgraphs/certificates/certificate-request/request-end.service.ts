import type { Database } from '../../../schema/kernel/database.js';
import { markEndedRequests } from './request-end.store.js';

/** A statement reads the counts of so many requests: 0.26 s when all have ended, on a busy machine. */
const REQUESTS_A_STATEMENT = 500;

/** Marks requests whose items are all at an end, so that lists of open ones pass them by. Runs in the worker. */
export class RequestEnds {
  constructor(private readonly parts: { database: Database; pageSize?: number }) {}

  /** Looks at every open request once. @returns how many were marked. */
  async run(signal?: AbortSignal): Promise<number> {
    const { database, pageSize: limit = REQUESTS_A_STATEMENT } = this.parts;
    let marked = 0;
    for (let afterId: string | null = null; !signal?.aborted;) {
      const page = await markEndedRequests(database, { afterId, limit });
      marked += page.marked;
      if (page.lastId === null) break;
      afterId = page.lastId;
    }
    return marked;
  }
}
