import { dayOf, type Clock } from '../../schema/kernel/clock.js';
import type { Database, Sql } from '../../schema/kernel/database.js';
import { isUuid } from '../../schema/kernel/identity.js';
import type { TransitionScope } from '../contract.js';
import { askedFor, considerChange, readFlagOfScope, refusalOf, type Consideration } from './consider-change.js';
import { changingFlag } from './flag-access.js';
import type { InFlightWork } from './in-flight-work.port.js';
import { assertNarrowScope, assertProposal, assertReason } from './proposal.rules.js';
import { logEntryOf, type ChangeAction } from './transition-log.rules.js';
import { isAnythingInFlight, overtakenBy } from './transition-change.rules.js';
import { findChange, listDue, listPending, notifyOfChange, saveChange } from './transition-change.store.js';
import { advanceVersion, clearFlagValue, setFlagValue } from './transition-flag.store.js';
import type { TransitionLog } from './transition-log.store.js';
import { inheritedState, limitOn, mostRestrictive, scopeState } from './transition-state.rules.js';
import { changeNotFound, changeNotPending, overrideNotFound, ownApproval, staleVersion } from './transition.errors.js';
import type { InFlight, TransitionChange, TransitionProposal } from './transition.type.js';

export interface TransitionDependencies {
  database: Database;
  clock: Clock;
  work: InFlightWork;
  log: TransitionLog;
}

export interface ClearingRequest extends TransitionScope {
  reason: string;
  expectedVersion: number;
}

/** A step of a change, as the log tells it. */
interface Step {
  action: ChangeAction;
  actor: string;
  now: Date;
  /** When it is not the change's own. */
  reason?: string;
  abandoned?: InFlight;
}

/** Who the log names where the clock acted and no person. */
const SCHEDULER = 'schedule';

/** Changes of the flag: asked for, approved, cancelled, applied at their time (R-20 … R-25). */
export class TransitionChangeService {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #work: InFlightWork;
  readonly #log: TransitionLog;

  constructor({ database, clock, work, log }: TransitionDependencies) {
    this.#database = database;
    this.#clock = clock;
    this.#work = work;
    this.#log = log;
  }

  /**
   * Changes the flag now, or at its time, or once a second operator has approved. When this resolves with APPLIED no
   * instance lets another request into massivo in that scope.
   */
  async change(proposal: TransitionProposal, by: string): Promise<TransitionChange> {
    assertProposal(proposal, this.#clock.now());
    return changingFlag(this.#database, async (sql) => {
      const now = this.#clock.now();
      const considered = await this.#consider(sql, askedFor(proposal, by, now), now);
      if (considered.calendar.version !== proposal.expectedVersion) throw staleVersion(considered.calendar.version);
      const refusal = refusalOf(considered);
      if (refusal) throw refusal;
      return this.#carryOut(sql, considered, { actor: by, now });
    });
  }

  /** the second operator's yes, on which the change is decided again. */
  async approve(id: string, by: string): Promise<TransitionChange> {
    const { approved, refusal } = await changingFlag(this.#database, async (sql) => {
      const change = await pendingChange(sql, id, ['WAITING_APPROVAL']);
      if (change.by === by) throw ownApproval();
      const now = this.#clock.now();
      const considered = await this.#consider(sql, { ...change, approvedBy: by }, now);
      const refusal = refusalOf(considered);
      if (!refusal) return { approved: await this.#carryOut(sql, considered, { actor: by, now }), refusal };
      // What is in flight will end, so the change may wait; what has become illegal is over, and that is committed.
      if (refusal.code === 'IN_FLIGHT') throw refusal;
      await this.#end(sql, change, { action: 'SUPERSEDED', actor: by, now });
      return { approved: change, refusal };
    });
    if (refusal) throw refusal;
    return approved;
  }

  /** Takes a pending change back; any operator may. */
  async cancel(id: string, reason: string, by: string): Promise<TransitionChange> {
    assertReason(reason);
    return changingFlag(this.#database, async (sql) => {
      const change = await pendingChange(sql, id, ['WAITING_APPROVAL', 'SCHEDULED']);
      return this.#end(sql, change, { action: 'CANCELLED', actor: by, reason, now: this.#clock.now() });
    });
  }

  /** takes away the value that an office or a body has of its own. */
  async clearOverride(request: ClearingRequest, by: string): Promise<TransitionChange> {
    assertNarrowScope(request);
    assertReason(request.reason);
    return changingFlag(this.#database, async (sql) => {
      const now = this.#clock.now();
      const { calendar, values } = await readFlagOfScope(sql, request);
      if (calendar.version !== request.expectedVersion) throw staleVersion(calendar.version);
      const own = request.ipaCode === undefined ? values.office : values.body;
      if (own === null) throw overrideNotFound();
      const limit = limitOn(dayOf(now), calendar);
      const change: TransitionChange = {
        ...askedFor({ ...request, to: mostRestrictive(inheritedState(request, values), limit) }, by, now),
        from: mostRestrictive(scopeState(request, values), limit),
      };
      await clearFlagValue(sql, request);
      return this.#putInForce(sql, { change, lastDay: calendar.lastDay }, { action: 'CLEARED', actor: by, now });
    });
  }

  /** applies the scheduled changes whose time has come; returns how many. For the worker's tick. */
  async applyDue(): Promise<number> {
    const due = await listDue(this.#database, this.#clock.now());
    let applied = 0;
    for (const change of due) {
      // A closing that still has to wait takes no lock: it would hold up admissions at every tick.
      if (await this.#hasToWait(change)) continue;
      if (await this.#applyScheduled(change.id)) applied += 1;
    }
    return applied;
  }

  async #hasToWait(change: TransitionChange): Promise<boolean> {
    if (change.to !== 'CLOSED' || change.force) return false;
    return isAnythingInFlight(await this.#work.inFlight(change));
  }

  async #applyScheduled(id: string): Promise<boolean> {
    return changingFlag(this.#database, async (sql) => {
      const change = await findChange(sql, id);
      const now = this.#clock.now();
      if (change?.status !== 'SCHEDULED' || change.at > now) return false;
      const considered = await this.#consider(sql, change, now);
      const refusal = refusalOf(considered);
      if (refusal?.code === 'IN_FLIGHT') return false;
      if (refusal) await this.#end(sql, change, { action: 'SUPERSEDED', actor: SCHEDULER, now, reason: refusal.code });
      else await this.#carryOut(sql, considered, { actor: SCHEDULER, now });
      return !refusal;
    });
  }

  #consider(sql: Sql, asked: TransitionChange, now: Date): Promise<Consideration> {
    return considerChange(sql, asked, { now, work: this.#work });
  }

  async #carryOut(sql: Sql, considered: Consideration, { actor, now }: Pick<Step, 'actor' | 'now'>) {
    const { change, decision, calendar } = considered;
    switch (decision.kind) {
      case 'WAIT_FOR_APPROVAL':
        return this.#end(sql, change, { action: 'WAITING_APPROVAL', actor, now });
      case 'SCHEDULE':
        return this.#end(sql, change, { action: 'SCHEDULED', actor, now });
      case 'APPLY': {
        const acting = { by: change.by, reason: change.reason };
        const abandoned = decision.abandon ? await this.#work.abandonInFlight(sql, change, acting) : undefined;
        await setFlagValue(sql, change, { state: change.to, since: now });
        const step: Step = { action: 'APPLIED', actor, now, ...(abandoned && { abandoned }) };
        return this.#putInForce(sql, { change, lastDay: calendar.lastDay }, step);
      }
      case 'REFUSE':
        throw new Error('a refused change is not carried out');
    }
  }

  /** Counts and records a change that now holds, and ends the pending ones that it has made impossible. */
  async #putInForce(sql: Sql, { change, lastDay }: { change: TransitionChange; lastDay: string }, step: Step) {
    const version = await advanceVersion(sql);
    const applied = await this.#record(sql, { ...change, at: step.now, status: 'APPLIED', version }, step);
    const rivals = (await listPending(sql, change)).filter((other) => other.id !== change.id);
    const { actor, now } = step;
    for (const overtaken of overtakenBy(change.to, rivals, { now, lastDay })) {
      await this.#end(sql, overtaken, { action: 'SUPERSEDED', actor, now, reason: change.id });
    }
    return applied;
  }

  /** Records a step after which nothing new is in force. */
  #end(sql: Sql, change: TransitionChange, step: Step & { action: TransitionChange['status'] }) {
    return this.#record(sql, { ...change, status: step.action }, step);
  }

  async #record(sql: Sql, change: TransitionChange, step: Step): Promise<TransitionChange> {
    const receipt = await this.#log.append(sql, step.now, logEntryOf(change, step));
    const recorded = { ...change, receipt };
    await saveChange(sql, recorded);
    await notifyOfChange(sql, change.status);
    return recorded;
  }
}

async function pendingChange(sql: Sql, id: string, expected: TransitionChange['status'][]): Promise<TransitionChange> {
  const change = isUuid(id) ? await findChange(sql, id) : null;
  if (!change) throw changeNotFound(id);
  if (!expected.includes(change.status)) throw changeNotPending(change.status);
  return change;
}
