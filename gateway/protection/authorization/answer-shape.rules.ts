import {
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { FilteredOperation } from './filtered-operation.type.js';
import { booleanValues, conditionsOf, isSelected, type VariableValues } from './selection-condition.rules.js';

type Data = Record<string, unknown>;

/**
 * Puts the answer to a filtered operation into the shape that was asked for: `null` for what was refused, carried
 * upwards from where the schema allows none, all keys in the order of the operation (GraphQL, "Value completion").
 * Objects in which nothing is missing are left as they are.
 *
 * @returns `null` where a refused value that must not be null is carried up to the top.
 */
export function shapeAnswer(
  schema: GraphQLSchema,
  filtered: FilteredOperation,
  { data, variables }: { data: Data | null; variables: VariableValues },
): Data | null {
  const root = schema.getRootType(filtered.operation.operation);
  if (data === null || !root) return null;
  return new Shape(schema, filtered, variables).object(root, [filtered.operation.selectionSet], data);
}

/** The selections of one response key. */
interface Selected {
  nodes: FieldNode[];
  refused: boolean;
}

class Shape {
  readonly #schema: GraphQLSchema;
  readonly #marks: FilteredOperation['marks'];
  readonly #variables: VariableValues;
  /** Elements of a list are selected by the same nodes: found out once for all of them. */
  readonly #sets = new WeakMap<readonly FieldNode[], readonly SelectionSetNode[]>();
  readonly #collected = new WeakMap<readonly SelectionSetNode[], Map<string, Map<string, Selected>>>();

  constructor(schema: GraphQLSchema, { operation, marks }: FilteredOperation, variables: VariableValues) {
    this.#schema = schema;
    this.#marks = marks;
    this.#variables = booleanValues(operation, variables);
  }

  object(type: GraphQLObjectType, sets: readonly SelectionSetNode[], data: Data): Data | null {
    const shaped = Object.create(null) as Data;
    for (const [key, { nodes, refused }] of this.#collect(type, sets)) {
      const name = nodes[0]?.name.value ?? '';
      const field = type.getFields()[name];
      if (!field) {
        shaped[key] = name === '__typename' ? type.name : (data[key] ?? null);
        continue;
      }
      const value = refused ? null : this.#value(field.type, nodes, data[key]);
      if (value === null && isNonNullType(field.type)) return null;
      shaped[key] = value;
    }
    return shaped;
  }

  #value(type: GraphQLOutputType, nodes: readonly FieldNode[], value: unknown): unknown {
    const left = nodes.filter((node) => !this.#marks.emptied.has(node));
    if (left.length === 0) return null;
    if (!nodes.some((node) => this.#marks.touched.has(node))) return value ?? null;
    return this.#complete(type, this.#setsOf(nodes), value);
  }

  #setsOf(nodes: readonly FieldNode[]): readonly SelectionSetNode[] {
    const known = this.#sets.get(nodes);
    if (known) return known;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    this.#sets.set(nodes, sets);
    return sets;
  }

  #complete(type: GraphQLOutputType, sets: readonly SelectionSetNode[], value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (isNonNullType(type)) return this.#complete(type.ofType, sets, value);
    if (isListType(type)) {
      if (!Array.isArray(value)) return null;
      const elements = value.map((element) => this.#complete(type.ofType, sets, element));
      return isNonNullType(type.ofType) && elements.includes(null) ? null : elements;
    }
    const object = value as Data;
    const named = getNamedType(type);
    const runtime = isAbstractType(named) ? this.#schema.getType(String(object.__typename)) : named;
    return isObjectType(runtime) ? this.object(runtime, sets, object) : null;
  }

  #collect(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, Selected> {
    const byType = this.#collected.get(sets) ?? new Map<string, Map<string, Selected>>();
    this.#collected.set(sets, byType);
    const known = byType.get(type.name);
    if (known) return known;
    const selected = new Map<string, Selected>();
    byType.set(type.name, selected);
    const visited = new Set<string>();
    for (const set of sets) this.#collectFrom(set, { type, selected, visited, refused: false });
    return selected;
  }

  #collectFrom({ selections }: SelectionSetNode, into: Collection): void {
    for (const node of selections) {
      if (!isSelected(conditionsOf(node), this.#variables)) continue;
      const refused = into.refused || this.#marks.refused.has(node);
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const before = into.selected.get(key);
        before?.nodes.push(node);
        into.selected.set(key, { nodes: before?.nodes ?? [node], refused: refused || (before?.refused ?? false) });
        continue;
      }
      const isSpread = node.kind === Kind.FRAGMENT_SPREAD;
      const fragment = isSpread ? this.#marks.fragments.get(node.name.value) : node;
      if (!fragment || !this.#applies(fragment.typeCondition?.name.value, into.type)) continue;
      if (isSpread) {
        const visit = `${node.name.value} ${refused}`;
        if (into.visited.has(visit)) continue;
        into.visited.add(visit);
      }
      this.#collectFrom(fragment.selectionSet, { ...into, refused });
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditional = this.#schema.getType(condition);
    return isAbstractType(conditional) && this.#schema.isSubType(conditional, type);
  }
}

interface Collection {
  type: GraphQLObjectType;
  selected: Map<string, Selected>;
  visited: Set<string>;
  /** Whether a fragment around the selections was refused. */
  refused: boolean;
}
