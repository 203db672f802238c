import { dayOf } from '../../schema/kernel/clock.js';
import type { Queries, Sql } from '../../schema/kernel/database.js';
import type { DomainError } from '../../schema/kernel/domain-error.js';
import { newId } from '../../schema/kernel/identity.js';
import type { TransitionScope, TransitionState } from '../contract.js';
import type { InFlightWork } from './in-flight-work.port.js';
import { officeExists, officeOfBody } from './scope.read-model.js';
import { decideChange, legalNextStates, projectedState, type ChangeDecision } from './transition-change.rules.js';
import { listPending } from './transition-change.store.js';
import { readFlagForDecision, type FlagReading } from './transition-flag.store.js';
import { limitOn, mostRestrictive, scopeState } from './transition-state.rules.js';
import {
  confirmationRequired,
  extensionRequired,
  illegalTransition,
  officeNotFound,
  publicBodyNotFound,
  stillInFlight,
} from './transition.errors.js';
import type { InFlight, TransitionCalendar, TransitionChange, TransitionProposal } from './transition.type.js';

/** A change that was asked for, with what it was decided on and how. */
export interface Consideration {
  /** With `from` filled in. */
  change: TransitionChange;
  decision: ChangeDecision;
  calendar: TransitionCalendar;
  inFlight: InFlight;
}

const NOTHING: InFlight = { batches: 0, submissions: 0, items: 0 };

/** The change that a proposal asks for, before anything about it is decided. */
export function askedFor(proposal: TransitionProposal, by: string, now: Date): TransitionChange {
  const { officeCode, ipaCode, to, reason, at, force } = proposal;
  return {
    ...(officeCode !== undefined && { officeCode }),
    ...(ipaCode !== undefined && { ipaCode }),
    ...{ id: newId(now), from: to, to, at: at ?? now, reason, by, approvedBy: null, force: force ?? false },
    ...{ status: 'SCHEDULED', version: null, receipt: '' },
  };
}

/** The flag as a change of the scope sees it. Throws NOT_FOUND for an office or a body that does not exist. */
export async function readFlagOfScope(sql: Sql, scope: TransitionScope): Promise<FlagReading> {
  return readFlagForDecision(sql, { officeCode: await officeOfScope(sql, scope), ipaCode: scope.ipaCode ?? '' });
}

/** The office whose value bears on the scope: the one named, a body's own, or none. Throws NOT_FOUND. */
export async function officeOfScope(sql: Queries, { officeCode, ipaCode }: TransitionScope): Promise<string> {
  if (officeCode !== undefined && !(await officeExists(sql, officeCode))) throw officeNotFound(officeCode);
  if (ipaCode === undefined) return officeCode ?? '';
  const own = await officeOfBody(sql, ipaCode);
  if (own === null) throw publicBodyNotFound(ipaCode);
  return officeCode ?? own;
}

/** Decides a change on what the store says now; writes nothing. The same for a dry run, a change and its approval. */
export async function considerChange(
  sql: Sql,
  asked: TransitionChange,
  { now, work }: { now: Date; work: InFlightWork },
): Promise<Consideration> {
  const { calendar, values } = await readFlagOfScope(sql, asked);
  const later = asked.at > now;
  const from = await stateBefore(sql, asked, { now, start: scopeState(asked, values), calendar });
  const inFlight = asked.to === 'CLOSED' && !later ? await work.inFlight(asked, sql) : NOTHING;
  const decision = decideChange({
    from,
    to: asked.to,
    afterLastDay: dayOf(later ? asked.at : now) > calendar.lastDay,
    doubtful: calendar.doubtful && !later,
    global: asked.officeCode === undefined && asked.ipaCode === undefined,
    approved: asked.approvedBy !== null,
    later,
    force: asked.force,
    inFlight,
  });
  return { change: { ...asked, from }, decision, calendar, inFlight };
}

/** The error that a refused change ends with. */
export function refusalOf({ change, decision, calendar, inFlight }: Consideration): DomainError | null {
  if (decision.kind !== 'REFUSE') return null;
  switch (decision.code) {
    case 'ILLEGAL_TRANSITION':
      return illegalTransition(change.from, change.to, legalNextStates(change.from));
    case 'CONFIRMATION_REQUIRED':
      return confirmationRequired();
    case 'EXTENSION_REQUIRED':
      return extensionRequired(calendar.lastDay);
    case 'IN_FLIGHT':
      return stillInFlight(inFlight, change.force);
  }
}

interface Start {
  now: Date;
  start: TransitionState;
  calendar: TransitionCalendar;
}

async function stateBefore(
  sql: Sql,
  asked: TransitionChange,
  { now, start, calendar }: Start,
): Promise<TransitionState> {
  const { lastDay } = calendar;
  if (asked.at <= now) return mostRestrictive(start, limitOn(dayOf(now), calendar));
  return projectedState(start, await listPending(sql, asked), { at: asked.at, lastDay });
}
