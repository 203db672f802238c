import { DirectAgreementStatus } from '../../../../subgraphs/shared/graph-enums.js';
import type { RecordedAgreement } from '../../../../subgraphs/agreements/direct-agreement/direct-agreement-status.rules.js';
import { alertsDue, expiryAlertOn } from '../../../../subgraphs/agreements/expiry-alert/expiry-alert.rules.js';

const recorded = (changes: Partial<RecordedAgreement> = {}): RecordedAgreement => ({
  status: 'ACTIVE',
  startsOn: '2026-02-10',
  endsOn: '2027-02-09',
  isRenewed: false,
  ...changes,
});

describe('R-09 the alerts of an agreement that ends', () => {
  it.each([
    ['2026-11-10', []], // 91 days left
    ['2026-11-11', ['90: 2026-11-11']],
    ['2026-12-10', ['90: 2026-11-11']],
    ['2026-12-11', ['90: 2026-11-11', '60: 2026-12-11']],
    ['2027-01-09', ['90: 2026-11-11', '60: 2026-12-11']],
    ['2027-01-10', ['90: 2026-11-11', '60: 2026-12-11', '30: 2027-01-10']],
    ['2027-02-09', ['90: 2026-11-11', '60: 2026-12-11', '30: 2027-01-10']],
    ['2027-02-10', []],
  ])('R-09 on %s are %p', (day, due) => {
    expect(alertsDue(recorded(), day).map(({ days, dueOn }) => `${days}: ${dueOn}`)).toEqual(due);
    expect(alertsDue(recorded({ isRenewed: true }), day)).toEqual([]);
    expect(expiryAlertOn(recorded(), day)).toBe(due.length > 0 ? Number.parseInt(due.at(-1) ?? '', 10) : null);
  });

  it.each(Object.values(DirectAgreementStatus))('R-09 of one that is %s', (status) => {
    const due = status === 'ACTIVE' || status === 'SUSPENDED' ? 90 : null;
    expect(expiryAlertOn(recorded({ status }), '2026-11-20')).toBe(due);
  });

  it('R-09 leave out the marks before its first day', () => {
    const twoMonths = recorded({ startsOn: '2026-12-12', endsOn: '2027-02-09' });
    expect(alertsDue(twoMonths, '2027-02-01')).toEqual([{ days: 30, dueOn: '2027-01-10' }]);
    const fromTheMarkOn = recorded({ startsOn: '2026-12-11', endsOn: '2027-02-09' });
    expect(alertsDue(fromTheMarkOn, '2026-12-11')).toEqual([{ days: 60, dueOn: '2026-12-11' }]);
    expect(alertsDue(recorded({ startsOn: null, endsOn: null }), '2026-12-11')).toEqual([]);
  });
});
