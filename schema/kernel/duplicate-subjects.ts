import { hash, randomBytes } from 'node:crypto';
import { parseDay } from './day-number.rules.js';
import { PLACE_CODES } from './place-code.rules.js';
import { birthPlaceCode, codeText, trimmed } from './subject-validation.rules.js';
import type { EntityRecord, SubjectRecord } from './subject.type.js';
import { bodyTaxCodeProblem, codeBytes, codePlaceAt, pairAt, PERSON_LENGTH } from './tax-code.rules.js';

const LETTER_A = 65;
const LETTERS = 26;
/** Letters of the month in a tax code, by rank. */
const MONTHS = 'ABCDEHLMPRST';
const MONTH_RANK = new Int8Array(256).fill(-1);
for (const [rank, letter] of [...MONTHS].entries()) MONTH_RANK[letter.charCodeAt(0)] = rank;
/** Day codes end at 71. */
const DAY_CODES = 72;
const WORD = 2 ** 32;
/** Bits above the six letters (29 bits) tell a person's code from a body's; one is always set, as no key may be zero. */
const PERSON_TAG = 0x8000_0000;
const BODY_TAG = 0x4000_0000;

/**
 * The subjects of one request seen so far (NOM-005): the same tax code after undoing omocodia or, without a tax code,
 * the same surname, name, birth date and place. Add only rows that are good in themselves: refused rows do not count.
 *
 * Exact for tax codes, which fit 61 bits once their redundancy is taken out; the others are told apart by 128 bits of
 * SHA-256. No string is kept: 8 bytes a slot with a tax code, 16 without, tables between 37 and 75 % full.
 */
export class DuplicateSubjects {
  readonly #taxCodes = new KeyTable(2);
  readonly #others = new KeyTable(4);

  /** How many different subjects were added. */
  get size(): number {
    return this.#taxCodes.size + this.#others.size;
  }

  /** Bytes that the tables take. */
  get byteLength(): number {
    return this.#taxCodes.byteLength + this.#others.byteLength;
  }

  /** Adds a subject; `false` when it was there already (NOM-005). */
  addSubject(subject: SubjectRecord): boolean {
    const taxCode = codeText(subject.taxCode);
    if (taxCode) return this.#addTaxCode(taxCode);
    const birthDate = trimmed(subject.birthDate);
    const birthDay = parseDay(birthDate) ?? birthDate;
    return this.#addText([personText(subject.surname), personText(subject.name), birthDay, birthPlaceCode(subject)]);
  }

  /** Adds an entity, known by its tax code; `false` when it was there already (NOM-005). */
  addEntity(entity: EntityRecord): boolean {
    return this.#addTaxCode(codeText(entity.taxCode));
  }

  /** Adds a person by a good tax code that stands in these bytes; `false` when it was there already (NOM-005). */
  addTaxCodeAt(bytes: Uint8Array, start: number): boolean {
    return this.#taxCodes.add(PERSON_TAG + packLetters(bytes, start), packBirth(bytes, start));
  }

  #addTaxCode(code: string): boolean {
    if (bodyTaxCodeProblem(code) === null) {
      const number = Number(code);
      return this.#taxCodes.add(BODY_TAG + Math.floor(number / WORD), number % WORD);
    }
    if (code.length !== PERSON_LENGTH) return this.#addText(['', code]);
    const bytes = codeBytes(code);
    const isPerson = packLetters(bytes, 0) >= 0 && packBirth(bytes, 0) >= 0;
    return isPerson ? this.addTaxCodeAt(bytes, 0) : this.#addText(['', code]);
  }

  #addText(parts: readonly (string | number)[]): boolean {
    const digest = hash('sha256', parts.join('\0'), 'buffer');
    // A first word of zero would read as an empty slot.
    return this.#others.add(
      digest.readUInt32LE(0) || 1,
      digest.readUInt32LE(4),
      digest.readUInt32LE(8),
      digest.readUInt32LE(12),
    );
  }
}

/** A surname or name as it is compared: composed, upper case, single blanks. */
function personText(value: string | null | undefined): string {
  return trimmed(value).normalize('NFC').toUpperCase().replace(/\s+/g, ' ');
}

/** The six letters of surname and name, below 26^6 < 2^29; -1 when they are not letters. */
function packLetters(bytes: Uint8Array, start: number): number {
  let value = 0;
  for (let index = start; index < start + 6; index += 1) {
    const rank = (bytes[index] ?? 0) - LETTER_A;
    if (rank < 0 || rank >= LETTERS) return -1;
    value = value * LETTERS + rank;
  }
  return value;
}

/** Year, month, day code and place with omocodia undone, below 100 · 12 · 72 · 26,000 < 2^32; -1 when they are not. */
function packBirth(bytes: Uint8Array, start: number): number {
  const year = pairAt(bytes, start + 6);
  const month = MONTH_RANK[bytes[start + 8] ?? 0] ?? -1;
  const day = pairAt(bytes, start + 9);
  const place = codePlaceAt(bytes, start);
  if (year < 0 || month < 0 || day < 0 || day >= DAY_CODES || place < 0) return -1;
  return ((year * MONTHS.length + month) * DAY_CODES + day) * PLACE_CODES + place;
}

const FIRST_SLOTS = 1_024;
const FULLEST = 0.75;

/** An open-addressing set of keys of two or four 32-bit words, the first of which is not zero. */
class KeyTable {
  readonly #lanes: number;
  /** Random, so that no sender can choose subjects that pile up in one place of the table. */
  readonly #seed = randomBytes(4).readUInt32LE(0);
  #slots = FIRST_SLOTS;
  #words: Uint32Array;
  #size = 0;

  constructor(lanes: 2 | 4) {
    this.#lanes = lanes;
    this.#words = new Uint32Array(FIRST_SLOTS * lanes);
  }

  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    return this.#words.byteLength;
  }

  /** Adds a key; `false` when it was there already. */
  add(first: number, second: number, third = 0, fourth = 0): boolean {
    if (this.#size >= this.#slots * FULLEST) this.#grow();
    if (!this.#insert(first, second, third, fourth)) return false;
    this.#size += 1;
    return true;
  }

  #insert(first: number, second: number, third: number, fourth: number): boolean {
    const words = this.#words;
    const lanes = this.#lanes;
    const mask = this.#slots - 1;
    for (let slot = this.#hash(first, second) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * lanes;
      if (words[at] === 0) {
        words[at] = first;
        words[at + 1] = second;
        if (lanes === 4) {
          words[at + 2] = third;
          words[at + 3] = fourth;
        }
        return true;
      }
      const isSame = words[at] === first && words[at + 1] === second;
      if (isSame && (lanes === 2 || (words[at + 2] === third && words[at + 3] === fourth))) return false;
    }
  }

  #hash(first: number, second: number): number {
    let mixed = Math.imul(first ^ this.#seed, 0x9e37_79b1);
    mixed = Math.imul((mixed ^ (mixed >>> 15) ^ second) >>> 0, 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  }

  #grow(): void {
    const old = this.#words;
    const lanes = this.#lanes;
    this.#slots *= 2;
    this.#words = new Uint32Array(this.#slots * lanes);
    for (let at = 0; at < old.length; at += lanes) {
      const first = old[at] ?? 0;
      if (first === 0) continue;
      this.#insert(first, old[at + 1] ?? 0, old[at + 2] ?? 0, old[at + 3] ?? 0);
    }
  }
}
