import { dayOf, daysBetween, type Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import type { TransitionScope } from '../contract.js';
import { officeOfScope } from './consider-change.js';
import { refusingWithoutFlag } from './flag-access.js';
import { countChanges, listChanges, listPending } from './transition-change.store.js';
import { listOverrides, readFlag } from './transition-flag.store.js';
import { isLogIntact } from './transition-log.store.js';
import { calendarState, effectiveState } from './transition-state.rules.js';
import type { TransitionChange, TransitionOverride, TransitionView } from './transition.type.js';

/** The flag as it is shown; decisions never rest on it. */
export class TransitionViewService {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor({ database, clock }: { database: Database; clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
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
      const effective = effectiveState(values, calendarState(today, calendar.lastDay));
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
    return isLogIntact(this.#database);
  }

  /** Every change asked for, latest first, from after the id given; `take` of them at most. */
  changes(page: { take: number; after: string | null }): Promise<TransitionChange[]> {
    return listChanges(this.#database, page);
  }

  countChanges(): Promise<number> {
    return countChanges(this.#database);
  }
}
