import { byteSize } from '../../../../gateway/console/web/pages/request/byte-size.rules.js';
import { paceBetween, roundDuration } from '../../../../gateway/console/web/pages/request/request-pace.rules.js';

describe('the pace of a request', () => {
  const first = { at: 1_000, open: 100 };

  it.each([
    ['ten rows a second', { at: 6_000, open: 50 }, { rate: 10, secondsLeft: 5 }],
    ['a part of a second is a second', { at: 4_000, open: 10 }, { rate: 30, secondsLeft: 1 }],
    ['nothing has moved', { at: 6_000, open: 100 }, null],
    ['it is over', { at: 6_000, open: 0 }, null],
    ['no time has passed', { at: 1_000, open: 50 }, null],
    ['rows were sent again, and there are more', { at: 6_000, open: 120 }, null],
  ])('%s', (_what, now, pace) => {
    expect(paceBetween(first, now)).toEqual(pace);
  });

  it.each([
    [0, 'seconds', 1],
    [119, 'seconds', 119],
    [120, 'minutes', 2],
    [7_199, 'minutes', 120],
    [7_200, 'hours', 2],
  ])('%d seconds are told in %s', (seconds, unit, n) => {
    expect(roundDuration(seconds)).toEqual({ unit, n });
  });
});

describe('the size of a file', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_540, '1.5 kB'],
    [15_400, '15 kB'],
    [2_000_000_000, '2 GB'],
    [5_000_000_000_000, '5000 GB'],
  ])('%d bytes are %s', (bytes, written) => {
    expect(byteSize(bytes, String)).toBe(written);
  });
});
