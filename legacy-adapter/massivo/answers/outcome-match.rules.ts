import type { IsoDay } from '../../../schema/kernel/clock.js';
import { isRowCode } from '../../../schema/row-codes.js';
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
  readonly #numbers = new Set<string>();
  readonly #repeated: number[] = [];
  readonly #oddCodes: number[] = [];
  readonly #future: number[] = [];
  readonly #today: IsoDay;

  /**
   * @param awaited rows in the file that was sent; no more than these are kept
   * @param today after which nothing can have been issued
   */
  constructor(awaited: number, today: IsoDay) {
    this.#awaited = awaited;
    this.#today = today;
  }

  /** A row of the outcome. */
  add(row: OutcomeRow): void {
    if (row.row > this.#awaited) return note(this.#extra, row.row);
    this.#rows.set(row.row, row);
    // An item's end is for good: it does not hang on a code that nobody knows, nor on one that contradicts its row.
    if (row.outcome === 'SCARTATO' ? !isRowCode(row.errorCode ?? '') : row.errorCode) note(this.#oddCodes, row.row);
    if (row.issuedOn !== null && row.issuedOn > this.#today) note(this.#future, row.row);
    if (row.certificateNumber === null) return;
    if (this.#numbers.has(row.certificateNumber)) note(this.#repeated, row.row);
    this.#numbers.add(row.certificateNumber);
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
      ['number of another row', this.#repeated],
      ['code', this.#oddCodes],
      ['issued in the future', this.#future],
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
