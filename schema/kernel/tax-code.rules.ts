import type { DayNumber } from './day-number.rules.js';
import { packedLetters, packedName, packedSurname } from './name-letters.rules.js';
import { placeNumber } from './place-code.rules.js';

/**
 * The tax code (codice fiscale) of persons and of bodies, D.M. 23 December 1976: its check character, omocodia and its
 * agreement with the personal data. Synchronous and free of allocations for plain letters, because the intake checks
 * every row of a file with it. All functions expect upper case without blanks around; those named `…At` read the 16
 * characters of a code where they stand among the bytes of a file.
 */

/** What a tax code of 16 characters is compared with. Surname and name in any case, with accents as they are. */
export interface PersonalData {
  surname: string;
  name: string;
  birthDay: DayNumber;
  /** Belfiore code of the municipality or of the foreign state. */
  placeCode: string;
}

/** The same as numbers. */
export interface PackedPersonalData {
  /** Letters as `name-letters.rules.ts` packs them. */
  surname: number;
  name: number;
  birthDay: DayNumber;
  /** Number of the place's code (`place-code.rules.ts`). */
  place: number;
}

/** The part of the code that the personal data contradict. */
export type TaxCodePart = 'surname' | 'name' | 'birthDate' | 'birthPlace';

export const PERSON_LENGTH = 16;
const BODY_LENGTH = 11;
const ZERO = 48;
const LETTER_A = 65;
/** January to December. */
export const MONTH_LETTERS = 'ABCDEHLMPRST';
/** Added to the day of birth of women. */
export const FEMALE_DAY_OFFSET = 40;
/** Places of the digits that omocodia may replace by letters. */
const DIGIT_PLACES = [6, 7, 9, 10, 12, 13, 14];
/** The letters that stand for 0 to 9 in a code with omocodia. */
const OMOCODIA_LETTERS = 'LMNPQRSTUV';
/** Value of a character in an odd place (the first is odd), for A to Z; a digit counts as the letter of its rank. */
const ODD_VALUES = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
const CHARACTERS = 256;
/** Rank of a digit or letter (0 and A are 0), -1 for anything else. */
const RANK = new Int8Array(CHARACTERS).fill(-1);
const ODD = new Int8Array(CHARACTERS);
/** The digit for which a digit or an omocodia letter stands, -1 for anything else. */
const DIGIT = new Int8Array(CHARACTERS).fill(-1);
for (const [rank, value] of ODD_VALUES.entries()) {
  RANK[LETTER_A + rank] = rank;
  ODD[LETTER_A + rank] = value;
  if (rank > 9) continue;
  RANK[ZERO + rank] = rank;
  ODD[ZERO + rank] = value;
  DIGIT[ZERO + rank] = rank;
  DIGIT[OMOCODIA_LETTERS.charCodeAt(rank)] = rank;
}

const scratch = new Uint8Array(PERSON_LENGTH);

/** The characters of a code as bytes, until the next call; one that no code can have is 0. */
export function codeBytes(code: string): Uint8Array {
  for (let index = 0; index < PERSON_LENGTH; index += 1) {
    const character = code.charCodeAt(index);
    scratch[index] = character < 128 ? character : 0;
  }
  return scratch;
}

/** Whether the text has 16 characters, digits and letters, of which the last is the check character of the others. */
export function hasValidCheckCharacter(code: string): boolean {
  return code.length === PERSON_LENGTH && hasValidCheckCharacterAt(codeBytes(code), 0);
}

export function hasValidCheckCharacterAt(bytes: Uint8Array, start: number): boolean {
  return checkRank(bytes, start) + LETTER_A === bytes[start + 15];
}

/** The check character of the first 15 characters; `undefined` when they are not 15 digits and upper-case letters. */
export function checkCharacter(code: string): string | undefined {
  const rank = checkRank(codeBytes(code), 0);
  return rank < 0 ? undefined : String.fromCharCode(LETTER_A + rank);
}

const NO_RANK = -1_000;

function checkRank(bytes: Uint8Array, start: number): number {
  let sum = 0;
  for (let index = start; index < start + 15; index += 1) {
    const character = bytes[index] ?? 0;
    const rank = RANK[character] ?? -1;
    if (rank < 0) return NO_RANK;
    sum += (index - start) % 2 === 0 ? (ODD[character] ?? 0) : rank;
  }
  return sum % 26;
}

/** The digit for which a character stands, omocodia undone; -1 when it cannot be one. */
export const digitOf = (character: number): number => (character < CHARACTERS ? (DIGIT[character] ?? -1) : -1);

/** The digit at this place of the code, omocodia undone; -1 when it cannot be one. */
export const digitAt = (code: string, index: number): number => digitOf(code.charCodeAt(index));

/** The two digits from this place on, omocodia undone; -1 when they cannot be that. */
export function pairAt(bytes: Uint8Array, index: number): number {
  const tens = digitOf(bytes[index] ?? 0);
  const units = digitOf(bytes[index + 1] ?? 0);
  return tens < 0 || units < 0 ? -1 : tens * 10 + units;
}

/** The place that stands in a code, as a number; -1 when there cannot be one. */
export function codePlaceAt(bytes: Uint8Array, start: number): number {
  const letter = (bytes[start + 11] ?? 0) - LETTER_A;
  const hundreds = digitOf(bytes[start + 12] ?? 0);
  const rest = pairAt(bytes, start + 13);
  return letter < 0 || letter > 25 || hundreds < 0 || rest < 0 ? -1 : letter * 1_000 + hundreds * 100 + rest;
}

/**
 * The code as it was before letters replaced digits to tell homonyms apart (omocodia), with the check character that
 * goes with it. `undefined` when the text is not built like a tax code of 16 characters.
 */
export function undoOmocodia(code: string): string | undefined {
  if (code.length !== PERSON_LENGTH) return undefined;
  const characters = [...code];
  for (const index of DIGIT_PLACES) {
    const digit = digitAt(code, index);
    if (digit < 0) return undefined;
    characters[index] = String(digit);
  }
  const plain = characters.slice(0, 15).join('');
  const check = checkCharacter(plain);
  return check && /^[A-Z]{6}..[A-EHLMPR-T]..[A-Z]/.test(plain) ? plain + check : undefined;
}

/**
 * The first part of the code that does not agree with the personal data, or `null`. Omocodia is allowed, and so are
 * both day codes, since sex is not in the record.
 */
export function taxCodeDisagreement(
  code: string,
  { surname, name, birthDay, placeCode }: PersonalData,
): TaxCodePart | null {
  const letters = { surname: packedSurname(surname), name: packedName(name) };
  return taxCodeDisagreementAt(codeBytes(code), 0, { ...letters, birthDay, place: placeNumber(placeCode) });
}

export function taxCodeDisagreementAt(
  bytes: Uint8Array,
  start: number,
  person: PackedPersonalData,
): TaxCodePart | null {
  if (person.surname !== packedLetters(bytes, start)) return 'surname';
  if (person.name !== packedLetters(bytes, start + 3)) return 'name';
  if (!agreesWithDay(bytes, start, person.birthDay)) return 'birthDate';
  const place = codePlaceAt(bytes, start);
  return place >= 0 && place === person.place ? null : 'birthPlace';
}

function agreesWithDay(bytes: Uint8Array, start: number, day: DayNumber): boolean {
  const year = Math.trunc(day / 10_000) % 100;
  const month = Math.trunc(day / 100) % 100;
  const dayOfMonth = pairAt(bytes, start + 9);
  return (
    pairAt(bytes, start + 6) === year &&
    bytes[start + 8] === MONTH_LETTERS.charCodeAt(month - 1) &&
    (dayOfMonth === day % 100 || dayOfMonth === (day % 100) + FEMALE_DAY_OFFSET)
  );
}

/**
 * What is wrong with the tax code of a body: not 11 digits, or the last is not the check digit of the others (twice
 * each digit in an even place, its tens and units added, plus those in odd places: the last one fills up the ten).
 */
export function bodyTaxCodeProblem(code: string): 'FORMAT' | 'CHECK_DIGIT' | null {
  if (code.length !== BODY_LENGTH) return 'FORMAT';
  let sum = 0;
  for (let index = 0; index < BODY_LENGTH; index += 1) {
    const digit = code.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return 'FORMAT';
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 ? null : 'CHECK_DIGIT';
}
