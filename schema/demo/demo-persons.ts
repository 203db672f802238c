import { createHash } from 'node:crypto';
import { nameLetters, surnameLetters } from '../kernel/name-letters.rules.js';
import { checkCharacter } from '../kernel/tax-code.rules.js';
import type { DemoPerson } from './demo-body.type.js';

export interface DemoBirth {
  givenName: string;
  surname: string;
  /** yyyy-mm-dd */
  birthDay: string;
  /** Belfiore code. */
  birthPlace: string;
  sex: 'M' | 'F';
}

const SURNAMES = [
  'Bianchi', 'Esposito', 'Ferrari', 'Russo', 'Romano', 'Colombo', 'Ricci', 'Marino', 'Greco', 'Bruno', 'Gallo', 'Conti',
  'Costa', 'Giordano', 'Mancini', 'Rizzo', 'Lombardi', 'Moretti', 'Barbieri', 'Fontana', 'Santoro', 'Mariani', 'Caruso',
]; // prettier-ignore
const GIVEN_NAMES = [
  ['Giulia', 'F'], ['Marco', 'M'], ['Francesca', 'F'], ['Luca', 'M'], ['Elena', 'F'], ['Andrea', 'M'], ['Chiara', 'F'],
  ['Paolo', 'M'], ['Silvia', 'F'], ['Stefano', 'M'], ['Laura', 'F'], ['Davide', 'M'], ['Valentina', 'F'], ['Pietro', 'M'],
] as const; // prettier-ignore
const MONTH_LETTERS = 'ABCDEHLMPRST';
const FEMALE_DAY_OFFSET = 40;

/** The person of a given birth, or the one of this rank among those born in a place: no two ranks are the same person. */
export function demoPerson(birth: DemoBirth): DemoPerson;
export function demoPerson(rank: number, birthPlace: string): DemoPerson;
export function demoPerson(birth: DemoBirth | number, birthPlace = ''): DemoPerson {
  const { givenName, surname, ...rest } = typeof birth === 'number' ? birthOfRank(birth, birthPlace) : birth;
  const taxCode = taxCodeOf({ givenName, surname, ...rest });
  return { givenName, surname, taxCode, email: `${givenName}.${surname}@example.it`.toLowerCase() };
}

/** A made-up subject of a past request, by the same ranks. */
export function demoSubject(rank: number, birthPlace: string): DemoBirth & { taxCode: string } {
  const birth = birthOfRank(rank, birthPlace);
  return { ...birth, taxCode: taxCodeOf(birth) };
}

function birthOfRank(rank: number, birthPlace: string): DemoBirth {
  const [givenName, sex] = at(GIVEN_NAMES, rank);
  const year = 1958 + (rank % 37);
  const month = String(1 + (rank % 12)).padStart(2, '0');
  const day = String(1 + ((rank * 5) % 28)).padStart(2, '0');
  return { givenName, surname: at(SURNAMES, rank), birthDay: `${year}-${month}-${day}`, birthPlace, sex };
}

function taxCodeOf({ givenName, surname, birthDay, birthPlace, sex }: DemoBirth): string {
  const [year = '', month = '', day = ''] = birthDay.split('-');
  const dayCode = String(Number(day) + (sex === 'F' ? FEMALE_DAY_OFFSET : 0)).padStart(2, '0');
  const letters = surnameLetters(surname) + nameLetters(givenName);
  const body = `${letters}${year.slice(2)}${MONTH_LETTERS.charAt(Number(month) - 1)}${dayCode}${birthPlace}`;
  return body + (checkCharacter(body) ?? '');
}

/** Eleven digits of which the last is the check digit; made from the IPA code. */
export function demoBodyTaxCode(ipaCode: string): string {
  const number = createHash('sha256').update(ipaCode).digest().readUInt32BE(0) % 1_000_000_000;
  const digits = `9${String(number).padStart(9, '0')}`;
  let sum = 0;
  for (const [index, digit] of [...digits].entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

function at<T>(list: readonly T[], rank: number): T {
  const value = list[rank % list.length];
  if (value === undefined) throw new Error('the list is empty');
  return value;
}
