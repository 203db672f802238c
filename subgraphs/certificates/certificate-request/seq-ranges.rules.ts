import type { SeqRange } from './stored-item.type.js';

/** Beyond the last row of any request, and far enough from the largest integer of the database to be added to. */
export const LAST_SEQ = 1_000_000_000;

/** The ordinals from 1 on that lie in none of the ranges, as ranges in their order; ranges may overlap. */
export function outsideOf(ranges: readonly SeqRange[]): SeqRange[] {
  const gaps: SeqRange[] = [];
  let next = 1;
  for (const { first, last } of [...ranges].sort((one, other) => one.first - other.first)) {
    if (first > next) gaps.push({ first: next, last: first - 1 });
    next = Math.max(next, last + 1);
  }
  return next > LAST_SEQ ? gaps : [...gaps, { first: next, last: LAST_SEQ }];
}
