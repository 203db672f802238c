import type { TransitionState } from '../../../../legacy-adapter/contract.js';
import {
  decideChange,
  FORCED_CLOSING_MAX_ITEMS,
  legalNextStates,
  overtakenBy,
  projectedState,
  type ChangeFacts,
  type PendingStep,
} from '../../../../legacy-adapter/transition/transition-change.rules.js';
import { TRANSITION_STATES } from '../../../../legacy-adapter/transition/transition-state.rules.js';

const facts = (some: Partial<ChangeFacts>): ChangeFacts => ({
  from: 'OPEN',
  to: 'DRAINING',
  afterLastDay: false,
  doubtful: false,
  global: true,
  approved: false,
  later: false,
  force: false,
  inFlight: { batches: 0, submissions: 0, items: 0 },
  ...some,
});
const closing = (some: Partial<ChangeFacts>): ChangeFacts => facts({ from: 'DRAINING', to: 'CLOSED', ...some });
const some = { batches: 2, submissions: 0, items: 450 };
const unplanned = { batches: 0, submissions: 1, items: 3 };

describe('the states', () => {
  const LEGAL = ['OPEN DRAINING', 'DRAINING CLOSED', 'DRAINING OPEN', 'CLOSED OPEN'];

  it('R-20 R-24 go OPEN → DRAINING → CLOSED and back to OPEN, and no other way', () => {
    for (const from of TRANSITION_STATES)
      for (const to of TRANSITION_STATES) {
        const legal = LEGAL.includes(`${from} ${to}`);
        expect([from, to, legalNextStates(from).includes(to)]).toEqual([from, to, legal]);
        const { kind } = decideChange(facts({ from, to, approved: true }));
        expect([from, to, kind]).toEqual([from, to, legal ? 'APPLY' : 'REFUSE']);
      }
  });
});

describe('the decision on a change', () => {
  it.each<[string, ChangeFacts, object]>([
    ['R-20 drains', facts({}), { kind: 'APPLY', abandon: false }],
    ['R-20 refuses to skip draining', facts({ to: 'CLOSED' }), { kind: 'REFUSE', code: 'ILLEGAL_TRANSITION' }],
    ['R-20 refuses what is so already', facts({ to: 'OPEN' }), { kind: 'REFUSE', code: 'ILLEGAL_TRANSITION' }],
    ['R-24 rolls draining back', facts({ from: 'DRAINING', to: 'OPEN' }), { kind: 'APPLY', abandon: false }],
    ['R-24 rolls a closing back', facts({ from: 'CLOSED', to: 'OPEN' }), { kind: 'APPLY', abandon: false }],
    [
      'R-24 opens after the last day only with an extension',
      facts({ from: 'DRAINING', to: 'OPEN', afterLastDay: true }),
      { kind: 'REFUSE', code: 'EXTENSION_REQUIRED' },
    ],
    [
      'R-27 opens nothing on a database that may be an older copy',
      facts({ from: 'DRAINING', to: 'OPEN', doubtful: true }),
      { kind: 'REFUSE', code: 'CONFIRMATION_REQUIRED' },
    ],
    ['R-27 drains all the same', facts({ doubtful: true }), { kind: 'APPLY', abandon: false }],
    ['R-24 drains after the last day all the same', facts({ afterLastDay: true }), { kind: 'APPLY', abandon: false }],
    ['R-24 closes globally with approval only', closing({}), { kind: 'WAIT_FOR_APPROVAL' }],
    ['R-24 closes globally once approved', closing({ approved: true }), { kind: 'APPLY', abandon: false }],
    ['R-24 closes one scope without approval', closing({ global: false }), { kind: 'APPLY', abandon: false }],
    ['R-24 keeps a later change for its time', facts({ later: true }), { kind: 'SCHEDULE' }],
    ['R-24 asks for approval before it schedules a closing', closing({ later: true }), { kind: 'WAIT_FOR_APPROVAL' }],
    ['R-24 schedules an approved closing', closing({ later: true, approved: true }), { kind: 'SCHEDULE' }],
    [
      'R-25 does not close over what is in flight',
      closing({ global: false, inFlight: some }),
      { kind: 'REFUSE', code: 'IN_FLIGHT' },
    ],
    [
      'R-25 does not close over what no file has been planned for yet',
      closing({ global: false, inFlight: unplanned }),
      { kind: 'REFUSE', code: 'IN_FLIGHT' },
    ],
    ['R-25 says so before it asks for approval', closing({ inFlight: some }), { kind: 'REFUSE', code: 'IN_FLIGHT' }],
    ['R-25 drains over what is in flight', facts({ inFlight: some }), { kind: 'APPLY', abandon: false }],
    [
      'R-25 closes over it when forced',
      closing({ global: false, force: true, inFlight: some }),
      { kind: 'APPLY', abandon: true },
    ],
    [
      'R-25 wants approval for a forced global closing, too',
      closing({ force: true, inFlight: some }),
      { kind: 'WAIT_FOR_APPROVAL' },
    ],
    [
      'R-25 forces no more than one transaction can end',
      closing({
        approved: true,
        force: true,
        inFlight: { batches: 1, submissions: 0, items: FORCED_CLOSING_MAX_ITEMS + 1 },
      }),
      { kind: 'REFUSE', code: 'IN_FLIGHT' },
    ],
    [
      'R-25 abandons nothing where nothing is in flight',
      closing({ global: false, force: true }),
      { kind: 'APPLY', abandon: false },
    ],
    [
      'R-25 leaves what is in flight to the day of a later closing',
      closing({ global: false, later: true, inFlight: some }),
      { kind: 'SCHEDULE' },
    ],
  ])('%s', (_, given, decision) => {
    expect(decideChange(given)).toEqual(decision);
  });
});

const step = (to: TransitionState, day: string, status: PendingStep['status'] = 'SCHEDULED'): PendingStep => ({
  to,
  at: new Date(`${day}T08:00:00Z`),
  status,
});

describe('changes that wait for their time', () => {
  const lastDay = '2026-08-05';
  const at = new Date('2026-06-10T08:00:00Z');

  it('R-24 are judged on the state that the earlier ones leave', () => {
    const pending = [step('DRAINING', '2026-06-01'), step('OPEN', '2026-06-20')];
    expect(projectedState('OPEN', pending, { at, lastDay })).toBe('DRAINING');
    expect(projectedState('OPEN', [], { at, lastDay })).toBe('OPEN');
  });

  it('R-24 do not count on an approval that may never come', () => {
    expect(projectedState('OPEN', [step('DRAINING', '2026-06-01', 'WAITING_APPROVAL')], { at, lastDay })).toBe('OPEN');
  });

  it('R-21 R-24 find at least DRAINING after the last day', () => {
    expect(projectedState('OPEN', [], { at: new Date('2026-08-06T08:00:00Z'), lastDay })).toBe('DRAINING');
  });

  it.each<[string, TransitionState, PendingStep[], number[]]>([
    ['keeps a plan that still leads on', 'OPEN', [step('DRAINING', '2026-06-20'), step('CLOSED', '2026-07-01')], []],
    ['ends what is so already', 'DRAINING', [step('DRAINING', '2026-06-20'), step('CLOSED', '2026-07-01')], [0]],
    ['ends a closing after a rollback', 'OPEN', [step('CLOSED', '2026-07-01')], [0]],
    ['keeps a closing that the calendar makes legal again', 'OPEN', [step('CLOSED', '2026-08-10')], []],
    ['ends an approval that came too late', 'OPEN', [step('CLOSED', '2026-06-01', 'WAITING_APPROVAL')], [0]],
    ['keeps an overdue closing', 'DRAINING', [step('CLOSED', '2026-06-01')], []],
  ])('R-24 after another change: %s', (_, state, pending, overtaken) => {
    const found = overtakenBy(state, pending, { now: at, lastDay });
    expect(found.map((one) => pending.indexOf(one))).toEqual(overtaken);
  });
});
