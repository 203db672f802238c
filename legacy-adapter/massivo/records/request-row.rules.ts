import type { SubjectBytes } from '../../../schema/kernel/subject-bytes.type.js';
import type { RowField, RowRefusal } from '../../../schema/row-codes.js';
import { FIELD_SEPARATOR, type RequestRow, type SubjectRow } from './massivo-record.type.js';

/** How every `S` record begins. */
export const ROW_START = 'S;';

/** A record where it stands among bytes of one encoding. */
export interface RecordPlace {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly isUtf8: boolean;
}

const ROW_NUMBER_END = 8;
const SEPARATOR = 0x3b;
const DASH = 0x2d;
const ZERO = 0x30;
const malformed = (field: RowField | null): RowRefusal => ({ code: 'NOM-001', field });

/** Takes `S` records apart and keeps count of them; a malformed one never sinks the good ones. */
export class RequestRowParser {
  #position = 0;
  #lastRow = 0;

  /** How many records there were. */
  get count(): number {
    return this.#position;
  }

  /** Takes a record apart. A birth date as the graph writes it (yyyy-mm-dd) is none here, nor would the office take it. */
  parse(record: RecordPlace): RequestRow {
    const found = new ReadableRow(record);
    if (!found.hasEightFields) return this.unreadable(record);
    const row = this.#nextRow(record);
    this.#position += 1;
    found.position = this.#position;
    found.row = row ?? this.#position;
    if (row === null) found.refusal = malformed('row');
    else if (hasByte(found, DASH, found.nameEnd + 1, found.birthDateEnd)) found.refusal = malformed('birthDate');
    return found;
  }

  /** A record of which at most the row number can be told. */
  unreadable(record: RecordPlace): RequestRow {
    const row = this.#nextRow(record);
    this.#position += 1;
    return {
      position: this.#position,
      row: row ?? this.#position,
      subject: null,
      fields: null,
      refusal: malformed(null),
    };
  }

  /** The row number that the record gives itself: six digits, above those before; `null` when it gives none. */
  #nextRow({ bytes, start, end }: RecordPlace): number | null {
    if (end - start <= ROW_NUMBER_END || bytes[start + ROW_NUMBER_END] !== SEPARATOR) return null;
    let row = 0;
    for (let index = start + ROW_START.length; index < start + ROW_NUMBER_END; index += 1) {
      const digit = (bytes[index] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) return null;
      row = row * 10 + digit;
    }
    if (row <= this.#lastRow) return null;
    this.#lastRow = row;
    return row;
  }
}

/** A row and where its fields stand, of which strings are made when they are asked for; one object, there are so many. */
class ReadableRow implements RequestRow, SubjectBytes {
  position = 0;
  row = 0;
  refusal: RowRefusal | null = null;
  readonly bytes: Buffer;
  readonly start: number;
  readonly surnameEnd: number;
  readonly nameEnd: number;
  readonly birthDateEnd: number;
  readonly birthPlaceEnd: number;
  readonly birthCountryEnd: number;
  readonly taxCodeEnd: number;
  readonly citizenshipEnd: number;
  readonly end: number;
  readonly #isUtf8: boolean;

  constructor({ bytes, start, end, isUtf8 }: RecordPlace) {
    this.bytes = bytes;
    this.end = end;
    this.#isUtf8 = isUtf8;
    this.start = separatorFrom(bytes, start + ROW_START.length, end) + 1;
    this.surnameEnd = separatorFrom(bytes, this.start, end);
    this.nameEnd = separatorFrom(bytes, this.surnameEnd + 1, end);
    this.birthDateEnd = separatorFrom(bytes, this.nameEnd + 1, end);
    this.birthPlaceEnd = separatorFrom(bytes, this.birthDateEnd + 1, end);
    this.birthCountryEnd = separatorFrom(bytes, this.birthPlaceEnd + 1, end);
    this.taxCodeEnd = separatorFrom(bytes, this.birthCountryEnd + 1, end);
    this.citizenshipEnd = separatorFrom(bytes, this.taxCodeEnd + 1, end);
  }

  get hasEightFields(): boolean {
    return this.citizenshipEnd < this.end && !hasByte(this, SEPARATOR, this.citizenshipEnd + 1, this.end);
  }

  get fields(): SubjectBytes | null {
    return this.#isUtf8 ? this : null;
  }

  /** Cut one by one: splitting the record, which makes an array first, takes four times as long. */
  get subject(): SubjectRow {
    const text = this.bytes.toString(this.#isUtf8 ? 'utf8' : 'latin1', this.start, this.end);
    const surname = text.indexOf(FIELD_SEPARATOR);
    const name = text.indexOf(FIELD_SEPARATOR, surname + 1);
    const birthDate = text.indexOf(FIELD_SEPARATOR, name + 1);
    const birthPlace = text.indexOf(FIELD_SEPARATOR, birthDate + 1);
    const birthCountry = text.indexOf(FIELD_SEPARATOR, birthPlace + 1);
    const taxCode = text.indexOf(FIELD_SEPARATOR, birthCountry + 1);
    const citizenship = text.indexOf(FIELD_SEPARATOR, taxCode + 1);
    return {
      surname: text.slice(0, surname),
      name: text.slice(surname + 1, name),
      birthDate: text.slice(name + 1, birthDate),
      birthPlace: text.slice(birthDate + 1, birthPlace),
      birthCountry: text.slice(birthPlace + 1, birthCountry),
      taxCode: text.slice(birthCountry + 1, taxCode),
      citizenship: text.slice(taxCode + 1, citizenship),
      fatherName: text.slice(citizenship + 1),
    };
  }
}

/** Where the next separator stands, or `end`. */
function separatorFrom(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SEPARATOR) at += 1;
  return at;
}

function hasByte({ bytes }: SubjectBytes, byte: number, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === byte) return true;
  return false;
}
