import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { taxCodeOf } from './tax-code-maker.js';

/**
 * Persons whom nobody can be mistaken for: all their names, and so their tax codes, begin with letters that occur
 * nowhere else, so that a handful of needles finds every one of them.
 */
const SURNAME = 'QZXJKW';
const NAME = 'WKYHQJ';
/** Consonants of the surname; first, third and fourth of the name. */
const TAX_CODE = 'QZXWYH';
export const STEMS: readonly string[] = [SURNAME, NAME, TAX_CODE];

export interface Canary {
  surname: string;
  name: string;
  fatherName: string;
  birthDate: string;
  birthPlace: string;
  birthCountry: string;
  taxCode: string;
}

/** The nth of them, born in Roma on a day of her or his own. */
export function canary(index: number): Canary {
  const letters = String.fromCharCode(65 + (index % 26)) + String.fromCharCode(65 + (Math.floor(index / 26) % 26));
  const birth = {
    dd: String((index % 28) + 1).padStart(2, '0'),
    mm: String((Math.floor(index / 28) % 12) + 1).padStart(2, '0'),
    yyyy: String(1950 + Math.floor(index / 336)),
  };
  const [surname, name] = [`${SURNAME}${letters}`, `${NAME}${letters}`];
  return {
    ...{ surname, name, fatherName: `${NAME}PADRE` },
    ...{ birthDate: `${birth.yyyy}-${birth.mm}-${birth.dd}`, birthPlace: 'H501', birthCountry: 'Z000' },
    taxCode: taxCodeOf({ surname, name, birth, place: 'H501', isFemale: index % 2 === 1 }),
  };
}

/** How a text may lie somewhere: as itself, in two bytes a letter, in hex, in base64 from each of three offsets, in a URL. */
export function needlesOf(text: string): Map<string, Buffer> {
  const needles = new Map<string, Buffer>();
  const cases = new Map([
    ['upper case', text.toUpperCase()],
    ['lower case', text.toLowerCase()],
    ['capitalised', text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()],
  ]);
  for (const [name, letters] of cases) {
    const bytes = Buffer.from(letters, 'utf8');
    needles.set(`UTF-8, ${name}`, bytes);
    needles.set(`UTF-16, ${name}`, Buffer.from(letters, 'utf16le').subarray(0, -1)); // of either order of bytes
    needles.set(`hex, ${name}`, Buffer.from(bytes.toString('hex')));
    needles.set(`HEX, ${name}`, Buffer.from(bytes.toString('hex').toUpperCase()));
    needles.set(`URL, ${name}`, Buffer.from(bytes.toString('hex').toUpperCase().replace(/../g, '%$&')));
    for (const offset of [0, 1, 2]) {
      // What the bytes beside it decide is left away at both ends.
      const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      const first = Math.ceil((offset * 8) / 6);
      const last = Math.floor(((offset + bytes.length) * 8) / 6);
      needles.set(`base64 at ${offset}, ${name}`, Buffer.from(encoded.slice(first, last)));
    }
  }
  return needles;
}

export interface Hit {
  where: string;
  offset: number;
  text: string;
  encoding: string;
  around: string;
}

/** Where any of the texts lies in some bytes, whatever its encoding: the first place of each. */
export function hitsIn(where: string, bytes: Buffer, texts: readonly string[]): Hit[] {
  return texts.flatMap((text) =>
    [...needlesOf(text)].flatMap(([encoding, needle]) => {
      const offset = bytes.indexOf(needle);
      if (offset < 0) return [];
      const around = bytes.toString('latin1', Math.max(0, offset - 80), offset + 40).replace(/[^ -~]/g, '.');
      return [{ where, offset, text, encoding, around }];
    }),
  );
}

/** The same in all files below a folder, except below some of its own folders. */
export async function hitsBelow(
  folder: string,
  texts: readonly string[],
  except: readonly string[] = [],
): Promise<{ hits: Hit[]; bytes: number; files: number }> {
  const found = { hits: [] as Hit[], bytes: 0, files: 0 };
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (!entry.isFile() || except.includes(name.split(path.sep)[0] ?? '')) continue;
    const handle = await open(file);
    try {
      const bytes = await handle.readFile();
      found.files += 1;
      found.bytes += bytes.length;
      found.hits.push(...hitsIn(name, bytes, texts));
    } finally {
      await handle.close();
    }
  }
  return found;
}
