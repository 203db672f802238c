/**
 * The eight fields of a subject as they stand in a record of a massivo file: bytes of UTF-8, fields one after the other
 * with one byte between them. Strings are not made of them, nor are they copied: they hold until the reader goes on.
 */
export interface SubjectBytes {
  readonly bytes: Buffer;
  /** Where the surname begins. */
  readonly start: number;
  readonly surnameEnd: number;
  readonly nameEnd: number;
  readonly birthDateEnd: number;
  readonly birthPlaceEnd: number;
  readonly birthCountryEnd: number;
  readonly taxCodeEnd: number;
  readonly citizenshipEnd: number;
  /** Where the father's name ends. */
  readonly end: number;
}
