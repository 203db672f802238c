import { isUtf8 } from 'node:buffer';
import { LineStream, type LineStreamOptions } from './line-stream.js';
import type { ByteSource, OutcomeClosing, OutcomeHeader, OutcomeRow } from './massivo-record.type.js';
import { parseOutcomeHeader, parseOutcomeRow } from './outcome-record.rules.js';

/**
 * Why an outcome file cannot be taken in. `INCOMPLETE`: it ends before its closing record, so the other side may still
 * be writing, or was cut short: wait, then report. `CORRUPT`: no waiting will make it good.
 */
export class OutcomeFileDefect extends Error {
  constructor(
    readonly kind: 'INCOMPLETE' | 'CORRUPT',
    /** Line at which it was found out, from 1. */
    readonly line: number,
    reason: string,
  ) {
    super(`outcome file ${kind.toLowerCase()} at line ${line}: ${reason}`);
    this.name = 'OutcomeFileDefect';
  }
}

/** What a whole outcome file comes to. */
export type OutcomeVerdict =
  | { kind: 'COMPLETE'; header: OutcomeHeader; closing: OutcomeClosing }
  | { kind: 'INCOMPLETE' | 'CORRUPT'; defect: OutcomeFileDefect };

/** What an `.ack` or `.err` file comes to. */
export type ReceiptVerdict = { kind: 'COMPLETE'; header: OutcomeHeader } | { kind: 'INCOMPLETE' | 'CORRUPT' };

export interface OutcomeReaderOptions extends LineStreamOptions {
  /** Rows handed over at a time. */
  batchRows?: number;
}

const DEFAULT_BATCH_ROWS = 1_000;
const ROW_START = 'E;';
const CLOSING_START = 'F;';
const CLOSING_RECORD = /^F;(\d{1,6});(\d{1,6});(\d{1,6});([0-9a-f]{64})$/;
const RECEIPT_MAX_BYTES = 8 * 1024;

/**
 * An outcome file of MASSIVA v1, read strictly from a stream in bounded memory: `open` reads its `R` record, `batches`
 * its `E` records, and after the last batch `closing` holds what the `F` record said and was found true. Whatever does
 * not hold is thrown as an `OutcomeFileDefect`, and batches handed over before are void: `inspectOutcomeFile` first.
 */
export class OutcomeFile {
  readonly header: OutcomeHeader;
  readonly #lines: LineStream;
  readonly #batchRows: number;
  readonly #seen = new RowNumbers();
  #counts = { POSITIVO: 0, NULLO: 0, SCARTATO: 0 };
  #closing: OutcomeClosing | null = null;

  private constructor(header: OutcomeHeader, lines: LineStream, batchRows: number) {
    this.header = header;
    this.#lines = lines;
    this.#batchRows = batchRows;
  }

  /** Reads the `R` record. Whoever does not go on to `batches` must `close`. */
  static async open(source: ByteSource, options: OutcomeReaderOptions = {}): Promise<OutcomeFile> {
    const lines = new LineStream(source, options);
    try {
      if (!((await lines.nextBlock()) && lines.next())) throw new OutcomeFileDefect('INCOMPLETE', 1, 'it is empty');
      const header = lines.text === null ? null : parseOutcomeHeader(lines.text);
      if (!header) throw unreadable(lines, 'no R record');
      return new OutcomeFile(header, lines, options.batchRows ?? DEFAULT_BATCH_ROWS);
    } catch (error) {
      await lines.close();
      throw error;
    }
  }

  /** What the `F` record said; throws before the last batch has been read. */
  get closing(): OutcomeClosing {
    if (!this.#closing) throw new Error('the outcome file has not been read to its end');
    return this.#closing;
  }

  /** The rows in their order, up to `batchRows` at a time; to be read once. Closes the source, however it ends. */
  async *batches(): AsyncGenerator<OutcomeRow[], void, void> {
    let batch: OutcomeRow[] = [];
    try {
      do {
        while (this.#lines.next()) {
          if (this.#lines.text?.startsWith(CLOSING_START)) {
            if (batch.length > 0) yield batch;
            this.#closing = await this.#readClosing();
            return;
          }
          batch.push(this.#readRow());
          if (batch.length < this.#batchRows) continue;
          yield batch;
          batch = [];
        }
      } while (await this.#lines.nextBlock());
      throw new OutcomeFileDefect('INCOMPLETE', this.#lines.line, 'no closing record');
    } finally {
      await this.#lines.close();
    }
  }

  /** Lets the source go without reading the rows. */
  async close(): Promise<void> {
    await this.#lines.close();
  }

  #readRow(): OutcomeRow {
    const { text } = this.#lines;
    const row = text?.startsWith(ROW_START) && this.#lines.isTerminated ? parseOutcomeRow(text) : null;
    if (!row) throw unreadable(this.#lines, 'no E record');
    if (!this.#seen.add(row.row)) throw new OutcomeFileDefect('CORRUPT', this.#lines.line, 'row stands twice');
    this.#counts[row.outcome] += 1;
    return row;
  }

  async #readClosing(): Promise<OutcomeClosing> {
    const lines = this.#lines;
    const { line } = lines;
    const [, positive, nil, discarded, sha256] = CLOSING_RECORD.exec(lines.text ?? '') ?? [];
    if (sha256 === undefined) throw unreadable(lines, 'no F record');
    const closing = { positive: Number(positive), nil: Number(nil), discarded: Number(discarded), sha256 };
    const counts = this.#counts;
    const counted =
      closing.positive === counts.POSITIVO && closing.nil === counts.NULLO && closing.discarded === counts.SCARTATO;
    if (!counted) throw new OutcomeFileDefect('CORRUPT', line, 'counts do not match');
    if (lines.digestBeforeLine() !== sha256) throw new OutcomeFileDefect('CORRUPT', line, 'hash does not match');
    do {
      while (lines.next()) {
        if (lines.text !== '')
          throw new OutcomeFileDefect('CORRUPT', lines.line, 'something follows the closing record');
      }
    } while (await lines.nextBlock());
    return closing;
  }
}

/** Reads a whole outcome file without keeping it. Fails only as the source fails. */
export async function inspectOutcomeFile(source: ByteSource, options?: LineStreamOptions): Promise<OutcomeVerdict> {
  try {
    const file = await OutcomeFile.open(source, options);
    for await (const batch of file.batches()) void batch;
    return { kind: 'COMPLETE', header: file.header, closing: file.closing };
  } catch (error) {
    if (error instanceof OutcomeFileDefect) return { kind: error.kind, defect: error };
    throw error;
  }
}

/**
 * Reads the one line of an `.ack` or `.err` file. Without the end of the line it is incomplete: its last field, the
 * message, would not show that it was cut.
 */
export function parseReceipt(bytes: Buffer): ReceiptVerdict {
  if (bytes.length > RECEIPT_MAX_BYTES) return { kind: 'CORRUPT' };
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  const end = text.indexOf('\n');
  if (end < 0) return { kind: 'INCOMPLETE' };
  const line = text.slice(0, end).replace(/\r$/, '');
  const isReadable = text.slice(end).trim() === '' && !/[\x00-\x1f\x7f-\x9f]/.test(line);
  const header = isReadable ? parseOutcomeHeader(line) : null;
  return header ? { kind: 'COMPLETE', header } : { kind: 'CORRUPT' };
}

/** A line that is no record: the last one, without its end, may be one that is still being written. */
function unreadable(lines: LineStream, reason: string): OutcomeFileDefect {
  const isCut = !lines.isTerminated && !lines.isTooLong;
  return new OutcomeFileDefect(isCut ? 'INCOMPLETE' : 'CORRUPT', lines.line, reason);
}

/** Row numbers seen, one bit each: 125 KB for all the numbers there can be. */
class RowNumbers {
  #bits = new Uint8Array(1_024);

  /** Adds a number; `false` when it was there already. */
  add(row: number): boolean {
    const at = row >> 3;
    if (at >= this.#bits.length) this.#growTo(at + 1);
    const before = this.#bits[at] ?? 0;
    this.#bits[at] = before | (1 << (row & 7));
    return this.#bits[at] !== before;
  }

  #growTo(bytes: number): void {
    const grown = new Uint8Array(Math.max(bytes, this.#bits.length * 2));
    grown.set(this.#bits);
    this.#bits = grown;
  }
}
