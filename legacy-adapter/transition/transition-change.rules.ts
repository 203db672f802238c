import { dayOf, type IsoDay } from '../../schema/kernel/clock.js';
import type { TransitionState } from '../contract.js';
import { calendarState, mostRestrictive } from './transition-state.rules.js';
import type { InFlight, TransitionChange } from './transition.type.js';

/**
 * state by state: draining comes before closing, and both can be rolled back. CLOSED → DRAINING is not
 * there because nothing is in flight after a closing, so that there would be nothing to drain.
 */
export const LEGAL_FROM_OPEN: readonly TransitionState[] = ['DRAINING'];
export const LEGAL_FROM_DRAINING: readonly TransitionState[] = ['CLOSED', 'OPEN'];
export const LEGAL_FROM_CLOSED: readonly TransitionState[] = ['OPEN'];

/** Items that one forced closing may end in its transaction: 100,000 took 5 s of the flag on two busy cores (ours). */
export const FORCED_CLOSING_MAX_ITEMS = 100_000;

export function legalNextStates(from: TransitionState): readonly TransitionState[] {
  switch (from) {
    case 'OPEN':
      return LEGAL_FROM_OPEN;
    case 'DRAINING':
      return LEGAL_FROM_DRAINING;
    case 'CLOSED':
      return LEGAL_FROM_CLOSED;
  }
}

/** What a change is decided on; read under the exclusive lock of the flag. */
export interface ChangeFacts {
  /** The scope's own value, or what it inherits, and after the last day at least DRAINING. */
  from: TransitionState;
  to: TransitionState;
  /** Whether the last day has passed on the day on which the change takes effect. */
  afterLastDay: boolean;
  /** the database may be an older copy, and nobody has confirmed it. */
  doubtful: boolean;
  global: boolean;
  /** A second operator has approved it. */
  approved: boolean;
  /** It takes effect later than now. */
  later: boolean;
  force: boolean;
  /** Counted in the scope of the change. */
  inFlight: InFlight;
}

export type ChangeDecision =
  | { kind: 'REFUSE'; code: 'ILLEGAL_TRANSITION' | 'CONFIRMATION_REQUIRED' | 'EXTENSION_REQUIRED' | 'IN_FLIGHT' }
  | { kind: 'WAIT_FOR_APPROVAL' }
  | { kind: 'SCHEDULE' }
  | { kind: 'APPLY'; abandon: boolean };

/**
 * Decides a change. What is in flight is looked at only when the change is to take effect now: what
 * will be in flight later nobody knows, and the change is decided again at its time.
 */
export function decideChange(facts: ChangeFacts): ChangeDecision {
  if (!legalNextStates(facts.from).includes(facts.to)) return { kind: 'REFUSE', code: 'ILLEGAL_TRANSITION' };
  if (facts.to === 'OPEN' && facts.doubtful) return { kind: 'REFUSE', code: 'CONFIRMATION_REQUIRED' };
  if (facts.to === 'OPEN' && facts.afterLastDay) return { kind: 'REFUSE', code: 'EXTENSION_REQUIRED' };
  const closing = facts.to === 'CLOSED';
  const open = closing && !facts.later && isAnythingInFlight(facts.inFlight);
  if (open && !(facts.force && facts.inFlight.items <= FORCED_CLOSING_MAX_ITEMS)) {
    return { kind: 'REFUSE', code: 'IN_FLIGHT' };
  }
  if (closing && facts.global && !facts.approved) return { kind: 'WAIT_FOR_APPROVAL' };
  if (facts.later) return { kind: 'SCHEDULE' };
  return { kind: 'APPLY', abandon: open };
}

/** A pending change as far as its place in time goes. */
export type PendingStep = Pick<TransitionChange, 'to' | 'at' | 'status'>;

/**
 * the state in which a scope will be at an instant if its scheduled changes are applied, calendar included.
 * `pending` are the scope's own, in the order of their time; what waits for approval may never come.
 */
export function projectedState(
  start: TransitionState,
  pending: readonly PendingStep[],
  { at, lastDay }: { at: Date; lastDay: IsoDay },
): TransitionState {
  const scheduled = pending.filter((step) => step.status === 'SCHEDULED' && step.at <= at);
  return mostRestrictive(scheduled.at(-1)?.to ?? start, calendarState(dayOf(at), lastDay));
}

/**
 * the pending changes of a scope that its new state has made impossible. A change scheduled after another one is
 * judged on the state that the other leaves.
 */
export function overtakenBy<Step extends PendingStep>(
  state: TransitionState,
  pending: readonly Step[],
  { now, lastDay }: { now: Date; lastDay: IsoDay },
): Step[] {
  const overtaken: Step[] = [];
  let reached = state;
  for (const step of pending) {
    const day = dayOf(step.at > now ? step.at : now);
    const from = mostRestrictive(reached, calendarState(day, lastDay));
    if (!legalNextStates(from).includes(step.to)) overtaken.push(step);
    else if (step.status === 'SCHEDULED') reached = step.to;
  }
  return overtaken;
}

export function isAnythingInFlight({ batches, submissions }: InFlight): boolean {
  return batches + submissions > 0;
}
