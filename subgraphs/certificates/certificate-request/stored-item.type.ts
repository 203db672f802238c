import type { SealedSubject } from '../subject/subject-record.js';

export type ItemEndStatus = 'ISSUED' | 'REJECTED' | 'FAILED' | 'ABANDONED';

/** One item as it is stored. Its status is not: it follows from its end, its review, its batch. */
export interface StoredItem {
  requestId: string;
  line: number;
  row: number;
  seq: number | null;
  subject: SealedSubject;
  end: { status: ItemEndStatus; code: string | null; field: string | null } | null;
  flags: string[];
  inReview: boolean;
}

/** Accepted rows `first` … `last` of a request. */
export interface SeqRange {
  first: number;
  last: number;
}

/** Which items of a request a page holds. */
export type ItemSelection =
  | { kind: 'all' }
  | { kind: 'ended'; status: ItemEndStatus }
  | { kind: 'underReview' }
  /** Open at the counter, and taken up by an operator or not. */
  | { kind: 'atCounter'; takenUp: boolean }
  /**
   * Neither ended nor under review, and within (or outside) these ranges. In `settled` nothing is open any more: known
   * from the outset, so that nobody looks at what may be nearly all of a request.
   */
  | { kind: 'open'; inside: boolean; ranges: readonly SeqRange[]; settled?: readonly SeqRange[] };
