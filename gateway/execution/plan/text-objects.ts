import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import type { LeafFetch } from '../answer-data.type.js';
import type { Skeleton, TextObjects } from '../subgraph-client.port.js';
import { positionBelow, type FetchFacts, type Position } from './fetch-facts.js';
import { isReadByContexts, withoutSpreads } from './leaf-fetches.js';
import { isInherited } from './own-value.js';
import type { PlanContext } from './plan-context.type.js';

/** The objects of a fetch's answer that may stay text, and how they are read. */
export interface TextPlan {
  readonly leaves: readonly LeafFetch[];
  /** What is to be read when the answer embeds the texts of these slots; `null`: everything. */
  skeletonFor(passedThrough: ReadonlySet<string>): Skeleton | null;
}

/** Where an object of the fetch's answer is, and what is selected of it. */
interface ObjectPlace {
  readonly type: GraphQLObjectType;
  readonly set: SelectionSetNode;
  readonly position: Position;
  /** Response keys, and `@` for each element of a list. */
  readonly path: readonly string[];
}

/**
 * Finds the objects of a fetch that other fetches read a few scalars of, or nothing, and write no field of that it
 * brings: all that the answer needs of them is their text. The topmost such objects are taken. `null` when there are
 * none, or when the fetch is out of the ordinary.
 */
export function textPlanOf(facts: FetchFacts, all: readonly FetchFacts[], context: PlanContext): TextPlan | null {
  const { fetch, path, query } = facts;
  const { requires, operationKind, outputRewrites = [], inputRewrites = [], serviceName } = fetch;
  if (operationKind !== 'query' || !context.trustedSubgraphs.has(serviceName)) return null;
  if (outputRewrites.length > 0 || inputRewrites.length > 0 || path.hasTypeConditions) return null;
  if ((!requires && !path.isTop) || isReadByContexts(all)) return null;
  const set = withoutSpreads(query);
  const top = set && (requires ? entityPlace(set, facts, context) : rootPlace(set, context));
  if (!top) return null;
  const finder = new TextFinder(facts, all);
  const found = finder.skeletonOf(top);
  if (found === null) return null;
  const whole: Skeleton = requires ? { kind: 'object', fields: new Map([['_entities', found]]) } : found;
  return new KnownTextPlan(finder.leaves, whole);
}

class KnownTextPlan implements TextPlan {
  readonly leaves: readonly LeafFetch[];
  readonly #whole: Skeleton;
  #askedFor: ReadonlySet<string> | null = null;
  #skeleton: Skeleton | null = null;

  constructor(leaves: readonly LeafFetch[], whole: Skeleton) {
    this.leaves = leaves;
    this.#whole = whole;
  }

  /** A plan belongs to one answer, which passes the same through each time. */
  skeletonFor(passedThrough: ReadonlySet<string>): Skeleton | null {
    if (passedThrough !== this.#askedFor) {
      this.#askedFor = passedThrough;
      this.#skeleton = only(this.#whole, passedThrough);
    }
    return this.#skeleton;
  }
}

function only(skeleton: Skeleton, slots: ReadonlySet<string>): Skeleton | null {
  if (skeleton.kind === 'text') return slots.has(skeleton.slot) ? skeleton : null;
  const fields = new Map([...skeleton.fields].map(([key, below]) => [key, below && only(below, slots)]));
  return [...fields.values()].every((below) => below === null) ? null : { kind: 'object', fields };
}

function rootPlace(set: SelectionSetNode, { schema }: PlanContext): ObjectPlace | null {
  const type = schema.getQueryType();
  return type ? { type, set, position: '', path: [] } : null;
}

/** `null` when the entities may be of several types. */
function entityPlace({ selections }: SelectionSetNode, facts: FetchFacts, { schema }: PlanContext): ObjectPlace | null {
  const [fragment] = selections;
  if (selections.length !== 1 || fragment?.kind !== Kind.INLINE_FRAGMENT) return null;
  const type = schema.getType(fragment.typeCondition?.name.value ?? '');
  if (!isObjectType(type)) return null;
  return { type, set: fragment.selectionSet, position: facts.base, path: facts.path.path.map(String) };
}

class TextFinder {
  readonly leaves: LeafFetch[] = [];
  readonly #facts: FetchFacts;
  readonly #others: readonly FetchFacts[];
  readonly #number: number;

  constructor(facts: FetchFacts, all: readonly FetchFacts[]) {
    this.#facts = facts;
    this.#others = all.filter((other) => other !== facts);
    this.#number = all.indexOf(facts);
  }

  skeletonOf(place: ObjectPlace): Skeleton | null {
    const fields = fieldsOf(place.set);
    if (fields === null) return null;
    return this.#textOf(place, fields) ?? this.#objectOf(place, fields);
  }

  #textOf({ type, set, position, path }: ObjectPlace, fields: ReadonlyMap<string, FieldNode>): TextObjects | null {
    const needed = this.#neededOf(position);
    if (needed === null) return null;
    const keys = [...fields.keys()];
    const length = Math.max(-1, ...[...needed].map((key) => keys.indexOf(key))) + 1;
    const head = keys.slice(0, length);
    // Nothing would be left to pass through.
    if (head.length === keys.length) return null;
    if (!head.every((key) => isScalarField(type, fields.get(key)))) return null;
    const slot = `\0${this.#number}.${this.leaves.length}`;
    const { serviceName: subgraph } = this.#facts.fetch;
    const selections = new Map([[type.name, set]]);
    this.leaves.push({ slot, subgraph, path, selections, head });
    return { kind: 'text', slot, head };
  }

  /** Fields of the object that others read; `null` when its text is not enough. */
  #neededOf(object: Position): ReadonlySet<string> | null {
    const needed = new Set<string>();
    for (const { base, objects, reads, writes } of this.#others) {
      if (objects.has(object) || (base !== object && this.#brings(base, object))) return null;
      for (const position of writes) if (position.startsWith(object) && this.#facts.writes.has(position)) return null;
      for (const position of reads) {
        if (!position.startsWith(object) || !this.#facts.writes.has(position)) continue;
        const key = position.slice(object.length, -1);
        if (key.includes('\0')) return null;
        needed.add(key);
      }
    }
    return needed;
  }

  /** Whether the fetch brings the first of what leads from the object to the position. */
  #brings(position: Position, object: Position): boolean {
    if (!position.startsWith(object)) return false;
    const [key = ''] = position.slice(object.length).split('\0', 1);
    return this.#facts.writes.has(positionBelow(object, key));
  }

  #objectOf({ type, position, path }: ObjectPlace, fields: ReadonlyMap<string, FieldNode>): Skeleton | null {
    const below = new Map<string, Skeleton | null>();
    for (const [key, { name, selectionSet: set }] of fields) {
      const field = type.getFields()[name.value];
      const named = field ? getNamedType(field.type) : null;
      const skeleton =
        field && set && isObjectType(named)
          ? this.skeletonOf({
              type: named,
              set,
              position: positionBelow(position, key),
              path: [...path, key, ...elementsOf(field.type)],
            })
          : null;
      below.set(key, skeleton);
    }
    return [...below.values()].every((skeleton) => skeleton === null) ? null : { kind: 'object', fields: below };
  }
}

/** By response key, in their order; `null` when what is selected is not plain to see. */
function fieldsOf({ selections }: SelectionSetNode): ReadonlyMap<string, FieldNode> | null {
  const fields = new Map<string, FieldNode>();
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) return null;
    const key = selection.alias?.value ?? selection.name.value;
    if (fields.has(key) || isInherited(key)) return null;
    fields.set(key, selection);
  }
  return fields;
}

/** A field whose value is neither a list nor an object; one of a scalar that the subgraph defines may be either. */
function isScalarField(type: GraphQLObjectType, node: FieldNode | undefined): boolean {
  if (node?.name.value === '__typename') return true;
  const field = type.getFields()[node?.name.value ?? ''];
  const value = field && getNullableType(field.type);
  return value !== undefined && isLeafType(value) && (!isScalarType(value) || isSpecifiedScalarType(value));
}

/** An `@` for each list that the objects are in. */
function elementsOf(type: GraphQLOutputType): string[] {
  const nullable = getNullableType(type);
  return isListType(nullable) ? ['@', ...elementsOf(nullable.ofType)] : [];
}
