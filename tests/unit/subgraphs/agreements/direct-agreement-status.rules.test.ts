import { DirectAgreementStatus } from '../../../../subgraphs/shared/graph-enums.js';
import {
  ENDED,
  isInForce,
  legalNextStatuses,
  statusesFor,
  statusOn,
  stepByDate,
  type AgreementAct,
  type RecordedAgreement,
} from '../../../../subgraphs/agreements/direct-agreement/direct-agreement-status.rules.js';

const STATUSES = Object.values(DirectAgreementStatus);
const recorded = (changes: Partial<RecordedAgreement> = {}): RecordedAgreement => ({
  status: 'ACTIVE',
  startsOn: '2026-02-10',
  endsOn: '2027-02-09',
  isRenewed: false,
  ...changes,
});

describe('R-08 acts', () => {
  it.each<[AgreementAct, DirectAgreementStatus, DirectAgreementStatus[]]>([
    ['SIGN', 'SIGNED', ['DRAFT']],
    ['REGISTER', 'REGISTERED', ['SIGNED']],
    ['ACTIVATE', 'ACTIVE', ['REGISTERED']],
    ['SUSPEND', 'SUSPENDED', ['ACTIVE']],
    ['RESUME', 'ACTIVE', ['SUSPENDED']],
    ['WITHDRAW', 'WITHDRAWN', ['DRAFT', 'SIGNED', 'REGISTERED', 'ACTIVE', 'SUSPENDED']],
  ])('%s leads to %s from %p', (act, to, from) => {
    expect(statusesFor(act)).toEqual(from);
    for (const status of from) expect(legalNextStatuses(status)).toContain(to);
  });

  it.each<[DirectAgreementStatus, DirectAgreementStatus[]]>([
    ['DRAFT', ['SIGNED', 'WITHDRAWN']],
    ['SIGNED', ['REGISTERED', 'EXPIRED', 'WITHDRAWN']],
    ['REGISTERED', ['ACTIVE', 'EXPIRED', 'WITHDRAWN']],
    ['ACTIVE', ['SUSPENDED', 'EXPIRED', 'WITHDRAWN', 'RENEWED']],
    ['SUSPENDED', ['ACTIVE', 'EXPIRED', 'WITHDRAWN', 'RENEWED']],
    ['EXPIRED', []],
    ['WITHDRAWN', []],
    ['RENEWED', []],
  ])('%s is followed by one of %p', (status, next) => expect(legalNextStatuses(status)).toEqual(next));

  it('R-09 R-15 only what is active is renewed, and only what has not ended is extended', () => {
    expect(statusesFor('RENEW')).toEqual(['ACTIVE']);
    expect(statusesFor('EXTEND')).toEqual(STATUSES.filter((status) => !ENDED.includes(status as never)));
  });
});

describe('R-09 the status on a day', () => {
  it.each(STATUSES)('%s stays what it is to its last day', (status) => {
    expect(statusOn(recorded({ status }), '2027-02-09')).toBe(status);
    expect(statusOn(recorded({ status, endsOn: null }), '2099-01-01')).toBe(status);
  });

  it.each<[DirectAgreementStatus, boolean, DirectAgreementStatus]>([
    ['DRAFT', false, 'DRAFT'],
    ['SIGNED', false, 'EXPIRED'],
    ['REGISTERED', false, 'EXPIRED'],
    ['ACTIVE', false, 'EXPIRED'],
    ['ACTIVE', true, 'RENEWED'],
    ['SUSPENDED', false, 'EXPIRED'],
    ['SUSPENDED', true, 'RENEWED'],
    ['WITHDRAWN', true, 'WITHDRAWN'],
    ['EXPIRED', true, 'EXPIRED'],
    ['RENEWED', false, 'RENEWED'],
  ])('%s, renewed %p, is %s on the day after', (status, isRenewed, expected) => {
    expect(statusOn(recorded({ status, isRenewed }), '2027-02-10')).toBe(expected);
  });

  it.each([
    ['on its first day', {}, '2026-02-10', true],
    ['on its last day', {}, '2027-02-09', true],
    ['before its first day', {}, '2026-02-09', false],
    ['after its last day', {}, '2027-02-10', false],
    ['while suspended', { status: 'SUSPENDED' }, '2026-06-01', false],
    ['while only registered', { status: 'REGISTERED' }, '2026-06-01', false],
    ['without a period', { startsOn: null, endsOn: null }, '2026-06-01', false],
  ] as const)('R-05 is in force: %s', (_name, changes, day, expected) => {
    expect(isInForce(recorded(changes), day)).toBe(expected);
  });

  it('R-09 tells the step that date alone has made, and the day on which it was made', () => {
    expect(stepByDate(recorded(), '2027-02-09')).toBeNull();
    expect(stepByDate(recorded(), '2027-06-01')).toEqual({ from: 'ACTIVE', to: 'EXPIRED', on: '2027-02-10' });
    const renewed = recorded({ status: 'SUSPENDED', isRenewed: true });
    expect(stepByDate(renewed, '2027-02-10')).toEqual({ from: 'SUSPENDED', to: 'RENEWED', on: '2027-02-10' });
    expect(stepByDate(recorded({ status: 'WITHDRAWN' }), '2027-06-01')).toBeNull();
    expect(stepByDate(recorded({ status: 'DRAFT', endsOn: null }), '2099-01-01')).toBeNull();
  });
});
