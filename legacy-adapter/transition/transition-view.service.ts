import { dayOf, daysBetween, type Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import type { TransitionScope } from '../contract.js';
import { officeOfScope } from './consider-change.js';
import { refusingWithoutFlag } from './flag-access.js';
import { countChanges, listChanges, listPending } from './transition-change.store.js';
import { listOverrides, readFlag } from './transition-flag.store.js';
import type { AuditedRecord } from '../../schema/kernel/log-audit.rules.js';
import { countLogRecords, logRecords, type LogPublicKey, type TransitionLog } from './transition-log.store.js';
import { calendarState, doubtState, effectiveState } from './transition-state.rules.js';
import type { TransitionChange, TransitionOverride, TransitionView } from './transition.type.js';

/** The flag as it is shown; decisions never rest on it. */
export class TransitionViewService {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: TransitionLog;

  constructor({ database, clock, log }: { database: Database; clock: Clock; log: TransitionLog }) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * What holds now, globally or for an office, a body (at its own office unless one is named), or both. Throws
   * NOT_FOUND for an unknown office or body.
   */
  async present(scope: TransitionScope): Promise<TransitionView> {
    return refusingWithoutFlag(async () => {
      const officeCode = await officeOfScope(this.#database, scope);
      const { calendar, values } = await readFlag(this.#database, { officeCode, ipaCode: scope.ipaCode ?? '' });
      const today = dayOf(this.#clock.now());
      const byCalendar = calendarState(today, calendar.lastDay);
      const effective = effectiveState(values, byCalendar, doubtState(calendar.doubtful));
      return { ...calendar, ...effective, daysLeft: Math.max(0, daysBetween(today, calendar.lastDay)) };
    });
  }

  /** The values that offices and bodies have of their own, at most 1,000, newest first. */
  overrides(scope: TransitionScope): Promise<TransitionOverride[]> {
    return listOverrides(this.#database, scope);
  }

  /** What waits for approval or for its time, in the order of its time; everything when no scope is given. */
  pending(scope: TransitionScope): Promise<TransitionChange[]> {
    const narrow = scope.officeCode !== undefined || scope.ipaCode !== undefined;
    return listPending(this.#database, narrow ? scope : undefined);
  }

  /** verifies the whole chain. */
  isLogIntact(): Promise<boolean> {
    return this.#log.isIntact(this.#database);
  }

  /** the key that verifies receipts. */
  logKey(): LogPublicKey {
    return this.#log.publicKey;
  }

  /** the log record by record, from after the number given. */
  logRecords(page: { after: number; take: number }): Promise<AuditedRecord[]> {
    return logRecords(this.#database, page);
  }

  countLogRecords(): Promise<number> {
    return countLogRecords(this.#database);
  }

  /** Every change asked for, latest first, from after the id given; `take` of them at most. */
  changes(page: { take: number; after: string | null }): Promise<TransitionChange[]> {
    return listChanges(this.#database, page);
  }

  countChanges(): Promise<number> {
    return countChanges(this.#database);
  }
}
