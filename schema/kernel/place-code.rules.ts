/**
 * Belfiore codes as numbers: a letter and three digits make a number below 26,000. Every row of a file asks for its place,
 * and hashing a text costs three times as much.
 */

const LETTER_A = 65;
const LETTERS = 26;
const DIGIT_ZERO = 48;

/** How many codes there can be. */
export const PLACE_CODES = LETTERS * 1_000;
const CODE_LENGTH = 4;

/** The number of a code; -1 for anything that is not built like one, upper case. */
export function placeNumber(code: string): number {
  if (code.length !== CODE_LENGTH) return -1;
  return numberOf(code.charCodeAt(0), code.charCodeAt(1), code.charCodeAt(2), code.charCodeAt(3));
}

/** The number of a code that stands in these bytes; -1 for anything that is not built like one, upper case. */
export function placeNumberAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== CODE_LENGTH) return -1;
  const [hundreds = 0, tens = 0, units = 0] = [bytes[start + 1], bytes[start + 2], bytes[start + 3]];
  return numberOf(bytes[start] ?? 0, hundreds, tens, units);
}

function numberOf(first: number, second: number, third: number, fourth: number): number {
  const letter = first - LETTER_A;
  const [hundreds, tens, units] = [second - DIGIT_ZERO, third - DIGIT_ZERO, fourth - DIGIT_ZERO];
  const isCode = isBelow(letter, LETTERS) && isBelow(hundreds, 10) && isBelow(tens, 10) && isBelow(units, 10);
  return isCode ? letter * 1_000 + hundreds * 100 + tens * 10 + units : -1;
}

const isBelow = (value: number, limit: number): boolean => value >= 0 && value < limit;
