import type { Logger } from 'pino';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { newId } from '../../../schema/kernel/identity.js';
import { requestFileName } from '../records/file-names.js';
import { fileRequestIds, isAnswerable, mayClash, planParts } from './batch-plan.rules.js';
import {
  insertBatches,
  isRequestIdTaken,
  readTurns,
  takeFileNumbers,
  takeUnplanned,
  type NewBatch,
  type UnplannedSubmission,
} from './batch-plan.store.js';
import { readOfficeLimits } from './massivo-limits.store.js';

/** Requests planned before others get a look in. */
const PLANNED_AT_A_TIME = 50;
/** Requests that could not be planned and are left alone until the next start, so that they hold up nobody. */
const MOST_SET_ASIDE = 1_000;
/** Step between two turns of a body; only the order counts. */
const TURN_MS = 1;
const LOCK_TIMEOUT_MS = 5_000;

/** Cuts accepted requests into files for their office, each under a name that is then its own for ever. */
export class BatchPlanner {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #setAside = new Set<string>();

  constructor({ database, clock, logger }: { database: Database; clock: Clock; logger: Logger }) {
    this.#database = database;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Plans what waits, oldest first, a bounded number; returns how many requests. */
  async planDue(): Promise<number> {
    let planned = 0;
    while (planned < PLANNED_AT_A_TIME && (await this.#planNext())) planned += 1;
    return planned;
  }

  async #planNext(): Promise<boolean> {
    let taken: UnplannedSubmission | undefined;
    try {
      await this.#database.transaction(
        async (sql) => {
          taken = await takeUnplanned(sql, [...this.#setAside]);
          if (taken) await this.#plan(sql, taken);
        },
        { lockTimeoutMs: LOCK_TIMEOUT_MS },
      );
      return taken !== undefined;
    } catch (error) {
      if (!(error instanceof RangeError) || !taken || this.#setAside.size >= MOST_SET_ASIDE) throw error;
      this.#setAside.add(taken.requestId);
      this.#logger.error({ requestId: taken.requestId }, 'no massivo file can be named for this request');
      return true;
    }
  }

  async #plan(sql: Sql, submission: UnplannedSubmission): Promise<void> {
    const { officeCode, acceptedOn, ipaCode, items } = submission;
    const now = this.#clock.now();
    const planned = planParts(items, await readOfficeLimits(sql, officeCode));
    const sequence = await takeFileNumbers(sql, submission, planned.length);
    const requestIds = await this.#requestIds(sql, submission, planned.length);
    const firstTurn = await nextTurn(sql, submission, now);
    const batches = planned.map((part, index): NewBatch => {
      const fileName = requestFileName({ ipaCode, officeCode, day: acceptedOn, sequence: sequence + index });
      const turn = new Date(firstTurn.getTime() + index * TURN_MS);
      return { id: newId(now), ...part, fileName, fileRequestId: requestIds[index] ?? '', turn };
    });
    await insertBatches(sql, submission, { batches, now });
  }

  /** The body's own request id, or ours when it cannot come back from the office or would be taken for another's. */
  async #requestIds(sql: Sql, submission: UnplannedSubmission, parts: number): Promise<string[]> {
    const own = fileRequestIds(submission.fileRequestId, parts);
    const isFree = !mayClash(submission.fileRequestId, parts) || !(await isRequestIdTaken(sql, submission, own));
    return own.every(isAnswerable) && isFree ? own : fileRequestIds(submission.requestId, parts);
  }
}

/**
 * Fairness (start-time fair queueing): a body's files at an office get turns one after the other, beginning at the turn
 * that is being served, so that a body with ten rows does not wait behind another's fifty thousand. Serving a file is
 * then no more than taking the one with the earliest turn.
 */
export async function nextTurn(sql: Sql, place: { ipaCode: string; officeCode: string }, now: Date): Promise<Date> {
  const { current, lastOfBody } = await readTurns(sql, place);
  const afterOwn = lastOfBody === null ? 0 : lastOfBody.getTime() + TURN_MS;
  return new Date(Math.max((current ?? now).getTime(), afterOwn));
}
