import fc from 'fast-check';
import { LAST_SEQ, outsideOf } from '../../../../subgraphs/certificates/certificate-request/seq-ranges.rules.js';

describe('what lies outside of ranges of rows', () => {
  it.each([
    ['nothing', [], [{ first: 1, last: LAST_SEQ }]],
    ['the beginning', [{ first: 1, last: 9 }], [{ first: 10, last: LAST_SEQ }]],
    [
      'two in the middle, in no order',
      [
        { first: 30, last: 39 },
        { first: 10, last: 19 },
      ],
      [
        { first: 1, last: 9 },
        { first: 20, last: 29 },
        { first: 40, last: LAST_SEQ },
      ],
    ],
    [
      'one within another',
      [
        { first: 5, last: 50 },
        { first: 10, last: 20 },
      ],
      [
        { first: 1, last: 4 },
        { first: 51, last: LAST_SEQ },
      ],
    ],
    ['everything', [{ first: 1, last: LAST_SEQ }], []],
  ])('%s', (_what, ranges, outside) => expect(outsideOf(ranges)).toEqual(outside));

  it('holds a row exactly when no range does', () => {
    const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 15 }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), fc.integer({ min: 1, max: 80 }), (pairs, row) => {
        const ranges = pairs.map(([first, length]) => ({ first, last: first + length }));
        const holds = (all: readonly { first: number; last: number }[]): number =>
          all.filter(({ first, last }) => row >= first && row <= last).length;
        expect(holds(outsideOf(ranges))).toBe(holds(ranges) > 0 ? 0 : 1);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
