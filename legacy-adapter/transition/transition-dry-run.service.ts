import { dayOf, type Clock, type IsoDay } from '../../schema/kernel/clock.js';
import type { Database, Sql } from '../../schema/kernel/database.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { isDirectChannelOpen } from '../routing/choose-channel.rules.js';
import { askedFor, considerChange, refusalOf, type Consideration } from './consider-change.js';
import { refusingWithoutFlag } from './flag-access.js';
import type { InFlightWork } from './in-flight-work.port.js';
import { assertProposal } from './proposal.rules.js';
import { agreementsEndingBefore, strandedBodies } from './stranded-bodies.read-model.js';
import type { TransitionDependencies } from './transition-change.service.js';
import { staleVersion } from './transition.errors.js';
import type { TransitionCalendar, TransitionDryRun, TransitionProposal, TransitionRefusal } from './transition.type.js';

const NOTHING: Omit<TransitionDryRun, 'refusal'> = {
  bodiesWithoutChannel: [],
  bodiesWithoutChannelCount: 0,
  openBatches: 0,
  openItems: 0,
  agreementsEndingBefore: 0,
};

/** What a change would do, without doing it. */
export class TransitionDryRunService {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #work: InFlightWork;

  constructor({ database, clock, work }: TransitionDependencies) {
    this.#database = database;
    this.#clock = clock;
    this.#work = work;
  }

  /** Decided by the code that decides the change itself; what that would be refused with comes back as `refusal`. */
  async dryRun(proposal: TransitionProposal, by: string): Promise<TransitionDryRun> {
    const now = this.#clock.now();
    try {
      assertProposal(proposal, now);
      return await refusingWithoutFlag(() =>
        this.#database.transaction((sql) => this.#survey(sql, proposal, { by, now })),
      );
    } catch (error) {
      if (!(error instanceof DomainError) || error.retryable) throw error;
      return { refusal: refusalIn(error), ...NOTHING };
    }
  }

  async #survey(sql: Sql, proposal: TransitionProposal, { by, now }: { by: string; now: Date }) {
    const considered = await considerChange(sql, askedFor(proposal, by, now), { now, work: this.#work });
    const today = dayOf(now);
    const { calendar } = considered;
    const { batches, items } = await this.#work.inFlight(proposal, sql);
    const stranded = await this.#stranded(sql, proposal, { calendar, today });
    return {
      refusal: refusalInDryRun(considered, proposal),
      bodiesWithoutChannel: stranded.bodies,
      bodiesWithoutChannelCount: stranded.count,
      openBatches: batches,
      openItems: items,
      agreementsEndingBefore: await agreementsEndingBefore(sql, proposal, { today, lastDay: calendar.lastDay }),
    };
  }

  /** Opening takes nobody's channel away. */
  async #stranded(sql: Sql, proposal: TransitionProposal, { calendar, today }: Calendar) {
    if (proposal.to === 'OPEN') return { bodies: [], count: 0 };
    const directOpen = {
      pilot: isDirectChannelOpen(today, calendar.opensOn, true),
      others: isDirectChannelOpen(today, calendar.opensOn, false),
    };
    return strandedBodies(sql, { scope: proposal, today, directOpen });
  }
}

interface Calendar {
  calendar: TransitionCalendar;
  today: IsoDay;
}

function refusalInDryRun(considered: Consideration, { expectedVersion }: TransitionProposal): TransitionRefusal | null {
  const { version } = considered.calendar;
  const error = version === expectedVersion ? refusalOf(considered) : staleVersion(version);
  return error && refusalIn(error);
}

/** Plain values: an error that is returned as a value would be thrown by whoever serves it. */
function refusalIn({ code, rule, message, messageIt, retryable }: DomainError): TransitionRefusal {
  return { code, rule, message, messageIt, retryable };
}
