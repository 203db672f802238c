import type { OutcomeRow } from '../records/massivo-record.type.js';
import { MOST_SHOWN_ROWS, rowNumbers } from './row-numbers.rules.js';

/**
 * Holds an office's rows against those that were sent to it: every row once, none besides, each about the same person.
 * What a record may say at all, and that no row stands twice, the reader has seen to.
 */
export class OutcomeMatch {
  readonly #awaited: number;
  readonly #rows = new Map<number, OutcomeRow>();
  readonly #extra: number[] = [];
  readonly #missing: number[] = [];
  readonly #different: number[] = [];

  /** @param awaited rows in the file that was sent; no more than these are kept */
  constructor(awaited: number) {
    this.#awaited = awaited;
  }

  /** A row of the outcome. */
  add(row: OutcomeRow): void {
    if (row.row <= this.#awaited) this.#rows.set(row.row, row);
    else note(this.#extra, row.row);
  }

  /** A row as it was sent; `taxCode` is empty where the subject has none. */
  compare(row: number, taxCode: string): void {
    const answered = this.#rows.get(row);
    if (!answered) note(this.#missing, row);
    else if ((answered.taxCode ?? '') !== taxCode) note(this.#different, row);
  }

  /** What does not match, in words without personal data; null when everything does. */
  mismatch(): string | null {
    const found = [
      ['missing', this.#missing],
      ['not sent', this.#extra],
      ['other tax code', this.#different],
    ] as const;
    const told = found.filter(([, rows]) => rows.length > 0).map(([what, rows]) => `${what} ${rowNumbers(rows)}`);
    return told.length > 0 ? told.join('; ') : null;
  }

  /** The rows that were awaited, by number. */
  get rows(): ReadonlyMap<number, OutcomeRow> {
    return this.#rows;
  }
}

function note(rows: number[], row: number): void {
  if (rows.length <= MOST_SHOWN_ROWS) rows.push(row);
}
