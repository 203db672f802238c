import { randomBytes } from 'node:crypto';

/**
 * The code by which anybody checks a certificate without signing in: 16 characters of Crockford's base 32, that
 * is 80 random bits, in four groups (`7ZK4-0QWM-9H3T-B2XV`). It is stored, printed and shown in this one form.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_CHARACTERS = 16;
const WELL_FORMED = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** A new code for each of `count` certificates; five bits of each random byte make a character. */
export function newVerificationCodes(count: number): string[] {
  const random = randomBytes(count * CODE_CHARACTERS);
  return Array.from({ length: count }, (_, index) => {
    let code = '';
    for (let at = index * CODE_CHARACTERS; at < (index + 1) * CODE_CHARACTERS; at += 1)
      code += ALPHABET.charAt((random[at] as number) & 31);
    return grouped(code);
  });
}

/**
 * Reads a code as people type it: either case, with or without hyphens and blanks, `O` for `0`, `I` or `L` for `1`.
 * `null` when it cannot be one.
 */
export function parseVerificationCode(text: string): string | null {
  if (text.length > 4 * CODE_CHARACTERS) return null;
  const plain = text
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return WELL_FORMED.test(plain) ? grouped(plain) : null;
}

const grouped = (plain: string): string =>
  `${plain.slice(0, 4)}-${plain.slice(4, 8)}-${plain.slice(8, 12)}-${plain.slice(12)}`;
