import { isConnectionLoss, isLockTimeout, isStatementTimeout } from '../../schema/kernel/database.js';
import type { Database, Sql } from '../../schema/kernel/database.js';
import { lockFlagExclusively } from './transition-flag.store.js';
import { flagBusy, flagUnavailable } from './transition.errors.js';

/** A change waits this long for the admissions under way, and holds up later ones no longer than that. */
const CHANGE_LOCK_TIMEOUT_MS = 5_000;
/** No single statement of a change runs longer, the ending of items by a forced closing included. */
const CHANGE_STATEMENT_TIMEOUT_MS = 20_000;

/** whoever cannot reach or lock the flag is told to try again; nothing is guessed. */
export async function refusingWithoutFlag<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isLockTimeout(error) || isStatementTimeout(error)) throw flagBusy(error);
    if (isConnectionLoss(error)) throw flagUnavailable(error);
    throw error;
  }
}

/** Runs a change of the flag: one short transaction under the exclusive lock, on disk before it is acknowledged. */
export async function changingFlag<T>(database: Database, work: (sql: Sql) => Promise<T>): Promise<T> {
  const options = {
    lockTimeoutMs: CHANGE_LOCK_TIMEOUT_MS,
    statementTimeoutMs: CHANGE_STATEMENT_TIMEOUT_MS,
    synchronousCommit: true,
  };
  return refusingWithoutFlag(() =>
    database.transaction(async (sql) => {
      await lockFlagExclusively(sql);
      return work(sql);
    }, options),
  );
}
