import { dayOf, type Clock, type IsoDay } from '../../schema/kernel/clock.js';
import type { Database, Sql } from '../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type {
  ChannelDecision,
  ChannelDeprecation,
  ChannelQuestion,
  ChannelRouting,
  MassivoSubmission,
} from '../contract.js';
import { refusingWithoutFlag } from '../transition/flag-access.js';
import {
  lockFlagShared,
  readFlag,
  readFlagForDecision,
  type FlagReading,
} from '../transition/transition-flag.store.js';
import { calendarState, doubtState, effectiveState } from '../transition/transition-state.rules.js';
import { decideChannel, deprecationOn, type FlagFacts } from './channel-decision.rules.js';
import { submissionPlace } from '../massivo-work.js';
import { insertSubmission } from './massivo-submission.store.js';

export interface ChannelRoutingDependencies {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
}

/** Chooses the channel of every request, and lets the chosen ones into massivo. */
export class ChannelRoutingService implements ChannelRouting {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #vault: PersonalDataVault;

  constructor({ database, clock, vault }: ChannelRoutingDependencies) {
    this.#database = database;
    this.#clock = clock;
    this.#vault = vault;
  }

  async ask(question: ChannelQuestion): Promise<ChannelDecision> {
    const reading = await refusingWithoutFlag(() => readFlag(this.#database, question));
    const today = dayOf(this.#clock.now());
    return decideChannel(question, factsOn(today, reading), today);
  }

  async admit(sql: Sql, question: ChannelQuestion, submission: MassivoSubmission | null): Promise<ChannelDecision> {
    return refusingWithoutFlag(async () => {
      await lockFlagShared(sql);
      const reading = await readFlagForDecision(sql, question);
      // Only now: the wait for the lock may have lasted past midnight of the last day.
      const now = this.#clock.now();
      const today = dayOf(now);
      const decision = decideChannel(question, factsOn(today, reading), today);
      if (decision.channel !== 'MASSIVO') return decision;
      if (!submission) throw new Error('a request for massivo without its outbox entry');
      if (submission.items > 0) await this.#enqueue(sql, submission, now);
      return decision;
    });
  }

  async deprecation(): Promise<ChannelDeprecation> {
    const { calendar } = await refusingWithoutFlag(() => readFlag(this.#database, { officeCode: '', ipaCode: '' }));
    return deprecationOn(dayOf(this.#clock.now()), calendar);
  }

  async #enqueue(sql: Sql, submission: MassivoSubmission, now: Date): Promise<void> {
    const sealedContact = this.#vault.seal(submission.contactTaxCode, submissionPlace(submission.requestId));
    await insertSubmission(sql, { ...submission, sealedContact, acceptedOn: dayOf(now), createdAt: now });
  }
}

function factsOn(today: IsoDay, { calendar, values, pinned }: FlagReading): FlagFacts {
  const { opensOn, lastDay, doubtful } = calendar;
  const { state } = effectiveState(values, calendarState(today, lastDay), doubtState(doubtful));
  return { opensOn, lastDay, state, pinnedToMassivo: pinned };
}
