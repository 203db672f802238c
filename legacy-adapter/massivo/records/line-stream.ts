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

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
/** C0 and C1, DEL among them. */
const CONTROL = /[\x00-\x1f\x7f-\x9f]/;

/** What a byte tells about its line; only U+0080 to U+009F begin with C2 and are control characters. */
const NOT_ASCII = 1;
const MAYBE_CONTROL = 2;
const TRAITS = new Uint8Array(256).fill(NOT_ASCII, 0x80);
TRAITS[0x7f] = MAYBE_CONTROL;
TRAITS[0xc2] = NOT_ASCII | MAYBE_CONTROL;

/**
 * The lines of a byte stream, and the SHA-256 of every byte before a line, in bounded memory whatever comes.
 *
 * Bytes are gathered into blocks of whole lines. A line is where it stands in the block, and becomes a string when its
 * `text` is asked for: most never do. Each line is UTF-8, or else ISO-8859-1; a byte order mark before the first is left
 * out. Usage: `while (await lines.nextBlock()) while (lines.next()) { … lines.text … }`.
 */
export class LineStream {
  /** The line's number, from 1. */
  line = 0;
  /** Where the line begins among `bytes`, and where it ends, without its end of line; until the next block. */
  start = 0;
  end = 0;
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

  /** The block: the first `#blockEnd` bytes of the store; the first `#hashed` of them are hashed already. */
  #blockEnd = 0;
  #hashed = 0;
  #isBlockUtf8 = true;
  #nextStart = 0;
  /** Of the line. */
  #traits = 0;
  /** `undefined` until it is asked for. */
  #text: string | null | undefined = null;

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
    const bytes = this.#store;
    const limit = this.#blockEnd;
    const start = this.#nextStart;
    if (start >= limit) return false;
    let traits = 0;
    let end = start;
    for (; end < limit; end += 1) {
      const byte = bytes[end] as number;
      if (byte < SPACE) break;
      traits |= TRAITS[byte] as number;
    }
    this.line += 1;
    this.start = start;
    this.#traits = traits;
    this.#endLine(end);
    this.isTooLong = this.#isSkipping || this.end - start > this.#maxLineBytes;
    this.#text = this.isTooLong ? null : undefined;
    return true;
  }

  /** The block that the line stands in. */
  get bytes(): Buffer {
    return this.#store;
  }

  /** The line without its end; `null` when it holds control characters or is too long. */
  get text(): string | null {
    if (this.#text === undefined) {
      const text = this.#store.toString(this.isUtf8 ? 'utf8' : 'latin1', this.start, this.end);
      this.#text = CONTROL.test(text) ? null : text;
    }
    return this.#text;
  }

  /** Whether the line has a `text`. */
  get isReadable(): boolean {
    const isPlain = this.#traits === 0 || (this.#traits === NOT_ASCII && this.#isBlockUtf8);
    return isPlain && !this.isTooLong ? true : this.text !== null;
  }

  /** Whether the line's bytes are UTF-8. */
  get isUtf8(): boolean {
    return this.#isBlockUtf8 || this.#traits === 0 || isUtf8(this.#store.subarray(this.start, this.end));
  }

  /** Whether the line begins with these characters of ASCII. */
  startsWith(mark: string): boolean {
    if (this.end - this.start < mark.length) return false;
    for (let index = 0; index < mark.length; index += 1) {
      if (this.#store[this.start + index] !== mark.charCodeAt(index)) return false;
    }
    return true;
  }

  /** SHA-256 (hex) of every byte of the stream before the line. To be called for one line only. */
  digestBeforeLine(): string {
    this.#hash.update(this.#store.subarray(this.#hashed, this.start));
    this.#hashed = this.start;
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

  /** From the first byte on that may end the line. */
  #endLine(first: number): void {
    const bytes = this.#store;
    const limit = this.#blockEnd;
    let end = first;
    if (end < limit && bytes[end] !== LF && !this.#isLineEnd(end)) {
      this.#traits |= MAYBE_CONTROL | NOT_ASCII; // a control character: what follows it was not looked at
      const found = bytes.indexOf(LF, end);
      end = found < 0 || found >= limit ? limit : found;
      if (bytes[end - 1] === CR) end -= 1;
    }
    this.end = end;
    if (end < limit && bytes[end] === CR) end += 1;
    this.isTerminated = end < limit;
    this.#nextStart = this.isTerminated ? end + 1 : limit;
  }

  /** Whether this is the CR of the end of a line, or the last byte of the stream. */
  #isLineEnd(at: number): boolean {
    return this.#store[at] === CR && (at + 1 === this.#blockEnd || this.#store[at + 1] === LF);
  }

  /** Hashes the bytes of the block that is done with and moves those after it to the front. */
  #dropBlock(): void {
    this.#consume(this.#blockEnd);
    this.#blockEnd = 0;
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
    this.#isBlockUtf8 = !this.#isSkipping && isUtf8(this.#store.subarray(0, this.#blockEnd));
    this.#nextStart = 0;
  }
}
