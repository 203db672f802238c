import type { RowCode, RowField, RowRefusal } from '../row-codes.js';
import { belfiorePlace, inForceAt } from './belfiore.js';
import { parseDay, type DayNumber } from './day-number.rules.js';
import type { EntityRecord, SubjectRecord } from './subject.type.js';
import { bodyTaxCodeProblem, hasValidCheckCharacter, taxCodeDisagreement } from './tax-code.rules.js';

/**
 * The rules of single rows (R-31; massivo-protocol.md, "Row:"), but NOM-005, which needs the other rows
 * (`duplicate-subjects.ts`). A row has one code, the first in this order: NOM-001, NOM-004, NOM-002, NOM-003, MIN-001.
 */

/** Country code of Italy in the records; no place has it. */
export const ITALY = 'Z000';

/** Longest value of a text field, in UTF-16 units: ours, so that a record always fits a line of a massivo file. */
export const MAX_TEXT_LENGTH = 256;

/** Added to a birth day, the day on which somebody comes of age. */
export const ADULT_YEARS = 18 * 10_000;
const SEMICOLON = 59;
const LETTER_A = 65;
const LETTER_Z = 90;
const LOWER_CASE_BIT = 0x20;

/** First day of the Kingdom of Italy and of the Belfiore data; an earlier birth date is a slip of the pen. */
export const EARLIEST_BIRTH: DayNumber = 18610101;

const refusal = (code: RowCode, field: RowField): RowRefusal => ({ code, field });

/** A value without blanks around it; the empty string when it is missing. */
export const trimmed = (value: string | null | undefined): string => value?.trim() ?? '';

/** A code (place, tax code, citizenship) as it is compared: trimmed, in upper case. */
export function codeText(value: string | null | undefined): string {
  const text = trimmed(value);
  for (let index = 0; index < text.length; index += 1) {
    // Nearly all codes are in upper case already, and `toUpperCase` makes a new string of those too.
    if (text.charCodeAt(index) > LETTER_Z) return text.toUpperCase();
  }
  return text;
}

/**
 * What is wrong with a subject, or `null`.
 * @param protocolDay day of the request's protocol, at which the subject must be 18 or older
 */
export function validateSubject(subject: SubjectRecord, protocolDay: DayNumber): RowRefusal | null {
  const unreadable = unreadableField(subject);
  if (unreadable) return refusal('NOM-001', unreadable);

  const birthDay = parseDay(trimmed(subject.birthDate));
  if (birthDay === undefined || birthDay < EARLIEST_BIRTH) return refusal('NOM-001', 'birthDate');
  const place = birthPlaceOf(subject);
  if (!place) return refusal('NOM-001', 'birthPlace');
  const taxCode = codeText(subject.taxCode);
  const citizenship = codeText(subject.citizenship);
  if (citizenship !== 'I' && citizenship !== 'U' && citizenship !== 'X') return refusal('NOM-001', 'citizenship');
  if (!taxCode && citizenship !== 'X') return refusal('NOM-001', 'taxCode');

  const known = belfiorePlace(place.code);
  if (place.contradictory || !known || !inForceAt(known, birthDay)) return refusal('NOM-004', place.field);
  if (taxCode) {
    if (!hasValidCheckCharacter(taxCode)) return refusal('NOM-002', 'taxCode');
    const person = { surname: trimmed(subject.surname), name: trimmed(subject.name), birthDay, placeCode: place.code };
    if (taxCodeDisagreement(taxCode, person)) return refusal('NOM-003', 'taxCode');
  }
  return protocolDay < birthDay + ADULT_YEARS ? refusal('MIN-001', 'birthDate') : null;
}

function unreadableField(subject: SubjectRecord): RowField | null {
  if (!isName(trimmed(subject.surname))) return 'surname';
  if (!isName(trimmed(subject.name))) return 'name';
  return isWritable(trimmed(subject.fatherName)) ? null : 'fatherName';
}

interface BirthPlace {
  code: string;
  field: 'birthPlace' | 'birthCountry';
  /** A municipality was named together with a foreign state. */
  contradictory: boolean;
}

/** Where the subject was born: the municipality, else the foreign state; `null` when neither is told. */
function birthPlaceOf(subject: SubjectRecord): BirthPlace | null {
  const place = codeText(subject.birthPlace);
  const country = codeText(subject.birthCountry);
  const isAbroad = country !== '' && country !== ITALY;
  if (place) return { code: place, field: 'birthPlace', contradictory: isAbroad && country !== place };
  return isAbroad ? { code: country, field: 'birthCountry', contradictory: false } : null;
}

/** The code of the place of birth of a subject, municipality or state; the empty string when none is told. */
export function birthPlaceCode(subject: SubjectRecord): string {
  return birthPlaceOf(subject)?.code ?? '';
}

/**
 * What is wrong with an entity, or `null`: NOM-001 for a missing or malformed field, NOM-002 for a tax code that is
 * neither 11 digits with their check digit nor 16 characters with their check character.
 */
export function validateEntity(entity: EntityRecord): RowRefusal | null {
  if (!isName(trimmed(entity.entityName))) return refusal('NOM-001', 'entityName');
  if (!isName(trimmed(entity.legalForm))) return refusal('NOM-001', 'legalForm');
  if (!isName(trimmed(entity.registeredSeat))) return refusal('NOM-001', 'registeredSeat');
  const taxCode = codeText(entity.taxCode);
  if (!taxCode) return refusal('NOM-001', 'taxCode');
  const holds = bodyTaxCodeProblem(taxCode) === null || hasValidCheckCharacter(taxCode);
  return holds ? null : refusal('NOM-002', 'taxCode');
}

/** Whether a text can be a name: at least one letter, and nothing that a record cannot carry. */
function isName(text: string): boolean {
  return isWritable(text) && hasLetter(text);
}

function hasLetter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charCodeAt(index) & ~LOWER_CASE_BIT;
    if (letter >= LETTER_A && letter <= LETTER_Z) return true;
  }
  return /\p{L}/u.test(text);
}

/** Whether a record can carry the text: no separator, no control character, no half surrogate pair, not too long. */
function isWritable(text: string): boolean {
  if (text.length > MAX_TEXT_LENGTH) return false;
  let isBeyondLatin = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character < 32 || (character >= 127 && character < 160) || character === SEMICOLON) return false;
    isBeyondLatin ||= character > 0xff;
  }
  return !isBeyondLatin || !/[\u2028\u2029\p{Surrogate}]/u.test(text);
}
