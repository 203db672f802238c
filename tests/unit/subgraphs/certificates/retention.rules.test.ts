import { addDays } from '../../../../schema/kernel/clock.js';
import { erasedBefore } from '../../../../subgraphs/certificates/retention/retention.rules.js';

describe('R-62 how long the PDF of a certificate is kept', () => {
  it.each([
    ['2026-06-10', 180, '2026-12-07'],
    ['2026-01-01', 180, '2026-06-30'],
    ['2028-01-01', 180, '2028-06-29'],
    ['2026-06-10', 1, '2026-06-11'],
    ['2026-10-24', 1, '2026-10-25'],
    ['2027-03-27', 365, '2028-03-26'],
  ])('R-62 issued on %s and kept %d days: %s is the last day with it', (issuedOn, days, lastDay) => {
    const isErased = (today: string): boolean => issuedOn < erasedBefore(today, days);
    expect([isErased(lastDay), isErased(addDays(lastDay, 1))]).toEqual([false, true]);
  });
});
