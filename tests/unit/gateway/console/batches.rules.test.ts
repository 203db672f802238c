import {
  addressOf,
  filterOf,
  viewOf,
  type BatchView,
} from '../../../../gateway/console/web/pages/batches/batch-filter.rules.js';
import { lateBatches, needsAttention } from '../../../../gateway/console/web/pages/batches/office-health.rules.js';

const ALL: BatchView = { situation: 'ALL', officeCode: null, ipaCode: null, after: null };

describe('what the address of the batches says', () => {
  it.each<[string, Partial<BatchView>]>([
    ['', {}],
    ['show=OVERDUE', { situation: 'OVERDUE' }],
    ['show=SENT&office=PROC-H501&body=c_h501', { situation: 'SENT', officeCode: 'PROC-H501', ipaCode: 'c_h501' }],
    ['after=abc', { after: 'abc' }],
  ])('%j comes back as it went', (address, changes) => {
    const view = { ...ALL, ...changes };
    expect(viewOf(new URLSearchParams(address))).toEqual(view);
    expect(addressOf(view).toString()).toBe(address);
  });

  it('nonsense does not narrow the list', () => {
    expect(viewOf(new URLSearchParams('show=NONE&office=x&body=!'))).toEqual(ALL);
  });
});

describe('the filter of the batches', () => {
  it.each<[Partial<BatchView>, string | null, object]>([
    [{}, null, {}],
    [{ situation: 'QUARANTINED' }, null, { quarantined: true }],
    [{ situation: 'OVERDUE', officeCode: 'PROC-F205' }, null, { overdue: true, officeCode: 'PROC-F205' }],
    [{ situation: 'FAILED', ipaCode: 'c_h501' }, null, { state: 'FAILED', ipaCode: 'c_h501' }],
  ])('of %j is for %j', (changes, ownOffice, filter) =>
    expect(filterOf({ ...ALL, ...changes }, ownOffice)).toEqual(filter),
  );

  it('R-61 of an operator is always for the own office', () => {
    expect(filterOf({ ...ALL, officeCode: 'PROC-F205' }, 'PROC-H501')).toEqual({ officeCode: 'PROC-H501' });
  });
});

describe('an office that is to be followed', () => {
  const well = { state: 'CLOSED', since: null, trouble: null, notices: [] } as const;
  const office = (changes: object) => ({ massivoHealth: { ...well, notices: [] }, massivoOverdue: [], ...changes });

  it.each([
    ['is not one that is well', office({}), false],
    ['is not one of which nothing may be known', { massivoHealth: null, massivoOverdue: null }, false],
    ['cannot be reached', office({ massivoHealth: { ...well, state: 'OPEN', notices: [] } }), true],
    ['is late', office({ massivoOverdue: [{ kind: 'NO_OUTCOME', batches: 2 }] }), true],
    [
      'has foreign entries in its folders',
      office({ massivoHealth: { ...well, notices: [{ kind: 'FOREIGN_ENTRIES', since: '', entries: 1 }] } }),
      true,
    ],
  ] as const)('%s', (_what, subject, isFollowed) => expect(needsAttention(subject)).toBe(isFollowed));

  it('counts what it is late with, of every kind', () => {
    const kinds = [
      { kind: 'NO_OUTCOME', batches: 2 },
      { kind: 'NOT_SENT', batches: 3 },
    ] as const;
    expect(lateBatches({ massivoOverdue: [...kinds] })).toBe(5);
  });
});
