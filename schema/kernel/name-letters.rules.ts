/**
 * The six letters with which a tax code begins, three of the surname and three of the name (D.M. 23 December 1976).
 * Looked up in tables, without making strings, for all names in Latin letters.
 */

const LETTER_A = 65;
const LETTER_X = 88;
/** Bits of A, E, I, O, U counted from A. */
const VOWELS = (1 << 0) | (1 << 4) | (1 << 8) | (1 << 14) | (1 << 20);

/** The three letters of a surname: consonants, then vowels, then X. Accents, apostrophes and blanks do not count. */
export function surnameLetters(surname: string): string {
  return unpack(triplet(surname, false));
}

/** The three letters of a name: as a surname, but of four or more consonants the first, third and fourth. */
export function nameLetters(name: string): string {
  return unpack(triplet(name, true));
}

/** The letters of a surname as one number, so that comparing them makes no string. */
export const packedSurname = (surname: string): number => triplet(surname, false);

/** The letters of a name as one number. */
export const packedName = (name: string): number => triplet(name, true);

/** The three letters from `start` of a tax code as one number. */
export const packedLetters = (code: Uint8Array, start: number): number =>
  pack(code[start] ?? 0, code[start + 1] ?? 0, code[start + 2] ?? 0);

/** The letters of a surname that stands in these bytes; -1 when they are not plain, see `foldBytes`. */
export const packedSurnameAt = (bytes: Uint8Array, start: number, end: number): number =>
  tripletAt(bytes, start, end, false);

/** The letters of a name that stands in these bytes; -1 when they are not plain, see `foldBytes`. */
export const packedNameAt = (bytes: Uint8Array, start: number, end: number): number =>
  tripletAt(bytes, start, end, true);

/** Whether the bytes are plain, see `foldBytes`. */
export const isPlainAt = (bytes: Uint8Array, start: number, end: number): boolean => foldBytes(bytes, start, end) >= 0;

const pack = (first: number, second: number, third: number): number => (first << 16) | (second << 8) | third;
const unpack = (letters: number): string => String.fromCharCode(letters >> 16, (letters >> 8) & 0xff, letters & 0xff);

/** Upper-case letters that no decomposition takes apart. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  ẞ: 'SS',
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Ł: 'L',
  Ħ: 'H',
  Ŧ: 'T',
  Þ: 'TH',
};

/** Upper case without accents; whatever has no Latin letter is left out. */
function plainLetters(text: string): string {
  const upper = text.toUpperCase().replace(/[ẞÆŒØĐÐŁĦŦÞ]/g, (letter) => WHOLE_LETTERS[letter] ?? '');
  return upper.normalize('NFKD').replace(/[^A-Z]/g, '');
}

/** Characters below this one are looked up, accents and all; names with others are taken apart as a whole. */
const FOLDED = 0x250;
/** Stands for a character that becomes several letters, or that the table does not have. */
const SEVERAL = 0xff;
/** The plain upper-case letter that a character comes to; 0 when it comes to none. */
const FOLD = new Uint8Array(FOLDED);

for (let character = 0; character < FOLDED; character += 1) {
  const letters = plainLetters(String.fromCharCode(character));
  FOLD[character] = letters.length > 1 ? SEVERAL : (letters.codePointAt(0) ?? 0);
}

/** Letters of the name that is being looked at; longer names have an array of their own. */
const folded = new Uint8Array(256);

function triplet(text: string, isName: boolean): number {
  const letters = text.length <= folded.length ? folded : new Uint8Array(text.length);
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    const letter = character < FOLDED ? (FOLD[character] ?? 0) : SEVERAL;
    if (letter === SEVERAL) return triplet(plainLetters(text), isName);
    if (letter !== 0) letters[count++] = letter;
  }
  return tripletOf(letters, count, isName);
}

function tripletAt(bytes: Uint8Array, start: number, end: number, isName: boolean): number {
  const count = foldBytes(bytes, start, end);
  return count <= 0 ? -1 : tripletOf(folded, count, isName);
}

/** The first byte in UTF-8 of U+00C0 to U+00FF, the letters of Latin-1. */
const LATIN_LEAD = 0xc3;
const LEAST_PRINTABLE = 0x20;
const SEMICOLON = 0x3b;
const DELETE = 0x7f;

/**
 * Folds bytes of UTF-8 into `folded`, as long as they are plain: at most 256 printable characters of ASCII (no semicolon)
 * or letters of Latin-1 that fold into one letter.
 * @returns how many letters there are, or -1
 */
function foldBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > folded.length) return -1;
  let count = 0;
  for (let index = start; index < end; index += 1) {
    let character = bytes[index] ?? 0;
    if (character === LATIN_LEAD && index + 1 < end) {
      index += 1;
      const next = bytes[index] ?? 0;
      if ((next & 0xc0) !== 0x80) return -1;
      character = 0xc0 | (next & 0x3f);
    } else if (character < LEAST_PRINTABLE || character >= DELETE || character === SEMICOLON) {
      return -1;
    }
    const letter = FOLD[character] ?? SEVERAL;
    if (letter === SEVERAL) return -1;
    if (letter !== 0) folded[count++] = letter;
  }
  return count;
}

function tripletOf(letters: Uint8Array, count: number, isName: boolean): number {
  let consonants = 0;
  let c1 = LETTER_X;
  let c2 = LETTER_X;
  let c3 = LETTER_X;
  let vowels = 0;
  let v1 = LETTER_X;
  let v2 = LETTER_X;
  let v3 = LETTER_X;
  for (let index = 0; index < count; index += 1) {
    const letter = letters[index] ?? 0;
    if ((VOWELS >> (letter - LETTER_A)) & 1) {
      vowels += 1;
      if (vowels === 1) v1 = letter;
      else if (vowels === 2) v2 = letter;
      else if (vowels === 3) v3 = letter;
    } else {
      consonants += 1;
      if (consonants === 1) c1 = letter;
      else if (consonants === 2) c2 = letter;
      else if (consonants === 3) c3 = letter;
      else if (isName) return pack(c1, c3, letter);
      else break;
    }
  }
  if (consonants >= 3) return pack(c1, c2, c3);
  if (consonants === 2) return pack(c1, c2, v1);
  return consonants === 1 ? pack(c1, v1, v2) : pack(v1, v2, v3);
}
