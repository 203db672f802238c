import { isUtf8 } from 'node:buffer';
import type { RecordLine } from './record-splitter.js';

/** The `T` record as it was written: trimmed texts, nothing judged yet. */
export interface RequestHeader {
  readonly version: string;
  readonly ipaCode: string;
  readonly bodyTaxCode: string;
  readonly officeCode: string;
  readonly requestId: string;
  readonly kind: string;
  readonly purpose: string;
  readonly protocolNumber: string;
  readonly protocolDate: string;
  readonly german: string;
  readonly pec: string;
  readonly contactTaxCode: string;
  readonly agreementReference: string;
}

/** An `S` record as it was written: trimmed texts, nothing judged yet. */
export interface SubjectRecord {
  readonly row: string;
  readonly surname: string;
  readonly name: string;
  readonly birthDate: string;
  readonly birthPlace: string;
  readonly country: string;
  readonly taxCode: string;
  readonly citizenship: string;
  readonly fatherName: string;
}

export type RequestRecord =
  | { readonly type: 'header'; readonly header: RequestHeader }
  | { readonly type: 'subject'; readonly subject: SubjectRecord }
  | { readonly type: 'malformed-subject' }
  /** `subjects` is NaN where no number stands: it counts nothing right. */
  | { readonly type: 'closing'; readonly subjects: number; readonly sha256: string; readonly hashBefore: string }
  | { readonly type: 'malformed' };

const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
/** Fields after the record's type. */
const HEADER_FIELDS = 13;
const SUBJECT_FIELDS = 9;
const CLOSING_FIELDS = 2;
const MALFORMED: RequestRecord = { type: 'malformed' };

/** Whether the line begins as an `S` record does: it is one, or a malformed one. */
export function isSubjectLine({ bytes }: RecordLine): boolean {
  return bytes[0] === 0x53 && bytes[1] === 0x3b;
}

/** Reads one line of a request file (massivo-protocol.md, "Files"). Never throws. */
export function readRequestRecord(line: RecordLine, first: boolean): RequestRecord {
  const text = line.oversized ? undefined : decodeRecord(line.bytes, first);
  const isSubject = isSubjectLine(line);
  if (text === undefined) return isSubject ? { type: 'malformed-subject' } : MALFORMED;
  const [type, ...values] = text.split(';');
  const fields = values.map((value) => value.trim());
  switch (type) {
    case 'S':
      if (fields.length === SUBJECT_FIELDS) return subjectOf(fields);
      return isSubject ? { type: 'malformed-subject' } : MALFORMED;
    case 'T':
      return fields.length === HEADER_FIELDS ? headerOf(fields) : MALFORMED;
    case 'C':
      return fields.length === CLOSING_FIELDS ? closingOf(values, line.hashBefore) : MALFORMED;
    default:
      return MALFORMED;
  }
}

/**
 * The text of a line without its line end, or `undefined` when it is not text.
 *
 * UTF-8, else ISO-8859-1: every byte means something there, so "not decodable" is a control character in it.
 */
export function decodeRecord(bytes: Buffer, first: boolean): string | undefined {
  let end = bytes.length;
  if (bytes[end - 1] === 0x0a) end -= 1;
  if (bytes[end - 1] === 0x0d) end -= 1;
  const hasMark = first && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const start = hasMark ? BYTE_ORDER_MARK.length : 0;
  const line = bytes.subarray(start, Math.max(start, end));
  const text = line.toString(isUtf8(line) ? 'utf8' : 'latin1');
  return CONTROL_CHARACTER.test(text) ? undefined : text;
}

function headerOf(fields: readonly string[]): RequestRecord {
  const [version, ipaCode, bodyTaxCode, officeCode, requestId, kind, purpose, ...rest] = fields as HeaderFields;
  const [protocolNumber, protocolDate, german, pec, contactTaxCode, agreementReference] = rest;
  const sender = { version, ipaCode, bodyTaxCode, officeCode, requestId, kind, purpose };
  const act = { protocolNumber, protocolDate, german, pec, contactTaxCode, agreementReference };
  return { type: 'header', header: { ...sender, ...act } };
}

function subjectOf(fields: readonly string[]): RequestRecord {
  const [row, surname, name, birthDate, birthPlace, ...rest] = fields as SubjectFields;
  const [country, taxCode, citizenship, fatherName] = rest;
  const subject = { row, surname, name, birthDate, birthPlace, country, taxCode, citizenship, fatherName };
  return { type: 'subject', subject };
}

/** A count and a hash stand as they are: not even blanks around them. */
function closingOf(fields: readonly string[], hashBefore: string | undefined): RequestRecord {
  const [count = '', sha256 = ''] = fields;
  if (hashBefore === undefined) return MALFORMED;
  const subjects = /^\d{1,9}$/.test(count) ? Number(count) : NaN;
  return { type: 'closing', subjects, sha256: sha256.toLowerCase(), hashBefore };
}

type S = string;
type HeaderFields = [S, S, S, S, S, S, S, S, S, S, S, S, S];
type SubjectFields = [S, S, S, S, S, S, S, S, S];
