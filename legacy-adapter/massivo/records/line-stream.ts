import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { ByteSource } from './massivo-record.type.js';

export interface LineStreamOptions {
  /** Longest line in bytes, its end not counted; a longer one is skipped without being kept. */
  maxLineBytes?: number;
  /** Bytes decoded and hashed at a time. */
  blockBytes?: number;
}

export const DEFAULT_MAX_LINE_BYTES = 8 * 1024;
const DEFAULT_BLOCK_BYTES = 64 * 1024;
/** Enough of an unreadable line to tell the kind of record and its row number. */
const HEAD_BYTES = 16;

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const NOT_ASCII = /[\x80-\xff]/;
/** C0 and C1, DEL among them, but for the end of a line. */
const CONTROL = /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)/;

/**
 * The lines of a byte stream, and the SHA-256 of every byte before a line, in bounded memory whatever comes.
 *
 * Bytes are gathered into blocks of whole lines, and a block is decoded and searched for control characters at once:
 * line by line that costs three times as much. Each line is UTF-8, or else ISO-8859-1; a byte order mark before the
 * first is left out. Usage: `while (await lines.nextBlock()) while (lines.next()) { … lines.text … }`.
 */
export class LineStream {
  /** The line without its end; `null` when it holds control characters or is too long. */
  text: string | null = null;
  /** The line's number, from 1. */
  line = 0;
  /** Whether the line has its end; only the last one of the stream can lack it. */
  isTerminated = true;
  /** Whether the line is longer than the limit. */
  isTooLong = false;

  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #maxLineBytes: number;
  readonly #hash = createHash('sha256');
  readonly #store: Buffer;
  #filled = 0;
  #chunk: Uint8Array | undefined;
  #isSourceAtEnd = false;
  #isFirstBlock = true;
  #isSkipping = false;

  /** The block: the first `#blockEnd` bytes of the store, decoded; the first `#hashed` of them are hashed already. */
  #blockEnd = 0;
  #hashed = 0;
  #blockText = '';
  #isBlockUtf8 = true;
  #isBlockClean = true;
  #lineStart = 0;
  #nextStart = 0;

  constructor(source: ByteSource, options: LineStreamOptions = {}) {
    this.#maxLineBytes = options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES;
    this.#store = Buffer.allocUnsafe(Math.max(options.blockBytes ?? DEFAULT_BLOCK_BYTES, this.#maxLineBytes * 2));
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** Goes on to the next block of whole lines; `false` at the end of the stream. Fails as the source fails. */
  async nextBlock(): Promise<boolean> {
    this.#dropBlock();
    await this.#fill();
    while (this.#isSkipping && this.#filled > 0) {
      this.#skip();
      await this.#fill();
    }
    if (this.#filled === 0) return false;
    this.#openBlock();
    return true;
  }

  /** Goes on to the next line of the block; `false` at the end of the block. */
  next(): boolean {
    const text = this.#blockText;
    const start = this.#nextStart;
    if (start >= text.length) return false;
    let end = text.indexOf('\n', start);
    this.isTerminated = end >= 0;
    this.#nextStart = this.isTerminated ? end + 1 : text.length;
    if (!this.isTerminated) end = text.length;
    if (end > start && text.charCodeAt(end - 1) === CR) end -= 1;
    this.#lineStart = start;
    this.line += 1;
    this.#readLine(start, end);
    return true;
  }

  /** The first bytes of the line, one character each, for lines whose `text` is `null`. */
  head(): string {
    return this.#blockText.slice(this.#lineStart, Math.min(this.#lineStart + HEAD_BYTES, this.#nextStart));
  }

  /** SHA-256 (hex) of every byte of the stream before the line. To be called for one line only. */
  digestBeforeLine(): string {
    const offset = this.#isBlockUtf8 ? Buffer.byteLength(this.#blockText.slice(0, this.#lineStart)) : this.#lineStart;
    this.#hash.update(this.#store.subarray(this.#hashed, offset));
    this.#hashed = offset;
    return this.#hash.copy().digest('hex');
  }

  /** SHA-256 (hex) of the whole stream, once `nextBlock` has said `false`. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Lets the source go; to be called whether or not everything was read. */
  async close(): Promise<void> {
    if (!this.#isSourceAtEnd) await this.#chunks.return?.();
    this.#isSourceAtEnd = true;
    this.#chunk = undefined;
  }

  #readLine(start: number, end: number): void {
    this.isTooLong = this.#isSkipping || this.#exceedsLimit(start, end);
    this.text = this.isTooLong ? null : this.#blockText.slice(start, end);
    if (this.text === null) return;
    if (!this.#isBlockUtf8 && NOT_ASCII.test(this.text)) {
      const bytes = this.#store.subarray(start, end);
      if (isUtf8(bytes)) this.text = bytes.toString('utf8');
    }
    if (!this.#isBlockClean && CONTROL.test(this.text)) this.text = null;
  }

  /** A character of UTF-8 takes three bytes at most for each unit of the string, so that most lines need no counting. */
  #exceedsLimit(start: number, end: number): boolean {
    const length = end - start;
    if (!this.#isBlockUtf8) return length > this.#maxLineBytes;
    if (length * 3 <= this.#maxLineBytes) return false;
    return Buffer.byteLength(this.#blockText.slice(start, end)) > this.#maxLineBytes;
  }

  /** Hashes the bytes of the block that is done with and moves those after it to the front. */
  #dropBlock(): void {
    this.#consume(this.#blockEnd);
    this.#blockEnd = 0;
    this.#blockText = '';
    this.#nextStart = 0;
  }

  #consume(bytes: number): void {
    if (bytes > this.#hashed) this.#hash.update(this.#store.subarray(this.#hashed, bytes));
    this.#hashed = 0;
    this.#store.copyWithin(0, bytes, this.#filled);
    this.#filled -= bytes;
  }

  /** Throws away bytes up to the end of a line that is too long. */
  #skip(): void {
    const end = this.#bytes().indexOf(LF);
    this.#isSkipping = end < 0;
    this.#consume(end < 0 ? this.#filled : end + 1);
  }

  #bytes(): Buffer {
    return this.#store.subarray(0, this.#filled);
  }

  /** Fills the store; at the beginning only as far as the first line, so that a bad header is refused at once. */
  async #fill(): Promise<void> {
    while (this.#filled < this.#store.length && !(await this.#isChunkMissing())) {
      const from = this.#filled;
      this.#takeChunk();
      if (this.#isFirstBlock && this.#store.subarray(from, this.#filled).includes(LF)) break;
    }
    if (!this.#isFirstBlock) return;
    this.#isFirstBlock = false;
    if (BYTE_ORDER_MARK.every((byte, index) => index < this.#filled && this.#store[index] === byte)) {
      this.#consume(BYTE_ORDER_MARK.length);
    }
  }

  async #isChunkMissing(): Promise<boolean> {
    while (!this.#chunk?.length && !this.#isSourceAtEnd) {
      const result = await this.#chunks.next();
      this.#isSourceAtEnd = result.done === true;
      this.#chunk = result.done ? undefined : result.value;
    }
    return !this.#chunk?.length;
  }

  #takeChunk(): void {
    const chunk = this.#chunk ?? Buffer.alloc(0);
    const taken = Math.min(chunk.length, this.#store.length - this.#filled);
    this.#store.set(taken === chunk.length ? chunk : chunk.subarray(0, taken), this.#filled);
    this.#filled += taken;
    this.#chunk = taken === chunk.length ? undefined : chunk.subarray(taken);
  }

  #openBlock(): void {
    const lastEnd = this.#isSourceAtEnd ? this.#filled : this.#bytes().lastIndexOf(LF) + 1;
    // A full store without the end of a line: what follows of that line will be skipped.
    this.#isSkipping = lastEnd === 0;
    this.#blockEnd = this.#isSkipping ? this.#filled : lastEnd;
    const block = this.#store.subarray(0, this.#blockEnd);
    this.#isBlockUtf8 = !this.#isSkipping && isUtf8(block);
    this.#blockText = block.toString(this.#isBlockUtf8 ? 'utf8' : 'latin1');
    this.#isBlockClean = this.#isBlockUtf8 && !CONTROL.test(this.#blockText);
    this.#nextStart = 0;
  }
}
