import {
  defaultEnd,
  renewalPeriod,
  signedPeriod,
} from '../../../../subgraphs/agreements/direct-agreement/direct-agreement-period.rules.js';

describe('R-09 periods', () => {
  it.each([
    ['2026-02-10', '2027-02-09'],
    ['2026-01-01', '2026-12-31'],
    ['2026-03-01', '2027-02-28'],
    ['2027-03-01', '2028-02-29'],
    ['2028-02-29', '2029-02-27'],
  ])('one year from %s ends on %s', (startsOn, endsOn) => expect(defaultEnd(startsOn)).toBe(endsOn));

  it.each([
    ['nothing is drafted', { startsOn: null, endsOn: null }, { startsOn: '2026-02-10', endsOn: '2027-02-09' }],
    ['it begins later', { startsOn: '2026-03-01', endsOn: null }, { startsOn: '2026-03-01', endsOn: '2027-02-28' }],
    [
      'it was to begin before',
      { startsOn: '2026-01-01', endsOn: '2026-12-31' },
      { startsOn: '2026-02-10', endsOn: '2026-12-31' },
    ],
  ])('signed on 2026-02-10, when %s', (_name, drafted, period) =>
    expect(signedPeriod(drafted, '2026-02-10')).toEqual(period),
  );

  it('a renewal begins on the day after', () => {
    expect(renewalPeriod({ endsOn: '2027-02-28' }, null)).toEqual({ startsOn: '2027-03-01', endsOn: '2028-02-29' });
    expect(renewalPeriod({ endsOn: '2027-12-31' }, '2028-06-30')).toEqual({
      startsOn: '2028-01-01',
      endsOn: '2028-06-30',
    });
  });
});
