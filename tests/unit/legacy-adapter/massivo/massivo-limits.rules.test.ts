import {
  DEFAULT_LIMITS,
  limitOutOfBounds,
  mayBeSent,
  roomToday,
} from '../../../../legacy-adapter/massivo/batches/massivo-limits.rules.js';

const limits = { officeCode: 'PROC-H501', ...DEFAULT_LIMITS };

describe('R-17 limits of an office', () => {
  it.each([
    [{}, null],
    [{ maximumRows: 1 }, null],
    [{ maximumRows: 5_000, minimumRows: 5_000 }, null],
    [{ maximumRows: 0 }, 'maximumRows'],
    [{ maximumRows: 5_001 }, 'maximumRows'],
    [{ maximumRows: 1.5 }, 'maximumRows'],
    [{ maximumRows: Number.NaN }, 'maximumRows'],
    [{ minimumRows: 0 }, 'minimumRows'],
    [{ minimumRows: 301 }, 'minimumRows'],
    [{ concurrentBatches: 0 }, 'concurrentBatches'],
    [{ concurrentBatches: 101 }, 'concurrentBatches'],
    [{ dailyRows: 1 }, null],
    [{ dailyRows: 0 }, 'dailyRows'],
    [{ dailyRows: 2_147_483_648 }, 'dailyRows'],
  ])('%j: out of bounds is %p', (change, expected) => {
    expect(limitOutOfBounds({ ...limits, ...change })).toBe(expected);
  });

  it.each([
    ['nothing there', 300, {}, { batches: 0, rowsToday: 0 }, true],
    ['one place left', 300, {}, { batches: 9, rowsToday: 9_000 }, true],
    ['no place left', 1, {}, { batches: 10, rowsToday: 10 }, false],
    ['the quota just reached', 300, { dailyRows: 600 }, { batches: 1, rowsToday: 300 }, true],
    ['the quota passed', 301, { dailyRows: 600 }, { batches: 1, rowsToday: 300 }, false],
    ['a first file larger than the quota', 300, { dailyRows: 100 }, { batches: 0, rowsToday: 0 }, true],
    ['a second one', 300, { dailyRows: 100 }, { batches: 1, rowsToday: 300 }, false],
  ])('%s: %i rows, %j with %j may be sent: %p', (...[, rows, change, usage, expected]) => {
    expect(mayBeSent(rows, { ...limits, ...change }, usage)).toBe(expected);
  });

  it.each([
    ['no quota', null, 900, null],
    ['nothing sent today', 600, 0, null],
    ['something sent', 600, 590, 10],
    ['the quota used up', 600, 600, 0],
    ['a first file larger than the quota', 600, 900, 0],
  ])('%s: a quota of %p with %i rows sent leaves room for %p', (...[, dailyRows, rowsToday, expected]) => {
    expect(roomToday({ ...limits, dailyRows }, { batches: 0, rowsToday })).toBe(expected);
  });
});
