import { isInterfaceType } from 'graphql';
import * as buffer from './json-buffer.js';
import type { CollectedField, KnownType } from './collected-fields.js';
import type { Data } from '../answer-data.type.js';

/** Fields of an object that a leaf fetch has as one text. */
export interface FieldPassage {
  readonly slot: string;
  /** Response keys in the order of the text. */
  readonly keys: readonly string[];
  /** What the text begins with and is not written: `{`, and a `__typename` that nobody asked for here. */
  readonly cut: string;
  /** Scalars after that which nobody asked for here either, each as `"key":`; `null`: none. */
  readonly skipped: readonly string[] | null;
}

/** By the place of the objects (response keys and `@`, each after `/`), by the name of their type. */
export type Passages = ReadonlyMap<string, ReadonlyMap<string, readonly FieldPassage[]>>;

interface Place {
  readonly type: KnownType;
  readonly place: { readonly route: string };
  readonly fields: readonly CollectedField[];
}

/** The passages of an object by the number of their first field; `unread`: slots whose text does not fit there. */
export function passagesIn(
  passages: Passages,
  { type, place, fields }: Place,
): { passages: ReadonlyMap<number, FieldPassage>; unread: readonly string[] } {
  const ofTypes = passages.get(place.route);
  // Which of the types' texts there is cannot be told: none is embedded.
  if (isInterfaceType(type)) return { passages: new Map(), unread: slotsOf(ofTypes?.values() ?? []) };
  const found = new Map<number, FieldPassage>();
  const unread: string[] = [];
  const taken = new Set<number>();
  for (const passage of ofTypes?.get(type.name) ?? []) {
    const first = fields.findIndex(({ key }) => key === passage.keys[0]);
    const fits =
      first >= 0 && passage.keys.every((key, index) => fields[first + index]?.key === key && !taken.has(first + index));
    if (!fits) {
      unread.push(passage.slot);
      continue;
    }
    passage.keys.forEach((_, index) => taken.add(first + index));
    found.set(first, passage);
  }
  return { passages: found, unread };
}

function slotsOf(passages: Iterable<readonly FieldPassage[]>): string[] {
  return [...new Set([...passages].flatMap((each) => each.map(({ slot }) => slot)))];
}

/**
 * Puts the inside of an entity's text into the answer.
 *
 * @param text bytes of UTF-8, one a character.
 * @returns `false`: it is not of the form that was expected, nothing was written.
 */
export function embed(before: Uint8Array, text: string, cut: string, skipped: readonly string[] | null): boolean {
  if (text.length <= cut.length + 1 || !text.startsWith(cut)) return false;
  const from = skipped === null ? cut.length : endOfSkipped(text, cut.length, skipped);
  if (from === -1) return false;
  buffer.literal(before);
  buffer.bytes(text.slice(from, -1));
  return true;
}

/** Index behind the fields and the comma after them; -1 when others stand there. */
function endOfSkipped(text: string, start: number, skipped: readonly string[]): number {
  let at = start;
  for (const name of skipped) {
    if (!text.startsWith(name, at)) return -1;
    at = endOfScalar(text, at + name.length) + 1;
    if (at === 0 || text[at - 1] !== ',') return -1;
  }
  return at;
}

function endOfScalar(text: string, start: number): number {
  if (text[start] !== '"') return text.indexOf(',', start);
  for (let close = text.indexOf('"', start + 1); close !== -1; close = text.indexOf('"', close + 1)) {
    let first = close;
    while (text[first - 1] === '\\') first -= 1;
    if (((close - first) & 1) === 0) return close + 1;
  }
  return -1;
}

/** Puts the fields of an entity's text into its data, where the text cannot be embedded. */
export function read(data: Data, text: unknown): void {
  if (typeof text !== 'string') return;
  const entity = parsed(text);
  if (typeof entity !== 'object' || entity === null) return;
  // Not by assignment: that would take a field `__proto__` for the prototype.
  for (const [key, value] of Object.entries(entity)) {
    Object.defineProperty(data, key, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** @param text bytes of UTF-8, one a character. `null` for what is no JSON: the entity's fields are missing then. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'latin1').toString());
  } catch {
    return null;
  }
}
