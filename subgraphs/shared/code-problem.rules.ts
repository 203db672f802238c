import { parseIpaCode, parseOfficeCode } from '../../schema/identifiers.js';
import { belfiorePlace } from '../../schema/kernel/belfiore.js';
import { dayNumber } from '../../schema/kernel/day-number.rules.js';
import {
  bodyTaxCodeProblem,
  digitAt,
  FEMALE_DAY_OFFSET,
  hasValidCheckCharacter,
  MONTH_LETTERS,
  PERSON_LENGTH,
} from '../../schema/kernel/tax-code.rules.js';
import type { ReadInput } from './input-check.js';
import { inputProblem, type InputProblem } from './input-problem.rules.js';

/**
 * Reads the codes of the domain and says what is wrong with one that cannot be read: which length, which place, which
 * part. A sentence never holds the code or a character of it. Codes are read in either case; blanks around a
 * tax code are a mistake, because a form that sends them sends them to the registers as well.
 */

const BODY_LENGTH = 11;

/** What stands at each place of a tax code of 16 characters: a letter, a digit (or its omocodia letter), the month. */
const PERSON_PLACES = 'LLLLLLDDMDDLDDDL';
/** Any leap year: the century is not in the code, so 29 February is possible for every other four-year. */
const CENTURIES = [1900, 2000];

/** Tax code of a person, 16 characters (codice fiscale). */
export function personTaxCodeProblem(code: string): InputProblem | null {
  if (code.length !== PERSON_LENGTH) return wrongLength(PERSON_LENGTH, code.length);
  const upper = code.toUpperCase();
  for (let index = 0; index < PERSON_LENGTH; index += 1) {
    if (!fitsPlace(upper, index)) return wrongCharacter(index + 1, PLACE_NAMES[PERSON_PLACES[index] ?? 'L']);
  }
  if (!hasBirthDay(upper)) {
    return inputProblem(
      'NOT_IN_CALENDAR',
      'The birth date in the tax code is not in the calendar.',
      'La data di nascita nel codice fiscale non esiste nel calendario.',
    );
  }
  if (!hasValidCheckCharacter(upper)) {
    return inputProblem(
      'WRONG_CHECK_CHARACTER',
      'The check character of the tax code is wrong (the last one).',
      'Il carattere di controllo del codice fiscale (l’ultimo) è errato.',
    );
  }
  return placeInTaxCodeProblem(upper);
}

/** Tax code of a body, 11 digits (codice fiscale, partita IVA). */
export function bodyTaxCodeInputProblem(code: string): InputProblem | null {
  if (code.length !== BODY_LENGTH) return wrongLength(BODY_LENGTH, code.length);
  for (let index = 0; index < BODY_LENGTH; index += 1) {
    const character = code.charCodeAt(index);
    if (character < 48 || character > 57) return wrongCharacter(index + 1, PLACE_NAMES.D);
  }
  if (bodyTaxCodeProblem(code) === null) return null;
  return inputProblem(
    'WRONG_CHECK_DIGIT',
    'The check digit of the tax code is wrong (the last one).',
    'La cifra di controllo del codice fiscale (l’ultima) è errata.',
  );
}

/** IPA code of a body: `c_h501`. */
export function ipaCodeProblem(code: string): InputProblem | null {
  if (code.trim().length > 30) return atMost(30);
  return parseIpaCode(code)
    ? null
    : wrongFormat('An IPA code is written like c_h501.', 'Un codice IPA si scrive come c_h501.');
}

export const readIpaCode = (code: string): ReadInput<string> => read(parseIpaCode(code), ipaCodeProblem(code));

/** Code of an ordinary office: `PROC-H501`. */
export function officeCodeProblem(code: string): InputProblem | null {
  return parseOfficeCode(code)
    ? null
    : wrongFormat(
        'The code of an office is written like PROC-H501.',
        'Il codice di un ufficio si scrive come PROC-H501.',
      );
}

export const readOfficeCode = (code: string): ReadInput<string> => read(parseOfficeCode(code), officeCodeProblem(code));

function read(value: string | null, problem: InputProblem | null): ReadInput<string> {
  if (value !== null) return { value };
  return { problem: problem ?? wrongFormat('The code is not written so.', 'Il codice non è nel formato previsto.') };
}

const PLACE_NAMES: Readonly<Record<string, [en: string, it: string]>> & { D: [string, string] } = {
  L: ['a letter', 'una lettera'],
  D: ['a digit', 'una cifra'],
  M: ['the letter of a month', 'la lettera di un mese'],
};

function fitsPlace(code: string, index: number): boolean {
  const character = code[index] ?? '';
  switch (PERSON_PLACES[index]) {
    case 'D':
      return digitAt(code, index) >= 0;
    case 'M':
      return MONTH_LETTERS.includes(character);
    default:
      return character >= 'A' && character <= 'Z';
  }
}

function hasBirthDay(code: string): boolean {
  const year = digitAt(code, 6) * 10 + digitAt(code, 7);
  const month = MONTH_LETTERS.indexOf(code.charAt(8)) + 1;
  const coded = digitAt(code, 9) * 10 + digitAt(code, 10);
  const day = coded > FEMALE_DAY_OFFSET ? coded - FEMALE_DAY_OFFSET : coded;
  return CENTURIES.some((century) => dayNumber(century + year, month, day) !== undefined);
}

function placeInTaxCodeProblem(code: string): InputProblem | null {
  const place = `${code[11]}${digitAt(code, 12)}${digitAt(code, 13)}${digitAt(code, 14)}`;
  if (belfiorePlace(place)) return null;
  return inputProblem(
    'UNKNOWN_CODE',
    'The tax code names a place of birth that no Belfiore code stands for.',
    'Il codice fiscale indica un luogo di nascita sconosciuto (codice Belfiore).',
  );
}

function wrongLength(wanted: number, had: number): InputProblem {
  return inputProblem(
    'WRONG_LENGTH',
    `A tax code of ${wanted} characters is needed here; this one has ${had}.`,
    `Serve un codice fiscale di ${wanted} caratteri; questo ne ha ${had}.`,
  );
}

function wrongCharacter(position: number, [en, it]: [en: string, it: string] = ['another', 'un altro']): InputProblem {
  return inputProblem(
    'WRONG_CHARACTER',
    `At position ${position} of the tax code there must be ${en}.`,
    `In posizione ${position} del codice fiscale deve esserci ${it}.`,
  );
}

const atMost = (longest: number): InputProblem =>
  inputProblem('TOO_LONG', `At most ${longest} characters.`, `Al massimo ${longest} caratteri.`);

const wrongFormat = (en: string, it: string): InputProblem => inputProblem('WRONG_FORMAT', en, it);
