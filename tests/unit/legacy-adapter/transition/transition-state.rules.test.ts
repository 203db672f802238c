import type { TransitionState } from '../../../../legacy-adapter/contract.js';
import {
  calendarState,
  doubtState,
  effectiveState,
  inheritedState,
  mostRestrictive,
  scopeState,
  TRANSITION_STATES,
  type TransitionDecider,
} from '../../../../legacy-adapter/transition/transition-state.rules.js';

type Value = TransitionState | null;

describe('the effective state', () => {
  it('R-20 orders the states from OPEN to CLOSED', () => {
    const order: Record<TransitionState, number> = { OPEN: 0, DRAINING: 1, CLOSED: 2 };
    for (const one of TRANSITION_STATES)
      for (const other of TRANSITION_STATES)
        expect(mostRestrictive(one, other)).toBe(order[one] > order[other] ? one : other);
  });

  it.each<[TransitionState, Value, Value, TransitionState, TransitionState, TransitionDecider]>([
    // global    office      body        calendar    →           decided by
    ['OPEN', null, null, 'OPEN', 'OPEN', 'GLOBAL'],
    ['DRAINING', null, null, 'OPEN', 'DRAINING', 'GLOBAL'],
    ['CLOSED', null, null, 'DRAINING', 'CLOSED', 'GLOBAL'],
    ['OPEN', null, null, 'DRAINING', 'DRAINING', 'CALENDAR'],
    ['DRAINING', null, null, 'DRAINING', 'DRAINING', 'GLOBAL'],
    ['OPEN', 'DRAINING', null, 'OPEN', 'DRAINING', 'OFFICE'],
    ['OPEN', 'DRAINING', 'CLOSED', 'OPEN', 'CLOSED', 'BODY'],
    ['OPEN', 'CLOSED', 'DRAINING', 'OPEN', 'CLOSED', 'OFFICE'],
    ['OPEN', null, 'DRAINING', 'OPEN', 'DRAINING', 'BODY'],
    ['DRAINING', 'OPEN', 'OPEN', 'OPEN', 'DRAINING', 'GLOBAL'],
    ['CLOSED', 'OPEN', 'DRAINING', 'DRAINING', 'CLOSED', 'GLOBAL'],
    ['OPEN', 'OPEN', 'OPEN', 'DRAINING', 'DRAINING', 'CALENDAR'],
    ['OPEN', 'DRAINING', 'DRAINING', 'DRAINING', 'DRAINING', 'OFFICE'],
  ])('R-21 global %s, office %s, body %s, calendar %s: %s by %s', (...row) => {
    const [global, office, body, calendar, state, decidedBy] = row;
    expect(effectiveState({ global, office, body }, calendar, 'OPEN')).toEqual({ state, decidedBy });
  });

  it('R-21 is never less restrictive than any of what it is made of', () => {
    const values: Value[] = [null, ...TRANSITION_STATES];
    for (const global of TRANSITION_STATES)
      for (const office of values)
        for (const body of values)
          for (const calendar of ['OPEN', 'DRAINING'] as const) {
            const { state } = effectiveState({ global, office, body }, calendar, 'OPEN');
            const parts = [global, office, body, calendar].filter((part) => part !== null);
            expect(parts).toContain(state);
            for (const part of parts) expect(mostRestrictive(state, part)).toBe(state);
          }
  });

  it.each<[TransitionState, TransitionState, TransitionState, TransitionDecider]>([
    ['OPEN', 'OPEN', 'DRAINING', 'DOUBT'],
    ['OPEN', 'DRAINING', 'DRAINING', 'CALENDAR'],
    ['DRAINING', 'OPEN', 'DRAINING', 'GLOBAL'],
    ['CLOSED', 'OPEN', 'CLOSED', 'GLOBAL'],
  ])('R-27 in doubt, global %s and calendar %s: %s by %s', (global, calendar, state, decidedBy) => {
    expect(effectiveState({ global, office: null, body: null }, calendar, doubtState(true))).toEqual({
      state,
      decidedBy,
    });
  });

  it.each<[string, TransitionState]>([
    ['2026-08-05', 'OPEN'],
    ['2026-08-06', 'DRAINING'],
  ])('R-01 on %s the calendar says %s, the last day being inclusive', (day, state) => {
    expect(calendarState(day, '2026-08-05')).toBe(state);
  });
});

describe('the state that a change starts from', () => {
  const office = { officeCode: 'PROC-H501' };
  const body = { ipaCode: 'c_h501' };

  it.each<[string, object, TransitionState, Value, Value, TransitionState]>([
    ['the global value for the global scope', {}, 'OPEN', 'CLOSED', 'CLOSED', 'OPEN'],
    ["an office's own value", office, 'DRAINING', 'OPEN', null, 'OPEN'],
    ['the global value for an office without one', office, 'DRAINING', null, null, 'DRAINING'],
    ["a body's own value", body, 'CLOSED', 'CLOSED', 'OPEN', 'OPEN'],
    ["its office's value for a body without one", body, 'OPEN', 'DRAINING', null, 'DRAINING'],
    ['the global value where that is more restrictive', body, 'CLOSED', 'DRAINING', null, 'CLOSED'],
  ])('R-21 is %s', (...row) => {
    const [, scope, global, ownOfOffice, ownOfBody, state] = row;
    expect(scopeState(scope, { global, office: ownOfOffice, body: ownOfBody })).toBe(state);
  });

  it('R-21 goes back to what is inherited when the own value is cleared', () => {
    const values = { global: 'OPEN', office: 'DRAINING', body: 'CLOSED' } as const;
    expect(inheritedState(body, values)).toBe('DRAINING');
    expect(inheritedState(office, values)).toBe('OPEN');
  });
});
