import { rowNumbers } from './row-numbers.rules.js';

/** What can be wrong with an answer; it is kept where it lies and reported, never guessed at. */
export type AnswerTrouble =
  | 'ACKNOWLEDGEMENT_INCOMPLETE'
  | 'ACKNOWLEDGEMENT_CORRUPT'
  | 'ACKNOWLEDGEMENT_MISMATCH'
  | 'REFUSAL_INCOMPLETE'
  | 'REFUSAL_CORRUPT'
  | 'REFUSAL_MISMATCH'
  | 'OUTCOME_INCOMPLETE'
  | 'OUTCOME_CORRUPT'
  | 'OUTCOME_MISMATCH'
  | 'ARCHIVE_MISSING'
  | 'ARCHIVE_INCOMPLETE'
  | 'ARCHIVE_MISMATCH'
  | 'ARCHIVE_TOO_LARGE'
  | 'ARCHIVE_UNPACKS_TOO_LARGE'
  | 'PDF_MISSING'
  | 'PDF_CORRUPT'
  | 'PDF_NAMED_TWICE'
  | 'PDF_HASH_MISMATCH';

/** Troubles that time may mend: the office may still be writing, or have died while it did. */
const PASSING: ReadonlySet<AnswerTrouble> = new Set([
  'ACKNOWLEDGEMENT_INCOMPLETE',
  'REFUSAL_INCOMPLETE',
  'OUTCOME_INCOMPLETE',
  'ARCHIVE_MISSING',
  'ARCHIVE_INCOMPLETE',
]);

/** An answer that cannot be taken in as it is. The message is what `lastError` shows: a code, fields, row numbers. */
export class AnswerDefect extends Error {
  readonly isPassing: boolean;

  constructor(
    readonly trouble: AnswerTrouble,
    { about, rows = [] }: { about?: string; rows?: readonly number[] } = {},
  ) {
    super([trouble, about, rowNumbers(rows)].filter(Boolean).join(' '));
    this.name = 'AnswerDefect';
    this.isPassing = PASSING.has(trouble);
  }
}
