import { archiveTarget } from './archive-target.js';
import type { FuzzTarget } from './fuzz-case.js';
import { outcomeTarget, receiptTarget } from './outcome-target.js';
import { requestTarget } from './request-target.js';
import { roundTripTarget } from './round-trip-target.js';

/** Of twenty cases in a row, how many are of which kind. */
const SHARES: readonly (readonly [FuzzTarget, number])[] = [
  [requestTarget, 10],
  [outcomeTarget, 5],
  [receiptTarget, 2],
  [roundTripTarget, 2],
  [archiveTarget, 1],
];
const ROUND = SHARES.flatMap(([target, share]) => Array.from({ length: share }, () => target));

export const FUZZ_TARGETS: readonly FuzzTarget[] = SHARES.map(([target]) => target);

/** What kind of case has this index. */
export function targetOf(index: number): FuzzTarget {
  const target = ROUND[index % ROUND.length];
  if (!target) throw new RangeError('no such case');
  return target;
}
