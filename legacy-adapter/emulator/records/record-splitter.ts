import { createHash, type Hash } from 'node:crypto';

/** Longest record that is kept whole; a massivo record is far below it, so a longer line can only be malformed. */
export const MAX_RECORD_BYTES = 4096;

const LINE_FEED = 0x0a;
const LETTER_C = 0x43;
const SEMICOLON = 0x3b;
/** Enough of an oversized line to tell its record type and row number: `S;000001;`. */
const HEAD_BYTES = 9;

export interface RecordLine {
  /** The line as it stands in the file, its line end included; only its beginning when `oversized`. */
  readonly bytes: Buffer;
  /** Longer than `MAX_RECORD_BYTES`: malformed whatever it says. */
  readonly oversized: boolean;
  /** SHA-256 (hex) of every byte before this line; given for lines that begin with `C;` only. */
  readonly hashBefore?: string;
}

/**
 * Cuts a massivo file into its lines while it is being read, and works out its hash on the way.
 *
 * Holds at most one line of bounded length, whatever the size of the file or of a line in it.
 */
export class RecordSplitter {
  readonly #hash: Hash = createHash('sha256');
  #line: Buffer = Buffer.alloc(0);
  #oversized = false;
  #bytes = 0;

  /** The lines that this chunk completes. */
  push(chunk: Buffer): RecordLine[] {
    this.#bytes += chunk.length;
    const lines: RecordLine[] = [];
    let start = 0;
    // Hashed in runs of lines: one call a line would cost as much as everything else here.
    let hashedTo = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const next = end + 1;
      if (this.#line.length > 0 || next - start > MAX_RECORD_BYTES || isClosing(chunk, start)) {
        this.#hash.update(chunk.subarray(hashedTo, start));
        this.#extend(chunk.subarray(start, next));
        lines.push(this.#complete());
        hashedTo = next;
      } else {
        lines.push({ bytes: chunk.subarray(start, next), oversized: false });
      }
      start = next;
    }
    this.#hash.update(chunk.subarray(hashedTo, start));
    if (start < chunk.length) this.#extend(chunk.subarray(start));
    return lines;
  }

  /** The last line when the file does not end with a line end, and the figures of the whole file. */
  end(): { lines: RecordLine[]; sha256: string; bytes: number } {
    const lines = this.#line.length > 0 ? [this.#complete()] : [];
    return { lines, sha256: this.#hash.digest('hex'), bytes: this.#bytes };
  }

  /** Adds to the line under way; what is not hashed yet is the line itself, unless it is oversized. */
  #extend(part: Buffer): void {
    if (this.#oversized) {
      this.#hash.update(part);
      return;
    }
    this.#line = this.#line.length === 0 ? part : Buffer.concat([this.#line, part]);
    if (this.#line.length > MAX_RECORD_BYTES) {
      this.#oversized = true;
      this.#hash.update(this.#line);
      this.#line = Buffer.from(this.#line.subarray(0, HEAD_BYTES));
    }
  }

  #complete(): RecordLine {
    const bytes = this.#line;
    const oversized = this.#oversized;
    this.#line = Buffer.alloc(0);
    this.#oversized = false;
    if (oversized) return { bytes, oversized };
    const hashBefore = isClosing(bytes, 0) ? this.#hash.copy().digest('hex') : undefined;
    this.#hash.update(bytes);
    return { bytes, oversized, hashBefore };
  }
}

const isClosing = (bytes: Buffer, start: number): boolean =>
  bytes[start] === LETTER_C && bytes[start + 1] === SEMICOLON;
