import { isInterfaceType } from 'graphql';
import * as buffer from './json-buffer.js';
import type { CollectedField, KnownType } from './collected-fields.js';
import type { Data } from '../answer-data.type.js';

/** Fields of an object that a leaf fetch has as one text. */
export interface FieldPassage {
  readonly slot: string;
  /** Response keys in the order of the text. */
  readonly keys: readonly string[];
  /** What the text begins with and is not written: `{`, and a `__typename` that nobody asked for. */
  readonly cut: string;
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
 * @returns `false`: it is not of the form that was expected, nothing was written.
 */
export function embed(before: Uint8Array, text: string, cut: string): boolean {
  if (text.length <= cut.length + 1 || !text.startsWith(cut)) return false;
  buffer.literal(before);
  buffer.raw(text.slice(cut.length, -1));
  return true;
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

/** `null` for what is no JSON: the entity's fields are missing then. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
