import type { RowField, RowRefusal } from '../../../schema/row-codes.js';
import { FIELD_SEPARATOR, type RequestRow, type SubjectRow } from './massivo-record.type.js';

/** How every `S` record begins. */
export const ROW_START = 'S;';

const ROW_NUMBER_END = 8;
const FIELD_COUNT = 10;
/** An `S` record taken apart, once its fields have been counted. */
type RowFields = [
  record: string,
  row: string,
  surname: string,
  name: string,
  birthDate: string,
  birthPlace: string,
  birthCountry: string,
  taxCode: string,
  citizenship: string,
  fatherName: string,
];

const malformed = (field: RowField | null): RowRefusal => ({ code: 'NOM-001', field });

/** Takes `S` records apart and keeps count of them; a malformed one never sinks the good ones. */
export class RequestRowParser {
  #position = 0;
  #lastRow = 0;

  /** How many records there were. */
  get count(): number {
    return this.#position;
  }

  /** Takes a record apart. */
  parse(text: string): RequestRow {
    const fields = text.split(FIELD_SEPARATOR);
    if (fields.length !== FIELD_COUNT) return this.unreadable(text);
    const row = this.#nextRow(text);
    this.#position += 1;
    return {
      position: this.#position,
      row: row ?? this.#position,
      subject: subjectOf(fields as RowFields),
      refusal: row === null ? malformed('row') : null,
    };
  }

  /** A record of which at most the row number can be told, from its first characters. */
  unreadable(head: string): RequestRow {
    const row = this.#nextRow(head);
    this.#position += 1;
    return { position: this.#position, row: row ?? this.#position, subject: null, refusal: malformed(null) };
  }

  /** The row number that the record gives itself: six digits, above those before; `null` when it gives none. */
  #nextRow(text: string): number | null {
    if (text.charAt(ROW_NUMBER_END) !== FIELD_SEPARATOR) return null;
    let row = 0;
    for (let index = ROW_START.length; index < ROW_NUMBER_END; index += 1) {
      const digit = text.charCodeAt(index) - 48;
      if (!(digit >= 0 && digit <= 9)) return null;
      row = row * 10 + digit;
    }
    if (row <= this.#lastRow) return null;
    this.#lastRow = row;
    return row;
  }
}

function subjectOf(fields: RowFields): SubjectRow {
  return {
    surname: fields[2],
    name: fields[3],
    birthDate: fields[4],
    birthPlace: fields[5],
    birthCountry: fields[6],
    taxCode: fields[7],
    citizenship: fields[8],
    fatherName: fields[9],
  };
}
