import fc from 'fast-check';
import { MinuteHistogram } from '../../../../../subgraphs/certificates/migration-progress/minute-histogram.rules.js';

const SEED = 51;
const entries = fc.array(fc.tuple(fc.nat(2_000_000), fc.integer({ min: 1, max: 2 ** 40 })), { maxLength: 200 });
const histogramOf = (list: readonly (readonly [number, number])[]): MinuteHistogram => {
  const histogram = new MinuteHistogram();
  for (const [minutes, items] of list) histogram.add(minutes, items);
  return histogram;
};

describe('R-51 histogram of minutes', () => {
  it.each([
    { of: [], p50: null, p95: null },
    { of: [[7, 1]], p50: 7, p95: 7 },
    { of: [[0, 1], [9, 1]], p50: 0, p95: 9 },
    { of: [[1, 19], [5, 1]], p50: 1, p95: 1 }, // the 19th of 20
    { of: [[1, 18], [5, 2]], p50: 1, p95: 5 },
    { of: [[3, 50], [4, 45], [600, 5]], p50: 3, p95: 4 },
    { of: [[600, 5], [4, 46], [3, 49]], p50: 4, p95: 4 },
  ] as { of: [number, number][]; p50: number | null; p95: number | null }[])('R-51 nearest rank of $of', (row) => {
    expect(histogramOf(row.of).percentiles([50, 95])).toEqual([row.p50, row.p95]);
  }); // prettier-ignore

  it(`comes out of storage as it went in, and adds up there (seed ${SEED})`, () => {
    fc.assert(
      fc.property(entries, entries, (one, other) => {
        const both = histogramOf(one);
        both.addPacked(histogramOf(other).pack());
        const all = histogramOf([...one, ...other]);
        expect(both.pack()).toEqual(all.pack());
        expect(MinuteHistogram.unpack(all.pack())).toEqual(MinuteHistogram.unpack(both.pack()));
        expect(both.items).toBe([...one, ...other].reduce((sum, [, items]) => sum + items, 0));
      }),
      { seed: SEED },
    );
  });

  it('refuses what ends in the middle of a number', () => {
    expect(() => MinuteHistogram.unpack(Uint8Array.of(5, 130))).toThrow(RangeError);
  });
});
