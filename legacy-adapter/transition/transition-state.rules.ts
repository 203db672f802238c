import type { IsoDay } from '../../schema/kernel/clock.js';
import type { TransitionScope, TransitionState } from '../contract.js';

/** Who set the state that holds: one of the three values of the flag, the calendar, or a doubt. */
export type TransitionDecider = 'GLOBAL' | 'OFFICE' | 'BODY' | 'CALENDAR' | 'DOUBT';

/** The values of the flag that bear on one question; `null` where none is set. */
export interface FlagValues {
  global: TransitionState;
  office: TransitionState | null;
  body: TransitionState | null;
}

export interface EffectiveState {
  state: TransitionState;
  decidedBy: TransitionDecider;
}

/** the states from the least to the most restrictive. */
export const TRANSITION_STATES: readonly TransitionState[] = ['OPEN', 'DRAINING', 'CLOSED'];

const severity = (state: TransitionState): number => TRANSITION_STATES.indexOf(state);

export function mostRestrictive(one: TransitionState, other: TransitionState): TransitionState {
  return severity(other) > severity(one) ? other : one;
}

/** What the calendar alone allows: after the last day at least DRAINING. */
export function calendarState(day: IsoDay, lastDay: IsoDay): TransitionState {
  return day > lastDay ? 'DRAINING' : 'OPEN';
}

/** What a state is held to, whatever the values of the flag say. */
export interface StateLimits {
  lastDay: IsoDay;
  /** the database is, or may be, an older copy, and no operator has confirmed it. */
  doubtful: boolean;
}

/** an unconfirmed copy of the database counts as DRAINING. */
export function doubtState(doubtful: boolean): TransitionState {
  return doubtful ? 'DRAINING' : 'OPEN';
}

/** The least restrictive state that calendar and doubt allow on a day. */
export function limitOn(day: IsoDay, { lastDay, doubtful }: StateLimits): TransitionState {
  return mostRestrictive(calendarState(day, lastDay), doubtState(doubtful));
}

/**
 * the most restrictive of global, office, body, calendar and doubt. Where several are equally restrictive
 * the widest of them is named, since changing a narrower one would change nothing.
 */
export function effectiveState(values: FlagValues, calendar: TransitionState, doubt: TransitionState): EffectiveState {
  const candidates: [TransitionDecider, TransitionState | null][] = [
    ['GLOBAL', values.global],
    ['OFFICE', values.office],
    ['BODY', values.body],
    ['CALENDAR', calendar],
    ['DOUBT', doubt],
  ];
  let effective: EffectiveState = { state: values.global, decidedBy: 'GLOBAL' };
  for (const [decidedBy, state] of candidates) {
    if (state !== null && severity(state) > severity(effective.state)) effective = { state, decidedBy };
  }
  return effective;
}

/**
 * The state that a change of the scope starts from, calendar apart: the scope's own value, or what it inherits where it
 * has none. A narrower value less restrictive than a wider one has no effect, but it is still what the change changes.
 */
export function scopeState(scope: TransitionScope, { global, office, body }: FlagValues): TransitionState {
  if (scope.ipaCode !== undefined) return body ?? mostRestrictive(global, office ?? global);
  if (scope.officeCode !== undefined) return office ?? global;
  return global;
}

/** What the scope would have if its own value were cleared, calendar apart. */
export function inheritedState(scope: TransitionScope, values: FlagValues): TransitionState {
  return scopeState(scope, { ...values, body: null, office: scope.ipaCode === undefined ? null : values.office });
}
