import { randomBytes } from 'node:crypto';

/**
 * The code by which anybody checks a certificate without signing in: 16 characters of Crockford's base 32 in four
 * groups (`7ZK4-0QWM-9H3T-B2XP`), 75 random bits and a check character, by which one character mistyped and two exchanged
 * are found out without asking anybody. It is stored, printed and shown in this one form.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_CHARACTERS = 15;
const CODE_CHARACTERS = RANDOM_CHARACTERS + 1;
const WELL_FORMED = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** A new code for each of `count` certificates; five bits of each random byte make a character. */
export function newVerificationCodes(count: number): string[] {
  const random = randomBytes(count * RANDOM_CHARACTERS);
  return Array.from({ length: count }, (_, index) => {
    let code = '';
    for (let at = index * RANDOM_CHARACTERS; at < (index + 1) * RANDOM_CHARACTERS; at += 1)
      code += ALPHABET.charAt((random[at] as number) & 31);
    return grouped(code + checkCharacter(code));
  });
}

/**
 * Reads a code as people type it: either case, with or without hyphens and blanks, `O` for `0`, `I` or `L` for `1`.
 * `null` when it cannot be one: too long, too short, of other characters, or mistyped.
 */
export function parseVerificationCode(text: string): string | null {
  if (text.length > 4 * CODE_CHARACTERS) return null;
  const plain = text
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (!WELL_FORMED.test(plain)) return null;
  const isRight = checkCharacter(plain.slice(0, RANDOM_CHARACTERS)) === plain.charAt(RANDOM_CHARACTERS);
  return isRight ? grouped(plain) : null;
}

/**
 * The characters as coefficients of a polynomial over the field of 32 elements, at its generator: every place has a
 * weight of its own that is not 0, so that neither another character nor an exchange of two can go unnoticed.
 */
function checkCharacter(characters: string): string {
  let sum = 0;
  for (const character of characters) sum = timesGenerator(sum ^ ALPHABET.indexOf(character));
  return ALPHABET.charAt(sum);
}

/** Modulo x⁵ + x² + 1. */
const timesGenerator = (element: number): number => ((element << 1) & 31) ^ (element & 16 ? 0b00101 : 0);

const grouped = (plain: string): string =>
  `${plain.slice(0, 4)}-${plain.slice(4, 8)}-${plain.slice(8, 12)}-${plain.slice(12)}`;
