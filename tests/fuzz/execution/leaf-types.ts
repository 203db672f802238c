import type { SeededRandom } from '../../testkit/seeded-random.js';
import type { DraftField, DraftSubgraph } from './draft-schema.js';

/** Types that every subgraph writes in the same way, and puts in where it uses them. */
const PLAIN: ReadonlyMap<string, { text: string; uses: readonly string[] }> = new Map([
  ['Any', { text: 'scalar Any', uses: [] }],
  ['Color', { text: 'enum Color { RED GREEN BLUE HIDDEN @inaccessible }', uses: [] }],
  ['Size', { text: 'enum Size { S M L }', uses: [] }],
  ['Range', { text: 'input Range { from: Int = 1, to: Int! }', uses: [] }],
  [
    'Filter',
    {
      text: 'input Filter { size: Size = M, tags: [String!], range: Range, ranges: [Range!], text: String }',
      uses: ['Size', 'Range'],
    },
  ],
]);
const LEAVES = ['Int', 'Int', 'String', 'String', 'Float', 'Boolean', 'ID', 'Color', 'Size', 'Any'];

/** Value types: without keys, the same everywhere, hence shareable. */
const VALUES: ReadonlyMap<string, readonly [name: string, type: string][]> = new Map([
  [
    'Money',
    [
      ['amount', 'Float!'],
      ['currency', 'Size'],
      ['note', 'String'],
      ['part', 'Part'],
      ['parts', '[Part!]'],
    ],
  ],
  [
    'Part',
    [
      ['no', 'Int'],
      ['tags', '[String!]'],
      ['more', 'Any'],
      ['grid', '[[Int]]!'],
    ],
  ],
  [
    'Ref',
    [
      ['code', 'Int!'],
      ['label', 'String'],
    ],
  ],
]);

export const VALUE_TYPES = [...VALUES.keys()].filter((name) => name !== 'Ref');

/** Puts a type in, with all that it needs; entities and abstract types are left to the caller. */
export function ensureType(subgraph: DraftSubgraph, name: string): void {
  const plain = PLAIN.get(name);
  if (plain && !subgraph.plain.has(name)) {
    subgraph.plain.set(name, plain.text);
    for (const used of plain.uses) ensureType(subgraph, used);
  }
  const fields = VALUES.get(name);
  if (!fields || subgraph.types.has(name)) return;
  const type = subgraph.type(name);
  type.directives.add('@shareable');
  for (const [field, of] of fields) {
    type.fields.set(field, plainField(field, of));
    ensureType(subgraph, named(of));
  }
}

export function plainField(name: string, type: string, directives: string[] = []): DraftField {
  return { name, signature: `${name}: ${type}`, directives, named: named(type), literalArguments: '' };
}

export function named(type: string): string {
  return type.replace(/[[\]!]/g, '');
}

export function randomLeaf(random: SeededRandom): string {
  return random.pick(LEAVES);
}

/** The type in lists, nested lists and non-null, as often as schemas have them. */
export function wrapped(random: SeededRandom, type: string): string {
  const one = random.chance(0.35) ? `${type}!` : type;
  const shape = random.below(12);
  if (shape < 8) return one;
  const list = random.chance(0.4) ? `[${one}]!` : `[${one}]`;
  return shape < 11 ? list : random.chance(0.5) ? `[${list}]!` : `[${list}]`;
}

const ARGUMENTS: readonly [declared: string, type: string, literals: readonly string[]][] = [
  ['n: Int', 'Int', ['1', '2', 'null']],
  ['n: Int = 2', 'Int', ['2', '7']],
  ['n: Int!', 'Int', ['3', '-4']],
  ['text: String = "d"', 'String', ['"d"', '"q\\"uote"', 'null']],
  ['size: Size', 'Size', ['S', 'L']],
  ['size: Size! = M', 'Size', ['M', 'S']],
  ['flags: [Boolean!]', 'Boolean', ['[]', '[true, false]', 'true']],
  ['filter: Filter', 'Filter', ['{}', '{ size: L, tags: ["a"] }', '{ range: { to: 3 }, text: null }']],
  ['range: Range = { to: 9 }', 'Range', ['{ to: 1 }', '{ from: null, to: 2 }']],
  ['any: Any', 'Any', ['1', '"x"', '{ a: [1, { b: true }] }']],
  ['id: ID', 'ID', ['"i1"', '5']],
];

/** The arguments of a field: as they are declared, with literals, and the types that they need. */
export function randomArguments(random: SeededRandom): { declared: string; literal: string; types: string[] } {
  const chosen = new Map<string, (typeof ARGUMENTS)[number]>();
  for (let left = random.chance(0.3) ? 2 : 1; left > 0; left -= 1) {
    const argument = random.pick(ARGUMENTS);
    chosen.set(argument[0].split(':')[0]!, argument);
  }
  const all = [...chosen.values()];
  const literal = all.map(([declared, , literals]) => `${declared.split(':')[0]}: ${random.pick(literals)}`).join(', ');
  return {
    declared: `(${all.map(([declared]) => declared).join(', ')})`,
    literal: `(${literal})`,
    types: all.map(([, type]) => type),
  };
}
