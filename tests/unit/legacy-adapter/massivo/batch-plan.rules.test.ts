import fc from 'fast-check';
import {
  fileRequestIds,
  isAnswerable,
  mayClash,
  mergeRanges,
  nextAttemptId,
  planParts,
} from '../../../../legacy-adapter/massivo/batches/batch-plan.rules.js';

const sizes = (items: number, maximumRows: number, minimumRows = 1): number[] =>
  planParts(items, { maximumRows, minimumRows }).map(({ firstSeq, lastSeq }) => lastSeq - firstSeq + 1);

describe('R-17 cutting a request into files', () => {
  it.each([
    [1, 300, 1, [1]],
    [300, 300, 1, [300]],
    [301, 300, 1, [300, 1]],
    [650, 300, 1, [300, 300, 50]],
    [650, 300, 50, [300, 300, 50]],
    // The rest would stay below the minimum: even parts.
    [650, 300, 51, [217, 217, 216]],
    [301, 300, 2, [151, 150]],
    // Cannot be helped: a request below the minimum goes as it is, and even parts may be below it too.
    [3, 300, 10, [3]],
    [11, 10, 8, [6, 5]],
  ])('%i rows over at most %i, at least %i: %j', (items, maximumRows, minimumRows, expected) => {
    expect(sizes(items, maximumRows, minimumRows)).toEqual(expected);
  });

  it('covers every row once, in as few files as the maximum allows, none larger', () => {
    const limits = fc
      .integer({ min: 1, max: 500 })
      .chain((maximumRows) =>
        fc.record({ maximumRows: fc.constant(maximumRows), minimumRows: fc.integer({ min: 1, max: maximumRows }) }),
      );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), limits, (items, { maximumRows, minimumRows }) => {
        const parts = planParts(items, { maximumRows, minimumRows });
        const sizesInOrder = parts.map(({ firstSeq, lastSeq }) => lastSeq - firstSeq + 1);
        const follows = ({ firstSeq }: { firstSeq: number }, index: number): boolean =>
          firstSeq === (parts[index - 1]?.lastSeq ?? 0) + 1;
        expect(parts.map(({ part }) => part)).toEqual(
          Array.from({ length: Math.ceil(items / maximumRows) }, (_, i) => i + 1),
        );
        expect(parts.every(follows)).toBe(true);
        expect(parts.at(-1)?.lastSeq).toBe(items);
        expect([Math.min(...sizesInOrder) >= 1, Math.max(...sizesInOrder) <= maximumRows]).toEqual([true, true]);
      }),
      { seed: 17 },
    );
  });
});

describe('request ids of files', () => {
  it.each([
    ['X', 1, ['X']],
    ['X', 2, ['X-01', 'X-02']],
    ['2026-000001', 3, ['2026-000001-01', '2026-000001-02', '2026-000001-03']],
  ])('%s in %i parts: %j', (id, parts, expected) => {
    expect(fileRequestIds(id, parts)).toEqual(expected);
  });

  it('has three digits from the hundredth part on', () => {
    expect(fileRequestIds('X', 101).slice(98)).toEqual(['X-99', 'X-100', 'X-101']);
  });

  it.each([
    ['X', 1, false],
    ['X', 2, true],
    ['X-01', 1, true],
    ['X-R1', 1, true],
    ['2026-000001', 1, true],
    ['2026-A', 1, false],
  ])('%s in %i parts may be taken for another file: %p', (id, parts, expected) => {
    expect(mayClash(id, parts)).toBe(expected);
  });

  it.each([
    ['X', 'X-R1'],
    ['X-R1', 'X-R2'],
    ['X-02-R9', 'X-02-R10'],
    ['X-R', 'X-R-R1'],
  ])('the attempt after %s is %s', (id, expected) => {
    expect(nextAttemptId(id)).toBe(expected);
  });

  it.each([
    ['2026-000001', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['with a blank', false],
    ['', false],
  ])('%j comes back as it was sent: %p', (id, expected) => {
    expect(isAnswerable(id)).toBe(expected);
  });
});

describe('R-25 ranges to be ended', () => {
  it('are told in as few stretches as there are', () => {
    const range = (requestId: string, firstSeq: number, lastSeq: number) => ({ requestId, firstSeq, lastSeq });
    expect(
      mergeRanges([
        range('b', 301, 600),
        range('a', 1, 300),
        range('b', 1, 300),
        range('a', 601, 650),
        range('b', 601, 601),
      ]),
    ).toEqual([range('a', 1, 300), range('a', 601, 650), range('b', 1, 601)]);
    expect(mergeRanges([])).toEqual([]);
  });
});
