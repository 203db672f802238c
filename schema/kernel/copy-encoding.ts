/** PostgreSQL's binary COPY format: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format". */

export type CopyType = 'int2' | 'int4' | 'int8' | 'text' | 'uuid' | 'bytea' | 'timestamptz' | 'bool' | 'date';

export interface CopyColumn {
  readonly name: string;
  readonly type: CopyType;
}

/**
 * What a column takes: int2, int4 numbers; int8 safe integers or bigints; text and uuid strings; bytea byte arrays;
 * timestamptz `Date`s; bool booleans; date `YYYY-MM-DD`; each also null.
 */
export type CopyValue = string | number | bigint | boolean | Date | Uint8Array | null;
export type CopyRow = readonly CopyValue[];

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER = Buffer.concat([SIGNATURE, Buffer.alloc(8)]); // flags and length of the header's extension: none
const UUID_BYTES = 16;
const NULL_LENGTH = -1;
const END_OF_DATA = -1;

const EPOCH_MS = Date.UTC(2000, 0, 1);
const EPOCH_DAY = EPOCH_MS / 86_400_000;
const TWO_TO_32 = 0x1_0000_0000;
/** Below it, a loop in JavaScript copies ASCII faster than the call into native code (measured: 16 characters, 2×). */
const SHORT_TEXT = 40;

/**
 * Encodes rows one after the other into one buffer, which is emptied and used again; it grows only for a row that
 * does not fit in it.
 */
export class CopyEncoder {
  readonly #columns: readonly CopyColumn[];
  #buffer: Buffer;
  #length = 0;
  /** The last UUID and its bytes: the rows of one request all bear the same. */
  #uuidText = '';
  readonly #uuidBytes = Buffer.alloc(UUID_BYTES);

  constructor(columns: readonly CopyColumn[], capacity: number) {
    this.#columns = columns;
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#length = HEADER.copy(this.#buffer);
  }

  /** Bytes waiting in the buffer. */
  get length(): number {
    return this.#length;
  }

  /**
   * @throws TypeError naming the column, never the value, when a value is not of the column's type; the row is then
   * half-written and the copy has to be given up.
   */
  append(row: CopyRow): void {
    const columns = this.#columns;
    if (row.length !== columns.length)
      throw new TypeError(`a row has ${row.length} values for ${columns.length} columns`);
    this.#reserve(2);
    this.#int16(columns.length);
    for (let index = 0; index < columns.length; index += 1) {
      this.#value(columns[index] as CopyColumn, row[index] as CopyValue);
    }
  }

  appendEnd(): void {
    this.#reserve(2);
    this.#int16(END_OF_DATA);
  }

  /** What is in the buffer; valid until the next `append`. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #value(column: CopyColumn, value: CopyValue): void {
    this.#reserve(20); // the length and any value of fixed size
    if (value === null) return this.#int32(NULL_LENGTH);
    switch (column.type) {
      case 'int4':
        this.#int32(4);
        return this.#int32(integer(column, value, -0x8000_0000, 0x7fff_ffff));
      case 'text':
        if (typeof value !== 'string') throw refused(column);
        return this.#text(value);
      case 'bytea':
        if (!(value instanceof Uint8Array)) throw refused(column);
        return this.#bytes(value);
      case 'uuid':
        return this.#uuid(column, value);
      case 'int2':
        this.#int32(2);
        return this.#int16(integer(column, value, -0x8000, 0x7fff));
      case 'int8':
        this.#int32(8);
        return this.#int64(column, value);
      case 'timestamptz':
        if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw refused(column);
        this.#int32(8);
        return this.#safeInt64((value.getTime() - EPOCH_MS) * 1000);
      case 'date':
        this.#int32(4);
        return this.#int32(dayOf(column, value));
      case 'bool':
        if (typeof value !== 'boolean') throw refused(column);
        this.#int32(1);
        this.#buffer[this.#length++] = value ? 1 : 0;
    }
  }

  #text(text: string): void {
    this.#reserve(4 + text.length * 3); // UTF-8 takes three bytes at most for each UTF-16 unit
    const start = this.#length + 4;
    const written = text.length < SHORT_TEXT ? this.#ascii(text, start) : -1;
    const bytes = written === -1 ? this.#buffer.write(text, start, 'utf8') : written;
    this.#int32(bytes);
    this.#length += bytes;
  }

  /** @returns -1 at the first character that is not ASCII. */
  #ascii(text: string, start: number): number {
    const buffer = this.#buffer;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return -1;
      buffer[start + index] = unit;
    }
    return text.length;
  }

  #bytes(bytes: Uint8Array): void {
    this.#reserve(4 + bytes.length);
    this.#int32(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #uuid(column: CopyColumn, value: CopyValue): void {
    if (typeof value !== 'string') throw refused(column);
    if (value !== this.#uuidText) {
      this.#uuidText = ''; // a text that is refused leaves other bytes behind
      readUuid(column, value, this.#uuidBytes);
      this.#uuidText = value;
    }
    this.#int32(UUID_BYTES);
    const buffer = this.#buffer;
    const bytes = this.#uuidBytes;
    for (let index = 0; index < UUID_BYTES; index += 1) buffer[this.#length + index] = bytes[index] as number;
    this.#length += UUID_BYTES;
  }

  #int64(column: CopyColumn, value: CopyValue): void {
    if (typeof value === 'bigint') {
      if (BigInt.asIntN(64, value) !== value) throw refused(column);
      this.#length = this.#buffer.writeBigInt64BE(value, this.#length);
      return;
    }
    this.#safeInt64(integer(column, value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
  }

  #safeInt64(value: number): void {
    this.#int32(Math.floor(value / TWO_TO_32));
    this.#int32(value | 0); // the low 32 bits, whatever the size
  }

  #int32(value: number): void {
    const buffer = this.#buffer;
    const at = this.#length;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
    this.#length = at + 4;
  }

  #int16(value: number): void {
    this.#buffer[this.#length] = value >>> 8;
    this.#buffer[this.#length + 1] = value;
    this.#length += 2;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

function readUuid(column: CopyColumn, text: string, bytes: Buffer): void {
  if (text.length !== 36) throw refused(column);
  let at = 0;
  for (let index = 0; index < 36; index += 2) {
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (text.charCodeAt(index) !== 0x2d) throw refused(column);
      index += 1;
    }
    const byte = (hexDigit(text.charCodeAt(index)) << 4) | hexDigit(text.charCodeAt(index + 1));
    if (byte < 0) throw refused(column);
    bytes[at++] = byte;
  }
}

function integer(column: CopyColumn, value: CopyValue, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw refused(column);
  return value;
}

/** Days since 2000-01-01 of a day that exists. */
function dayOf(column: CopyColumn, value: CopyValue): number {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw refused(column);
  const instant = Date.parse(`${value}T00:00:00Z`);
  // Date.parse lets 30 February pass as 1 or 2 March.
  if (Number.isNaN(instant) || new Date(instant).getUTCDate() !== Number(value.slice(8))) throw refused(column);
  return instant / 86_400_000 - EPOCH_DAY;
}

/** A negative number for what is no hexadecimal digit; it stays negative when shifted and joined with another. */
function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** the column tells enough, the value may be anybody's. */
function refused({ name, type }: CopyColumn): TypeError {
  return new TypeError(`column ${name} takes ${type} or null`);
}
