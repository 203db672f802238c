import { createHash, type Hash } from 'node:crypto';
import { FIELD_SEPARATOR, LINE_END } from './massivo-record.type.js';

const BLOCK_CHARACTERS = 64 * 1024;
const UNWRITABLE = /[;\x00-\x1f\x7f-\x9f\p{Surrogate}]/u;

/** A value that no record can carry: a separator, a control character, half a surrogate pair, a bad number. */
export class UnwritableValue extends Error {
  /** @param field name of the field; the value itself may be personal data */
  constructor(readonly field: string) {
    super(`the value of ${field} cannot be written into a massivo record`);
    this.name = 'UnwritableValue';
  }
}

/** A number in so many digits, zeros in front; throws `UnwritableValue`. */
export function writableNumber(field: string, value: number, digits: number): string {
  const text = String(value).padStart(digits, '0');
  if (!Number.isInteger(value) || value < 0 || text.length > digits) throw new UnwritableValue(field);
  return text;
}

/**
 * A record of this type from its fields, in the order given, with the end of its line; throws `UnwritableValue`. All
 * values are searched at once, and one by one only when something was found.
 */
export function recordOf(type: string, fields: Readonly<Record<string, string>>): string {
  const values = Object.values(fields);
  if (UNWRITABLE.test(values.join(' '))) {
    const [field = type] = Object.entries(fields).find(([, value]) => UNWRITABLE.test(value)) ?? [];
    throw new UnwritableValue(field);
  }
  return type + FIELD_SEPARATOR + values.join(FIELD_SEPARATOR) + LINE_END;
}

/** Gathers records into blocks of UTF-8 and hashes them on the way. */
export class RecordBlocks {
  readonly #hash: Hash = createHash('sha256');
  #text = '';

  /** Adds a record; gives a block when one is full. */
  add(record: string): Buffer | null {
    this.#text += record;
    return this.#text.length >= BLOCK_CHARACTERS ? this.#take() : null;
  }

  /** Adds the closing record, which is made from the hash (hex) of every byte before it; gives the last block. */
  close(closingRecord: (sha256: string) => string): Buffer {
    const block = this.#take();
    return Buffer.concat([block, Buffer.from(closingRecord(this.#hash.digest('hex')), 'utf8')]);
  }

  #take(): Buffer {
    const block = Buffer.from(this.#text, 'utf8');
    this.#hash.update(block);
    this.#text = '';
    return block;
  }
}
