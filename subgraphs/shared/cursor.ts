import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { refusedField } from './input-check.js';
import { inputProblem, type InputProblem } from './input-problem.rules.js';

/**
 * Opaque cursors. One holds the sort key of its row and two checksums: of the list with its filter, and of the key. So a
 * cursor of another list, or of the same list under another filter, is told apart from one that was made up or cut
 * short. The checksums are no secret: whoever works one out reads what the list shows anyway, from a place of their
 * choice, and the key goes to the database as parameters only.
 */

/** Which list, narrowed to what: the same text for the same rows in the same order. */
export type ListName = string;

/** The name of a list under a filter; what is left out or null does not narrow, and the order of names is no matter. */
export function listOf(name: string, filter: object = {}): ListName {
  const narrowed = Object.entries(filter)
    .filter(([, value]) => value !== undefined && value !== null)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([name, narrowed]);
}

const CHECKSUM_BYTES = 6;
const HEAD_BYTES = 2 * CHECKSUM_BYTES;
/** A cursor longer than this was not made here: the longest key is a body's name. */
const MAXIMUM_CURSOR_LENGTH = 1_000;

export function encodeCursor(key: unknown, list: ListName): string {
  const body = Buffer.from(JSON.stringify(key));
  return Buffer.concat([checksum(list), checksum(body), body]).toString('base64url');
}

/** The sort key in a cursor. @throws DomainError BAD_USER_INPUT with the field `after` */
export function decodeCursor<Key>(cursor: string, list: ListName, key: z.ZodType<Key>): Key {
  if (cursor.length > MAXIMUM_CURSOR_LENGTH) throw refusedField('after', NOT_A_CURSOR);
  const bytes = Buffer.from(cursor, 'base64url');
  const body = bytes.subarray(HEAD_BYTES);
  const isOurs =
    bytes.toString('base64url') === cursor && checksum(body).equals(bytes.subarray(CHECKSUM_BYTES, HEAD_BYTES));
  if (!isOurs) throw refusedField('after', NOT_A_CURSOR);
  if (!checksum(list).equals(bytes.subarray(0, CHECKSUM_BYTES))) throw refusedField('after', CURSOR_OF_ANOTHER_LIST);
  const parsed = key.safeParse(jsonOf(body));
  // The database takes no text with a NUL.
  if (!parsed.success || JSON.stringify(parsed.data).includes('\\u0000')) throw refusedField('after', NOT_A_CURSOR);
  return parsed.data;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const checksum = (content: string | Buffer): Buffer =>
  createHash('sha256').update(content).digest().subarray(0, CHECKSUM_BYTES);

const NOT_A_CURSOR: InputProblem = inputProblem(
  'NOT_A_CURSOR',
  '"after" is not a cursor of this list.',
  '"after" non è un cursore di questo elenco.',
);

const CURSOR_OF_ANOTHER_LIST: InputProblem = inputProblem(
  'CURSOR_OF_ANOTHER_LIST',
  '"after" is a cursor of another list, or of this one with another filter: start again without it.',
  '"after" è un cursore di un altro elenco, o dello stesso con un altro filtro: ricominciare senza cursore.',
);
