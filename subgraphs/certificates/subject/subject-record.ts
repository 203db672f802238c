import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';
import type { SubjectBytes } from '../../../schema/kernel/subject-bytes.type.js';

/** A subject field by field, as its sender wrote it; empty where it wrote nothing. */
export interface SubjectFields {
  surname: string;
  name: string;
  /** dd/mm/yyyy, as in massivo files, whatever the sender's way of writing was. */
  birthDate: string;
  /** Belfiore code of the municipality; empty when born abroad. */
  birthPlace: string;
  /** Belfiore code of the state; Z000 is Italy. */
  birthCountry: string;
  taxCode: string;
  /** I, U or X. */
  citizenship: string;
  fatherName: string;
  /** Entities only (32SAN). */
  entityName: string;
  legalForm: string;
  registeredSeat: string;
}

/** Control characters cannot be in a field: they are refused as NOM-001. */
const FIELD_END = '\u001f';
const SUBJECT_END = '\u001e';
const FIELD_END_BYTE = FIELD_END.charCodeAt(0);
const SUBJECT_END_BYTE = SUBJECT_END.charCodeAt(0);

/** Where a subject lies. */
export interface SubjectPlace {
  requestId: string;
  line: number;
}

/**
 * A sealed value with the line where it lies: the subject's own, or that of the first of those it was sealed together
 * with. `sealed-subject.store.ts` finds both.
 */
export interface SealedSubject extends SealedValue {
  firstLine: number;
}

/**
 * Most subjects sealed as one value. A cipher object costs as much as enciphering some kilobytes (15 µs, where all else
 * takes 3 µs a row), while whoever reads a single row opens its whole block. A block of usual rows has 1.7 kB; up to 4 kB
 * stay in their row (`toast_tuple_target` of the table), larger ones PostgreSQL moves out of it, which costs only time.
 * May grow; made smaller, it would hide the ends of blocks that are stored.
 */
export const MOST_SUBJECTS_A_BLOCK = 32;

/** What is sealed of a subject: its fields, or where they stand in a file; `null` for one that could not be read. */
export type SealableSubject = SubjectFields | SubjectBytes | null;

/**
 * Seals subjects of consecutive lines as one value that lies in the row of the first of them; the rows of the others hold
 * none. Bound to the request and that line, and every subject to its own by its position, so that it opens nowhere else
 * . One subject can be taken out later: the others are sealed anew, with nothing in its position.
 */
export function sealSubjects(
  vault: PersonalDataVault,
  { requestId, line }: SubjectPlace,
  subjects: readonly SealableSubject[],
): SealedValue {
  let length = 0;
  subjects.forEach((subject, index) => {
    if (index > 0) length = writeByte(SUBJECT_END_BYTE, length);
    if (subject) length = 'bytes' in subject ? writeBytes(subject, length) : writeText(textOf(subject), length);
  });
  return vault.seal(plain.subarray(0, length), subjectPlace(requestId, line));
}

/** Seals a subject by itself, for its row. */
export function sealSubject(vault: PersonalDataVault, place: SubjectPlace, fields: SubjectFields): SealedSubject {
  return { ...sealSubjects(vault, place, [fields]), firstLine: place.line };
}

/**
 * Opens a sealed subject; `null` when nothing of the row could be read at intake. Throws when anything about the value
 * was changed, or when it does not hold the line.
 */
export function openSubject(
  vault: PersonalDataVault,
  { requestId, line }: SubjectPlace,
  { keyId, sealed, firstLine }: SealedSubject,
): SubjectFields | null {
  if (sealed.length === 0) return null;
  const opened = vault.openBytes(keyId, sealed, subjectPlace(requestId, firstLine));
  let start = line < firstLine ? -1 : 0;
  for (let skipped = line - firstLine; skipped > 0 && start >= 0; skipped -= 1) {
    start = opened.indexOf(SUBJECT_END_BYTE, start) + 1 || -1;
  }
  if (start < 0) throw new Error('the sealed value does not hold this line');
  const end = opened.indexOf(SUBJECT_END_BYTE, start);
  const text = opened.toString('utf8', start, end < 0 ? opened.length : end);
  return text === '' ? null : fieldsOf(text);
}

/**
 * Opens all the subjects that were sealed together, in the order of their lines: for whoever reads row after row, the
 * cost of one. `null` for one that could not be read at intake.
 */
export function openSubjects(
  vault: PersonalDataVault,
  { requestId, line }: SubjectPlace,
  { keyId, sealed }: SealedValue,
): (SubjectFields | null)[] {
  if (sealed.length === 0) return [];
  const texts = vault.open(keyId, sealed, subjectPlace(requestId, line)).split(SUBJECT_END);
  return texts.map((text) => (text === '' ? null : fieldsOf(text)));
}

/**
 * Opens subjects row after row, those that were sealed together once: for rows that share the object of their sealed value
 * (`sharingSealed` of `sealed-subject.store.ts`). Remembers one block; to be used for one page of rows and thrown away.
 */
export class SubjectOpener {
  readonly #vault: PersonalDataVault;
  #opened: { requestId: string; sealed: SealedSubject; subjects: (SubjectFields | null)[] } | null = null;

  constructor(vault: PersonalDataVault) {
    this.#vault = vault;
  }

  /** As `openSubject`. */
  open({ requestId, line }: SubjectPlace, sealed: SealedSubject): SubjectFields | null {
    if (sealed.sealed.length === 0) return null;
    const subject = this.#block(requestId, sealed)[line - sealed.firstLine];
    if (subject === undefined) throw new Error('the sealed value does not hold this line');
    return subject;
  }

  #block(requestId: string, sealed: SealedSubject): (SubjectFields | null)[] {
    const last = this.#opened;
    const isSame = last?.sealed.sealed === sealed.sealed && last.sealed.firstLine === sealed.firstLine;
    if (isSame && last.requestId === requestId) return last.subjects;
    const subjects = openSubjects(this.#vault, { requestId, line: sealed.firstLine }, sealed);
    this.#opened = { requestId, sealed, subjects };
    return subjects;
  }
}

/** The subjects that are being sealed, in clear; grows for those of extraordinary length, of which a line has 8 kB. */
let plain = Buffer.allocUnsafeSlow(4_096);

function writeByte(byte: number, at: number): number {
  reserve(at + 1);
  plain[at] = byte;
  return at + 1;
}

function writeText(text: string, at: number): number {
  reserve(at + text.length * 3); // UTF-8 takes three bytes at most for each UTF-16 unit
  return at + plain.write(text, at, 'utf8');
}

/** In a file the fields stand as they do here, but for the byte between them. */
function writeBytes(subject: SubjectBytes, at: number): number {
  const { bytes, start, end } = subject;
  reserve(at + end - start);
  const target = plain;
  for (let index = start; index < end; index += 1) target[at + index - start] = bytes[index] as number;
  target[at + subject.surnameEnd - start] = FIELD_END_BYTE;
  target[at + subject.nameEnd - start] = FIELD_END_BYTE;
  target[at + subject.birthDateEnd - start] = FIELD_END_BYTE;
  target[at + subject.birthPlaceEnd - start] = FIELD_END_BYTE;
  target[at + subject.birthCountryEnd - start] = FIELD_END_BYTE;
  target[at + subject.taxCodeEnd - start] = FIELD_END_BYTE;
  target[at + subject.citizenshipEnd - start] = FIELD_END_BYTE;
  return at + end - start;
}

function reserve(length: number): void {
  if (length > plain.length) plain = Buffer.concat([plain], length * 2);
}

function textOf(fields: SubjectFields): string {
  const { surname, name, birthDate, birthPlace, birthCountry, taxCode, citizenship, fatherName } = fields;
  const birth = birthDate + FIELD_END + birthPlace + FIELD_END + birthCountry;
  const person = `${surname}${FIELD_END}${name}${FIELD_END}${birth}${FIELD_END}${taxCode}${FIELD_END}${citizenship}${FIELD_END}${fatherName}`;
  if (!fields.entityName) return person;
  return [person, fields.entityName, fields.legalForm, fields.registeredSeat].join(FIELD_END);
}

function fieldsOf(text: string): SubjectFields {
  const values = text.split(FIELD_END);
  return {
    surname: values[0] ?? '',
    name: values[1] ?? '',
    birthDate: values[2] ?? '',
    birthPlace: values[3] ?? '',
    birthCountry: values[4] ?? '',
    taxCode: values[5] ?? '',
    citizenship: values[6] ?? '',
    fatherName: values[7] ?? '',
    entityName: values[8] ?? '',
    legalForm: values[9] ?? '',
    registeredSeat: values[10] ?? '',
  };
}

/** What the subjects of a block are sealed for: that of its first line. */
export const subjectPlace = (requestId: string, line: number): string => `item:${requestId}:${line}`;
