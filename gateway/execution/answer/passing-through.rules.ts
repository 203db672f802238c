import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { LeafFetch } from '../answer-data.type.js';
import { isRenamed } from '../client-keys.rules.js';
import { setsOf, UnknownTypeCondition, type CollectedField, type FieldCollector } from './collected-fields.js';
import type { FieldPassage } from './passage.js';

/** What is known of the operation when its leaf fetches are matched with it. */
export interface Matching {
  readonly schema: GraphQLSchema;
  /** Collects what the client selects. */
  readonly asked: FieldCollector;
  /** Collects what a subgraph is asked for: without fragments of the document. */
  readonly fetched: FieldCollector;
  /** Enum and abstract types of which clients do not see everything; `null`: not known, so any may be. */
  readonly partlyHidden: ReadonlySet<string> | null;
}

/** A type of the objects at a place, and what is selected of them. */
interface Reached {
  readonly type: GraphQLNamedType;
  readonly sets: readonly SelectionSetNode[];
}

/** Ways to a place through the types of abstract fields; more are not looked at. */
const MOST_WAYS = 200;

/** An operation in which a leaf fetch cannot be passed through; caught where it is matched. */
class Mismatch extends Error {}

/**
 * What of a leaf fetch's text the answer takes, by the type of the entity; `null` where the text cannot go into the
 * answer as it is: the client must have asked for the same fields in the same order, under no condition, next to each
 * other, for each type of entity that the fetch asks for; and see all that may stand in the text.
 *
 * Trusted is what cannot be seen here: that the subgraph writes JSON as it was asked for, of the types that it says,
 * and carries a `null` upwards itself.
 */
export function passThrough(
  matching: Matching,
  root: Reached,
  leaf: LeafFetch,
): ReadonlyMap<string, FieldPassage> | null {
  try {
    return new LeafMatch(matching, leaf).from(root);
  } catch (error) {
    if (error instanceof Mismatch || error instanceof UnknownTypeCondition) return null;
    throw error;
  }
}

class LeafMatch {
  readonly #matching: Matching;
  readonly #leaf: LeafFetch;

  constructor(matching: Matching, leaf: LeafFetch) {
    this.#matching = matching;
    this.#leaf = leaf;
  }

  from(root: Reached): ReadonlyMap<string, FieldPassage> {
    this.#isKnown();
    let reached: readonly Reached[] = [root];
    this.#leaf.path.forEach((key, index) => {
      if (key !== '@') reached = unique(reached.flatMap((each) => this.#below(each, index)));
      if (reached.length > MOST_WAYS) throw new Mismatch();
    });
    const passages = new Map<string, FieldPassage>();
    for (const { type, sets } of reached) {
      for (const possible of this.#possibleTypes(type)) {
        const selection = this.#leaf.selections.get(possible.name);
        if (!selection) continue;
        const passage = this.#passage(possible, sets, selection);
        const other = passages.get(possible.name);
        if (other && !isSamePassage(other, passage)) throw new Mismatch();
        passages.set(possible.name, passage);
      }
    }
    if (passages.size === 0) throw new Mismatch();
    return passages;
  }

  /** An entity of an interface object is known by the interface's name in its subgraph. */
  #isKnown(): void {
    for (const name of this.#leaf.selections.keys()) {
      if (isAbstractType(this.#matching.schema.getType(name))) throw new Mismatch();
    }
  }

  #possibleTypes(type: GraphQLNamedType): readonly GraphQLObjectType[] {
    if (isObjectType(type)) return [type];
    return isAbstractType(type) ? this.#matching.schema.getPossibleTypes(type) : [];
  }

  #below({ type, sets }: Reached, step: number): Reached[] {
    const { path } = this.#leaf;
    const key = path[step];
    const afterwards = path.slice(step + 1);
    const next = afterwards.findIndex((each) => each !== '@');
    const lists = next < 0 ? afterwards.length : next;
    return this.#possibleTypes(type).flatMap((possible) => {
      const field = this.#matching.asked.collect(possible, sets, null).find((each) => each.key === key);
      const below = field && possible.getFields()[field.name];
      if (!field || !below) return [];
      if (listsOf(below.type) !== lists) throw new Mismatch();
      // The nodes of a field that is there must always be the same.
      if (field.withheld || (field.conditional && field.nodes.length > 1)) throw new Mismatch();
      return [{ type: getNamedType(below.type), sets: setsOf(field.nodes) }];
    });
  }

  #passage(type: GraphQLObjectType, sets: readonly SelectionSetNode[], selection: SelectionSetNode): FieldPassage {
    const asked = this.#matching.asked.collect(type, sets, null);
    // Its place among the others would depend on variables.
    if (asked.some(({ conditional, nodes }) => conditional && nodes.length > 1)) throw new Mismatch();
    const fetched = this.#matching.fetched.collect(type, [selection], null);
    const { slot, head } = this.#leaf;
    const [first] = fetched;
    const isNamed = first?.key === '__typename' && first.name === '__typename';
    // What is asked for elsewhere in the object, or not at all, may be left out of the text: it is in the data.
    const most = Math.max(isNamed ? 1 : 0, head.length);
    for (let left = 0; left <= most; left += 1) {
      const rest = fetched.slice(left);
      const run = rest.length === 0 ? null : runOf(asked, rest);
      if (run === null) continue;
      this.#same(type, run, rest);
      const isNameLeft = isNamed && left > 0;
      const skipped = fetched.slice(isNameLeft ? 1 : 0, left).map(({ key }) => `"${key}":`);
      return {
        ...{ slot, keys: run.map(({ key }) => key) },
        cut: isNameLeft ? `{"__typename":"${type.name}",` : '{',
        skipped: skipped.length === 0 ? null : skipped,
      };
    }
    throw new Mismatch();
  }

  /** That the fields of an object are the same, in the same order, and all that is below them. */
  #same(type: GraphQLObjectType, asked: readonly CollectedField[], fetched: readonly CollectedField[]): void {
    if (asked.length !== fetched.length) throw new Mismatch();
    asked.forEach((field, index) => {
      const other = fetched[index];
      const isSame = other?.key === field.key && other.name === field.name;
      // The text would have the key that was planned instead of the client's.
      if (!isSame || isRenamed(field.key) || field.conditional || field.withheld || other.conditional)
        throw new Mismatch();
      if (field.name === '__typename') return;
      const definition = type.getFields()[field.name];
      if (!definition) throw new Mismatch();
      this.#sameBelow(getNamedType(definition.type), field, other);
    });
  }

  #sameBelow(type: GraphQLNamedType, field: CollectedField, other: CollectedField): void {
    const { asked, fetched, partlyHidden } = this.#matching;
    const isHidden = partlyHidden === null || partlyHidden.has(type.name);
    if ((isEnumType(type) || isAbstractType(type)) && isHidden) throw new Mismatch();
    if (!isCompositeType(type)) return;
    for (const possible of this.#possibleTypes(type)) {
      const below = asked.collect(possible, setsOf(field.nodes), null);
      this.#same(possible, below, fetched.collect(possible, setsOf(other.nodes), null));
    }
  }
}

function isSamePassage(one: FieldPassage, other: FieldPassage): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** How many lists the objects are in. */
function listsOf(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listsOf(nullable.ofType) : 0;
}

/** The fields with the keys of the others, if they stand together in the same order. */
function runOf(asked: readonly CollectedField[], fetched: readonly CollectedField[]): readonly CollectedField[] | null {
  const first = asked.findIndex(({ key }) => key === fetched[0]?.key);
  const run = asked.slice(first, first + fetched.length);
  const isRun = first >= 0 && fetched.every(({ key }, index) => run[index]?.key === key);
  return isRun ? run : null;
}

/** Types of abstract fields mostly select the same below. */
function unique(reached: readonly Reached[]): Reached[] {
  const found: Reached[] = [];
  for (const each of reached) {
    const known = found.some(
      ({ type, sets }) =>
        type === each.type && sets.length === each.sets.length && sets.every((set, index) => set === each.sets[index]),
    );
    if (!known) found.push(each);
  }
  return found;
}
