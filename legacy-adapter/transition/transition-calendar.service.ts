import { dayOf, type Clock, type IsoDay } from '../../schema/kernel/clock.js';
import type { Database, Sql } from '../../schema/kernel/database.js';
import { changingFlag } from './flag-access.js';
import { assertReason } from './proposal.rules.js';
import { notifyOfChange } from './transition-change.store.js';
import {
  advanceVersion,
  installFlag,
  isFlagInstalled,
  readFlagForDecision,
  setFlagValue,
  setLastDay,
  type FlagReading,
} from './transition-flag.store.js';
import type { TransitionLog } from './transition-log.store.js';
import { limitOn, mostRestrictive } from './transition-state.rules.js';
import { badTransitionInput } from './transition.errors.js';

export interface TransitionDates {
  opensOn: IsoDay;
  /** Last day on which massivo takes requests, inclusive. */
  lastDay: IsoDay;
}

/** Who the log names for what no operator did. */
const INSTALLATION = 'installation';

/** The calendar of the transition: laid down at the first start, extended by an act. */
export class TransitionCalendarService {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: TransitionLog;

  constructor({ database, clock, log }: { database: Database; clock: Clock; log: TransitionLog }) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /** First start: writes the dates and an OPEN flag. Afterwards the dates of the store hold, whatever is given. */
  async ensureWindow({ opensOn, lastDay }: TransitionDates): Promise<void> {
    if (await isFlagInstalled(this.#database)) return;
    await changingFlag(this.#database, async (sql) => {
      const now = this.#clock.now();
      if (!(await installFlag(sql, { opensOn, lastDay, since: now }))) return;
      await this.#log.append(sql, now, {
        action: 'INSTALLED',
        actor: INSTALLATION,
        to: 'OPEN',
        opensOn,
        lastDay,
        version: 0,
      });
    });
  }

  /**
   * moves the last day by the act that extends the transition. Where it had passed already, massivo stays
   * DRAINING until it is opened again by a change of its own, with its reason.
   */
  async extend(lastDay: IsoDay, act: string, by: string): Promise<void> {
    assertReason(act, 'act');
    await changingFlag(this.#database, async (sql) => {
      const now = this.#clock.now();
      const reading = await readFlagForDecision(sql, { officeCode: '', ipaCode: '' });
      assertExtension(lastDay, reading.calendar.lastDay, dayOf(now));
      const from = mostRestrictive(reading.values.global, limitOn(dayOf(now), reading.calendar));
      if (from !== reading.values.global) await setFlagValue(sql, {}, { state: from, since: now });
      await setLastDay(sql, lastDay, act);
      await this.#record(sql, reading, { lastDay, act, actor: by, state: from, now });
    });
  }

  async #record(sql: Sql, { calendar }: FlagReading, { now, state, act, actor, lastDay }: Extension): Promise<void> {
    const version = await advanceVersion(sql);
    const days = { lastDayBefore: calendar.lastDay, lastDay };
    await this.#log.append(sql, now, {
      action: 'EXTENDED',
      actor,
      reason: act,
      from: state,
      to: state,
      ...days,
      version,
    });
    await notifyOfChange(sql, 'APPLIED');
  }
}

interface Extension {
  now: Date;
  lastDay: IsoDay;
  act: string;
  actor: string;
  /** The global state before and after: an extension does not open anything by itself. */
  state: string;
}

function assertExtension(lastDay: IsoDay, present: IsoDay, today: IsoDay): void {
  if (lastDay <= present) {
    throw badTransitionInput('lastDay', [
      `An extension ends later than the present last day, ${present}.`,
      `La proroga deve terminare dopo l'attuale ultimo giorno, ${present}.`,
    ]);
  }
  if (lastDay < today) {
    throw badTransitionInput('lastDay', ['The new last day has passed.', 'Il nuovo ultimo giorno è già trascorso.']);
  }
}
