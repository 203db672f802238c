import { countMismatch, fileIncomplete, hashMismatch, recordUnexpected } from './massivo-file.errors.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { LineStream, type LineStreamOptions } from './line-stream.js';
import {
  FIELD_SEPARATOR,
  type ByteSource,
  type RequestClosing,
  type RequestHeader,
  type RequestRow,
} from './massivo-record.type.js';
import { parseRequestHeader } from './request-header.rules.js';
import { RequestRowParser, ROW_START } from './request-row.rules.js';

export interface RequestReaderOptions extends LineStreamOptions {
  /** Rows handed over at a time. */
  batchRows?: number;
}

/**
 * Fewer than the hundred objects of one kind from which on V8 judges whether such objects live long: with larger batches
 * a collection during the first one finds all rows alive, and from then on every row of every file goes into the old
 * generation, which is emptied rarely (150 MB more for 100,000 rows, and a fifth of the speed).
 */
const DEFAULT_BATCH_ROWS = 64;
const HEADER_START = 'T;';
const CLOSING_START = 'C;';
const CLOSING_RECORD = /^C;(\d{1,9});([0-9a-fA-F]{64})$/;

/**
 * A request file of MASSIVA v1, read from a stream in bounded memory: `open` reads its header, `batches` its rows, and
 * after the last batch `closing` holds what the closing record said and was found true.
 *
 * Every refusal is a `DomainError` with a file code, thrown as soon as it is known, so in this order: what is wrong
 * with the header; OBB-001 at a line that is no record; then, at the closing record, TES-003 (count, or no rows at all)
 * before FIR-001 (hash); FIR-001 for a file that ends without it or goes on after it. Batches handed over before a
 * refusal are void. A failing source fails the reader with the source's own error.
 */
export class RequestFile {
  readonly header: RequestHeader;
  readonly #lines: LineStream;
  readonly #batchRows: number;
  #closing: RequestClosing | null = null;

  private constructor(header: RequestHeader, lines: LineStream, batchRows: number) {
    this.header = header;
    this.#lines = lines;
    this.#batchRows = batchRows;
  }

  /** Reads the header, and of the source not much more than that. Whoever does not go on to `batches` must `close`. */
  static async open(source: ByteSource, options: RequestReaderOptions = {}): Promise<RequestFile> {
    const lines = new LineStream(source, options);
    try {
      const header = await readHeader(lines);
      return new RequestFile(header, lines, options.batchRows ?? DEFAULT_BATCH_ROWS);
    } catch (error) {
      await lines.close();
      throw error;
    }
  }

  /** What the end of the file said; throws before the last batch has been read. */
  get closing(): RequestClosing {
    if (!this.#closing) throw new Error('the request file has not been read to its end');
    return this.#closing;
  }

  /**
   * The rows in their order, up to `batchRows` at a time; to be read once. A batch holds until the next one is asked for:
   * its rows stand in the reader's own bytes. Closes the source, however it ends.
   */
  async *batches(): AsyncGenerator<RequestRow[], void, void> {
    const rows = new RequestRowParser();
    try {
      do {
        let batch: RequestRow[] = [];
        while (this.#lines.next()) {
          const row = this.#readRow(rows);
          if (!row) {
            if (batch.length > 0) yield batch;
            this.#closing = await this.#readClosing(rows.count);
            return;
          }
          batch.push(row);
          if (batch.length < this.#batchRows) continue;
          yield batch;
          batch = [];
        }
        if (batch.length > 0) yield batch;
      } while (await this.#lines.nextBlock());
      throw fileIncomplete(this.#lines.line);
    } finally {
      await this.#lines.close();
    }
  }

  /** Lets the source go without reading the rows. */
  async close(): Promise<void> {
    await this.#lines.close();
  }

  /** The row in the present line; `null` at the closing record. */
  #readRow(rows: RequestRowParser): RequestRow | null {
    const lines = this.#lines;
    const isRow = lines.startsWith(ROW_START);
    if (!lines.isReadable) {
      if (isRow) return rows.unreadable(lines);
      throw lines.isTerminated || lines.isTooLong ? recordUnexpected(lines.line) : fileIncomplete(lines.line);
    }
    if (lines.startsWith(CLOSING_START)) return null;
    if (!lines.isTerminated) throw fileIncomplete(lines.line);
    if (!isRow) throw recordUnexpected(lines.line);
    return rows.parse(lines);
  }

  async #readClosing(rows: number): Promise<RequestClosing> {
    const lines = this.#lines;
    const line = lines.line;
    const [, count, sha256] = CLOSING_RECORD.exec(lines.text ?? '') ?? [];
    if (count === undefined || sha256 === undefined) throw closingMalformed(lines, rows);
    if (rows === 0 || Number(count) !== rows) throw countMismatch(line, rows);
    const found = lines.digestBeforeLine();
    if (sha256.toLowerCase() !== found) throw hashMismatch(line);
    await assertNothingFollows(lines);
    return { rows, sha256: found, fileSha256: lines.digest() };
  }
}

async function readHeader(lines: LineStream): Promise<RequestHeader> {
  const hasLine = (await lines.nextBlock()) && lines.next();
  const { text } = lines;
  if (!hasLine || lines.isTooLong || !lines.isTerminated || text === '') throw fileIncomplete(1);
  if (text === null) throw lines.startsWith(HEADER_START) ? recordUnexpected(1) : fileIncomplete(1);
  const header = parseRequestHeader(text);
  if (header instanceof DomainError) throw header;
  return header;
}

/** A closing record that is not `C;count;hash`: cut short, or with a bad count, or with a bad hash, or no record. */
function closingMalformed(lines: LineStream, rows: number): DomainError {
  const fields = lines.text?.split(FIELD_SEPARATOR) ?? [];
  if (!lines.isTerminated) return fileIncomplete(lines.line);
  if (fields.length !== 3) return recordUnexpected(lines.line);
  const isCountWrong = rows === 0 || !/^\d{1,9}$/.test(fields[1] ?? '') || Number(fields[1]) !== rows;
  return isCountWrong ? countMismatch(lines.line, rows) : hashMismatch(lines.line);
}

/** Empty lines may follow the closing record, nothing else. */
async function assertNothingFollows(lines: LineStream): Promise<void> {
  do {
    while (lines.next()) {
      if (lines.text !== '') throw fileIncomplete(lines.line);
    }
  } while (await lines.nextBlock());
}
