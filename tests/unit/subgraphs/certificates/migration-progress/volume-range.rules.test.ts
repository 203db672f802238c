import {
  intervalStart,
  intervalWithin,
  volumeRange,
  volumeRangeProblem,
} from '../../../../../subgraphs/certificates/migration-progress/volume-range.rules.js';

const none = { from: null, to: null };

describe('R-51 R-53 range of the volumes', () => {
  it.each([
    { by: 'WEEK', ...none, asOf: '2026-06-10', is: ['2025-12-15', '2026-06-10'] },
    { by: 'DAY', ...none, asOf: '2026-06-10', is: ['2025-12-15', '2026-06-10'] },
    { by: 'MONTH', ...none, asOf: '2026-06-10', is: ['2025-07-01', '2026-06-10'] },
    { by: 'DAY', from: '2026-06-01', to: '2026-06-30', asOf: '2026-06-10', is: ['2026-06-01', '2026-06-10'] },
    { by: 'DAY', from: '2026-06-01', to: '2026-06-05', asOf: '2026-06-10', is: ['2026-06-01', '2026-06-05'] },
    { by: 'DAY', from: '2026-06-11', to: null, asOf: '2026-06-10', is: null },
  ] as const)('R-53 $by from $from to $to as of $asOf', ({ is, ...asked }) => {
    expect(volumeRange(asked)).toEqual(is && { from: is[0], to: is[1] });
  });

  it.each([
    { by: 'DAY', from: '2026-06-02', to: '2026-06-01', field: 'to' },
    { by: 'DAY', from: '2025-05-07', to: null, field: 'from' }, // 400 days and one
    { by: 'DAY', from: '2025-05-08', to: null, field: null },
    { by: 'WEEK', from: '2020-01-01', to: null, field: 'from' },
    { by: 'MONTH', from: '2016-07-31', to: null, field: null },
    { by: 'MONTH', from: '2016-06-30', to: null, field: 'from' },
    { by: 'DAY', from: '2030-01-01', to: null, field: null },
  ] as const)('$by from $from to $to is wrong in $field', ({ field, ...asked }) => {
    expect(volumeRangeProblem({ ...asked, asOf: '2026-06-11' })?.field ?? null).toBe(field);
  });

  it.each([
    { by: 'WEEK', day: '2026-06-07', start: '2026-06-01' }, // a Sunday
    { by: 'WEEK', day: '2026-06-08', start: '2026-06-08' },
    { by: 'WEEK', day: '1969-12-31', start: '1969-12-29' },
    { by: 'MONTH', day: '2026-02-28', start: '2026-02-01' },
    { by: 'DAY', day: '2026-02-28', start: '2026-02-28' },
  ] as const)('$by of $day begins on $start', ({ by, day, start }) => expect(intervalStart(by, day)).toBe(start));

  it.each([
    { by: 'WEEK', start: '2026-06-01', is: ['2026-06-03', '2026-06-07'] },
    { by: 'WEEK', start: '2026-06-08', is: ['2026-06-08', '2026-06-10'] },
    { by: 'MONTH', start: '2026-06-01', is: ['2026-06-03', '2026-06-10'] },
  ] as const)('$by from $start is cut to the range', ({ by, start, is: [from, to] }) => {
    expect(intervalWithin(by, start, { from: '2026-06-03', to: '2026-06-10' })).toEqual({ from, to });
  });
});
