/** Tax codes once more, on purpose without the product's rules, so that the two check each other. */

/** A day of birth, in digits. */
export interface Birth {
  dd: string;
  mm: string;
  yyyy: string;
}

const ODD: Record<string, number> = {};
for (const [index, value] of [1, 0, 5, 7, 9, 13, 15, 17, 19, 21].entries()) ODD[String(index)] = value;
for (const [index, value] of [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
].entries()) {
  ODD[String.fromCharCode(65 + index)] = value;
}

/** The check character of 15 characters. */
export function checkCharacterOf(code: string): string {
  let sum = 0;
  for (let index = 0; index < 15; index += 1) {
    const character = code.charAt(index);
    sum += index % 2 === 0 ? (ODD[character] ?? 0) : (Number.parseInt(character, 36) % 36) - (character > '9' ? 10 : 0);
  }
  return String.fromCharCode(65 + (sum % 26));
}

const letterCache = new Map<string, string>();

function lettersOf(text: string, isName: boolean): string {
  const key = `${isName ? 'n' : 's'}${text}`;
  const known = letterCache.get(key);
  if (known) return known;
  const letters = text.normalize('NFD').replace(/[^A-Z]/g, '');
  const consonants = letters.replace(/[AEIOU]/g, '');
  const chosen = isName && consonants.length > 3 ? `${consonants[0]}${consonants[2]}${consonants[3]}` : consonants;
  const result = (chosen.slice(0, 3) + letters.replace(/[^AEIOU]/g, '') + 'XXX').slice(0, 3);
  letterCache.set(key, result);
  return result;
}

/** The tax code of a person; `place` is a Belfiore code. */
export function taxCodeOf(person: {
  surname: string;
  name: string;
  birth: Birth;
  place: string;
  isFemale: boolean;
}): string {
  const { dd, mm, yyyy } = person.birth;
  const month = 'ABCDEHLMPRST'.charAt(Number(mm) - 1);
  const day = person.isFemale ? String(Number(dd) + 40) : dd;
  const letters = lettersOf(person.surname, false) + lettersOf(person.name, true);
  const code = letters + yyyy.slice(2) + month + day + person.place;
  return code + checkCharacterOf(code);
}

/** The code with letters for the digits that the bits of `places` choose (1 to 127; the last digit is the lowest bit). */
export function replaceDigits(code: string, places: number): string {
  const characters = [...code.slice(0, 15)];
  for (const [bit, index] of [14, 13, 12, 10, 9, 7, 6].entries()) {
    if ((places >> bit) & 1) characters[index] = 'LMNPQRSTUV'.charAt(Number(characters[index]));
  }
  const replaced = characters.join('');
  return replaced + checkCharacterOf(replaced);
}
