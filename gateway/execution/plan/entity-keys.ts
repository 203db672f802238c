import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type ConstDirectiveNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import type { Data } from '../answer-data.type.js';
import { isObject, ownValue } from './own-value.js';

interface KeyField {
  readonly name: string;
  /** `null` for a leaf. */
  readonly below: EntityKey | null;
}

/** Fields that together tell an entity from the others of its type. */
export type EntityKey = readonly KeyField[];

/** By subgraph and type. */
type SchemaKeys = ReadonlyMap<string, readonly EntityKey[]>;

const NO_KEYS: readonly EntityKey[] = [];
const known = new WeakMap<GraphQLSchema, SchemaKeys>();

/** The keys that a type has in a subgraph; read from the supergraph once. */
export function keysOf(schema: GraphQLSchema, subgraph: string, typeName: string): readonly EntityKey[] {
  let keys = known.get(schema);
  if (keys === undefined) {
    keys = readKeys(schema);
    known.set(schema, keys);
  }
  return keys.get(placeOf(subgraph, typeName)) ?? NO_KEYS;
}

/**
 * Whether the selections ask for the whole key.
 *
 * @param applies Whether a fragment on that type counts.
 */
export function isSelected(
  key: EntityKey,
  selections: readonly QueryPlanSelectionNode[],
  applies: (typeCondition: string) => boolean,
): boolean {
  return key.every(({ name, below }) => {
    const fields = fieldsOf(selections, name, applies);
    return fields.length > 0 && (below === null || isSelected(below, fields.flatMap(selectionsOf), ALL_TYPES));
  });
}

/** Whether the whole key is there; a null in it is. */
export function isWhole(key: EntityKey, value: unknown): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.every((element) => isWhole(key, element));
  return isObject(value) && key.every((field) => isThere(field, value));
}

/** Whether there is something else where the key has an object: no key goes into a list. */
export function isOfWrongType(key: EntityKey, value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (!isObject(value)) return true;
  return key.some(({ name, below }) => below !== null && isOfWrongType(below, ownValue(value, name)));
}

function isThere({ name, below }: KeyField, object: Data): boolean {
  const value = ownValue(object, name);
  return value !== undefined && (below === null || isWhole(below, value));
}

const ALL_TYPES = (): boolean => true;

type QueryPlanField = Extract<QueryPlanSelectionNode, { kind: 'Field' }>;

function selectionsOf({ selections = [] }: QueryPlanField): readonly QueryPlanSelectionNode[] {
  return selections;
}

function fieldsOf(
  selections: readonly QueryPlanSelectionNode[],
  key: string,
  applies: (typeCondition: string) => boolean,
): QueryPlanField[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'Field') return (selection.alias ?? selection.name) === key ? [selection] : [];
    const { typeCondition, selections: below } = selection;
    return typeCondition === undefined || applies(typeCondition) ? fieldsOf(below, key, applies) : [];
  });
}

function placeOf(subgraph: string, typeName: string): string {
  return `${subgraph}\0${typeName}`;
}

/** `@join__type(graph: X, key: "…")` of all types. */
function readKeys(schema: GraphQLSchema): SchemaKeys {
  const subgraphs = subgraphNames(schema);
  const keys = new Map<string, EntityKey[]>();
  for (const { name: typeName, astNode } of Object.values(schema.getTypeMap())) {
    for (const directive of astNode?.directives ?? []) {
      if (directive.name.value !== 'join__type') continue;
      const [graph, key] = [argumentOf(directive, 'graph'), argumentOf(directive, 'key')];
      if (graph === null || key === null) continue;
      const place = placeOf(subgraphs.get(graph) ?? graph, typeName);
      keys.set(place, [...(keys.get(place) ?? []), parseKey(key)]);
    }
  }
  return keys;
}

/** Names of subgraphs by the values of `join__Graph`. */
function subgraphNames(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const { astNode } = schema.getType('join__Graph') ?? {};
  const values = astNode?.kind === Kind.ENUM_TYPE_DEFINITION ? (astNode.values ?? []) : [];
  return new Map(
    values.map(({ name: { value }, directives = [] }) => {
      const directive = directives.find(({ name }) => name.value === 'join__graph');
      return [value, (directive && argumentOf(directive, 'name')) ?? value];
    }),
  );
}

function argumentOf({ arguments: given = [] }: ConstDirectiveNode, name: string): string | null {
  const value = given.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : null;
}

function parseKey(text: string): EntityKey {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? keyFields(operation.selectionSet) : [];
}

function keyFields({ selections }: SelectionSetNode): EntityKey {
  return selections.flatMap((selection): EntityKey => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return keyFields(selection.selectionSet);
    if (selection.kind !== Kind.FIELD) return [];
    return [{ name: selection.name.value, below: selection.selectionSet ? keyFields(selection.selectionSet) : null }];
  });
}
