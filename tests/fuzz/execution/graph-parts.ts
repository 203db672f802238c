import type { SeededRandom } from '../../testkit/seeded-random.js';
import type { DraftField, DraftSubgraph, DraftType } from './draft-schema.js';
import { ensureType, named, plainField, randomArguments, randomLeaf, VALUE_TYPES, wrapped } from './leaf-types.js';

/** Kinds of keys: the field set, and the fields that it needs. */
export const KEYS: readonly [fields: string, declared: readonly [string, string][]][] = [
  ['id', [['id', 'ID!']]],
  ['id', [['id', 'ID!']]],
  ['sku', [['sku', 'String!']]],
  ['code', [['code', 'Int!']]],
  [
    'id region',
    [
      ['id', 'ID!'],
      ['region', 'String!'],
    ],
  ],
  ['ref { code }', [['ref', 'Ref!']]],
  [
    'id ref { code }',
    [
      ['id', 'ID!'],
      ['ref', 'Ref!'],
    ],
  ],
];

/** What the parts of the generator work on. */
export interface Graph {
  readonly random: SeededRandom;
  readonly subgraphs: readonly DraftSubgraph[];
  /** By entity, the subgraphs that contribute to it. */
  readonly homes: ReadonlyMap<string, DraftSubgraph[]>;
  /** By entity, the keys that it has in its first subgraph. */
  readonly keys: ReadonlyMap<string, (typeof KEYS)[number][]>;
}

export function declareKey(
  subgraph: DraftSubgraph,
  entity: string,
  [fields, declared]: (typeof KEYS)[number],
): DraftType {
  const type = subgraph.type(entity);
  type.directives.add(`@key(fields: "${fields}")`);
  for (const [name, of] of declared) {
    if (!type.fields.has(name)) type.fields.set(name, plainField(name, of));
    ensureType(subgraph, named(of));
  }
  return type;
}

/** Makes sure that a subgraph may mention a type. */
export function mention({ keys }: Graph, subgraph: DraftSubgraph, type: string): void {
  const known = keys.get(type);
  if (!known) ensureType(subgraph, type);
  else if (!subgraph.types.has(type)) declareKey(subgraph, type, known[0]!);
}

export function randomTarget(graph: Graph, subgraph: DraftSubgraph): string {
  const { random, homes } = graph;
  const abstract = [...subgraph.types.values()].filter(({ kind }) => kind === 'interface').map(({ name }) => name);
  const unions = [...subgraph.plain.keys()].filter((name) => name.startsWith('Union'));
  const objects = [...subgraph.types.keys()].filter((name) => name.startsWith('Media'));
  const roll = random.next();
  if (roll < 0.25 && abstract.length + unions.length + objects.length > 0)
    return random.pick([...abstract, ...unions, ...objects]);
  return roll < 0.75 ? random.pick([...homes.keys()]) : random.pick(VALUE_TYPES);
}

/** A field of a leaf or composite type, with arguments or not. */
export function randomField(graph: Graph, subgraph: DraftSubgraph, name: string): DraftField {
  const { random } = graph;
  const target = random.chance(0.6) ? randomLeaf(random) : randomTarget(graph, subgraph);
  mention(graph, subgraph, target);
  const args = random.chance(0.3) ? randomArguments(random) : null;
  for (const type of args?.types ?? []) ensureType(subgraph, type);
  const type = wrapped(random, target);
  return {
    ...{ name, signature: `${name}${args?.declared ?? ''}: ${type}`, directives: [] },
    ...{ named: target, literalArguments: args?.literal ?? '' },
  };
}

/** Types that not every subgraph can have. */
export function isAbstractName(name: string): boolean {
  return /^(Node|Media|Union)/.test(name);
}

export function copyField(
  graph: Graph,
  to: DraftSubgraph,
  { entity, field, directives = field.directives }: { entity: string; field: DraftField; directives?: string[] },
): void {
  mention(graph, to, field.named);
  const used = /\(([^]*)\):/.exec(field.signature)?.[1] ?? '';
  for (const type of ['Size', 'Filter', 'Range', 'Any']) if (used.includes(`${type}`)) ensureType(to, type);
  to.type(entity).fields.set(field.name, { ...field, directives: [...directives] });
}

/** Fields that are another subgraph's, or soon will be. */
export function isMoved({ directives }: DraftField): boolean {
  return directives.some((directive) => directive.startsWith('@override') || directive.startsWith('@external'));
}

export function hasContext({ signature }: DraftField): boolean {
  return signature.includes('@fromContext');
}
