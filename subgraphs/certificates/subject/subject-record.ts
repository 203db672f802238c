import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';

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
 * Most subjects sealed as one value. A cipher object costs as much as enciphering some kilobytes (8 µs of the 26 that a
 * row took when each had its own), while whoever reads a single row reads its whole block; and a block of usual rows
 * stays below the 2 kB beyond which PostgreSQL moves a value out of its row. May grow; made smaller, it would hide the
 * ends of blocks that are stored.
 */
export const MOST_SUBJECTS_A_BLOCK = 16;

/**
 * Seals subjects of consecutive lines, `null` for one that could not be read, as one value that lies in the row of the
 * first of them; the rows of the others hold none. Bound to the request and that line, and every subject to its own by
 * its position, so that it opens nowhere else. One subject can be taken out later: the others are sealed anew,
 * with nothing in its position.
 */
export function sealSubjects(
  vault: PersonalDataVault,
  { requestId, line }: SubjectPlace,
  subjects: readonly (SubjectFields | null)[],
): SealedValue {
  return vault.seal(subjects.map(textOf).join(SUBJECT_END), placeOf(requestId, line));
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
  const texts = vault.open(keyId, sealed, placeOf(requestId, firstLine)).split(SUBJECT_END);
  const text = texts[line - firstLine];
  if (text === undefined) throw new Error('the sealed value does not hold this line');
  return text === '' ? null : fieldsOf(text);
}

/**
 * Opens all the subjects that were sealed together, in the order of their lines: for whoever reads row after row, an
 * eighth of the cost. `null` for one that could not be read at intake.
 */
export function openSubjects(
  vault: PersonalDataVault,
  { requestId, line }: SubjectPlace,
  { keyId, sealed }: SealedValue,
): (SubjectFields | null)[] {
  if (sealed.length === 0) return [];
  const texts = vault.open(keyId, sealed, placeOf(requestId, line)).split(SUBJECT_END);
  return texts.map((text) => (text === '' ? null : fieldsOf(text)));
}

function textOf(fields: SubjectFields | null): string {
  if (!fields) return '';
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

const placeOf = (requestId: string, line: number): string => `item:${requestId}:${line}`;
