import {
  abandonedItems,
  courseOf,
  inputOf,
  inputOfPending,
  possibleTargets,
  stateBefore,
  type ChangeDraft,
  type Flag,
  type PendingChange,
} from '../../../../gateway/console/web/pages/transition/change.rules.js';
import {
  MOST_RECEIPTS,
  receiptFileName,
  receiptLines,
  withReceipt,
} from '../../../../gateway/console/web/pages/transition/receipts.rules.js';
import { instantInRome } from '../../../../gateway/console/web/pages/transition/rome-time.rules.js';
import {
  EVERYBODY,
  idsOf,
  isSameScope,
  scopeOf,
  type Scope,
} from '../../../../gateway/console/web/pages/transition/scope.rules.js';
import { legalNextStates } from '../../../../legacy-adapter/transition/transition-change.rules.js';

const ROMA: Scope = { kind: 'office', officeCode: 'PROC-H501' };
const CAPITALE: Scope = { kind: 'body', ipaCode: 'c_h501' };
const PENDING: PendingChange = {
  ...{ id: '1', officeCode: 'PROC-H501', ipaCode: null, from: 'OPEN', to: 'DRAINING', status: 'SCHEDULED' },
  ...{ at: '2026-07-01T06:00:00.000Z', reason: 'why', by: 'ops:alice', force: false, own: true },
};
const flag = (changes: Partial<Flag> = {}): Flag => ({
  ...{ state: 'OPEN', version: 7, opensOn: '2026-03-01', lastDay: '2026-09-01', daysLeft: 10, decidedBy: 'GLOBAL' },
  ...{ doubtful: false, overrides: [], pending: [] },
  ...changes,
});
const own = (state: Flag['state'], officeCode: string | null, ipaCode: string | null = null) => ({
  ...{ state, officeCode, ipaCode, since: '2026-06-01T00:00:00Z' },
});

describe('what a change starts from', () => {
  it.each<[string, Scope, Partial<Flag>, Flag['state']]>([
    ['what holds for everybody', EVERYBODY, { state: 'DRAINING' }, 'DRAINING'],
    ['what an office inherits', ROMA, { state: 'CLOSED' }, 'CLOSED'],
    ['its own value', ROMA, { state: 'CLOSED', overrides: [own('OPEN', 'PROC-H501')] }, 'OPEN'],
    [
      'not the value of its office',
      CAPITALE,
      { state: 'DRAINING', overrides: [own('CLOSED', 'PROC-H501')] },
      'DRAINING',
    ],
    ['the own value of a body', CAPITALE, { overrides: [own('CLOSED', null, 'c_h501')] }, 'CLOSED'],
    ['R-27 no less than a doubt allows', ROMA, { doubtful: true, overrides: [own('OPEN', 'PROC-H501')] }, 'DRAINING'],
  ])('R-21 is %s', (_what, scope, changes, state) => expect(stateBefore(scope, flag(changes))).toBe(state));
});

describe('what is offered', () => {
  it.each(['OPEN', 'DRAINING', 'CLOSED'] as const)('R-20 after %s is what the flag allows', (state) => {
    expect([...possibleTargets(EVERYBODY, flag({ state }), null)].sort()).toEqual([...legalNextStates(state)].sort());
  });

  it.each<[string, Partial<Flag>, string | null, Flag['state'][]]>([
    ['now, whatever is scheduled', { pending: [PENDING] }, null, ['DRAINING']],
    ['for later, what is scheduled by then', { pending: [PENDING] }, '2026-08-01', ['OPEN', 'DRAINING', 'CLOSED']],
    ['nothing of another scope', { pending: [{ ...PENDING, officeCode: 'PROC-F205' }] }, '2026-08-01', ['DRAINING']],
    ['nothing that only waits', { pending: [{ ...PENDING, status: 'WAITING_APPROVAL' }] }, '2026-08-01', ['DRAINING']],
    ['the last day still counts', {}, '2026-09-01', ['DRAINING']],
    ['the day after it is draining', {}, '2026-09-02', ['OPEN', 'DRAINING', 'CLOSED']],
  ])('R-24 %s', (_what, changes, day, targets) => expect(possibleTargets(ROMA, flag(changes), day)).toEqual(targets));
});

describe('a change that is asked for', () => {
  const draft: ChangeDraft = { scope: ROMA, to: 'CLOSED', reason: ' done ', at: null, force: true };

  it('R-22 rests on the version that was shown, and has the fields that the graph takes', () => {
    expect(inputOf(draft, 7)).toEqual({
      ...{ officeCode: 'PROC-H501', to: 'CLOSED', reason: 'done', expectedVersion: 7, force: true },
    });
    expect(inputOf({ ...draft, scope: EVERYBODY, to: 'OPEN', at: '2026-08-01T06:00:00Z' }, 7)).toEqual({
      ...{ to: 'OPEN', reason: 'done', expectedVersion: 7, at: '2026-08-01T06:00:00Z' },
    });
  });

  it.each([
    ['2026-06-30T00:00:00Z', '2026-07-01T06:00:00.000Z'],
    ['2026-07-01T06:00:00Z', undefined],
  ])('R-26 a pending one is tried at %s for %s', (now, at) => {
    expect(inputOfPending(PENDING, { version: 9, now: new Date(now) })).toEqual({
      ...{ officeCode: 'PROC-H501', to: 'DRAINING', reason: 'why', expectedVersion: 9 },
      ...(at !== undefined && { at }),
    });
  });

  it.each([
    ['CLOSED', {}, null, 'WAITING_APPROVAL'],
    ['CLOSED', {}, '2026-08-01T06:00:00Z', 'WAITING_APPROVAL'],
    ['DRAINING', {}, null, 'APPLIED'],
    ['CLOSED', { officeCode: 'PROC-H501' }, null, 'APPLIED'],
    ['CLOSED', { ipaCode: 'c_h501' }, '2026-08-01T06:00:00Z', 'SCHEDULED'],
  ] as const)('R-24 to %s for %j at %s is %s', (to, ids, at, course) => {
    expect(courseOf({ ...ids, to, at, reason: 'why', expectedVersion: 1 })).toBe(course);
  });

  it.each([
    ['CLOSED', true, 238],
    ['CLOSED', false, 0],
    ['DRAINING', true, 0],
  ] as const)('R-25 to %s, forced %s, abandons %d', (to, force, items) => {
    expect(abandonedItems({ to, force, reason: 'why', expectedVersion: 1 }, { openItems: 238 })).toBe(items);
  });
});

describe('a scope', () => {
  it.each<[object, Scope]>([
    [{}, EVERYBODY],
    [{ officeCode: null, ipaCode: null }, EVERYBODY],
    [{ officeCode: 'PROC-H501' }, ROMA],
    [{ ipaCode: 'c_h501' }, CAPITALE],
  ])('R-21 of %j', (ids, scope) => {
    expect(scopeOf(ids)).toEqual(scope);
    expect(scopeOf(idsOf(scope))).toEqual(scope);
    expect([EVERYBODY, ROMA, CAPITALE].filter((one) => isSameScope(one, scope))).toHaveLength(1);
  });
});

describe('a time of day in Rome', () => {
  it.each([
    ['2026-01-15T08:00', '2026-01-15T07:00:00.000Z'],
    ['2026-07-15T08:00', '2026-07-15T06:00:00.000Z'],
    ['2026-07-15T00:30', '2026-07-14T22:30:00.000Z'],
    ['2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
    ['2026-12-01T08:00:30', '2026-12-01T07:00:00.000Z'],
    ['tomorrow', null],
    ['2026-13-01T08:00', null],
    ['', null],
  ])('%s is %s', (wallClock, instant) => expect(instantInRome(wallClock)).toBe(instant));
});

describe('receipts that are kept', () => {
  it('R-22 are read one a line, without remarks', () => {
    expect(receiptLines('# kept\n a \r\n\n b\n')).toEqual(['a', 'b']);
  });

  it('R-22 are kept once, the newest of too many', () => {
    expect(withReceipt(['a', 'b'], 'a')).toEqual(['a', 'b']);
    const many = Array.from({ length: MOST_RECEIPTS }, (_, index) => `r${index}`);
    expect(withReceipt(many, 'new')).toEqual([...many.slice(1), 'new']);
  });

  it('R-22 are saved under the number of their record', () => {
    expect(receiptFileName(`tlr1.42.${'a'.repeat(64)}.${'b'.repeat(16)}.${'c'.repeat(86)}`)).toBe(
      'receipt-000042.json',
    );
  });
});
