import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { SeededRandom } from '../../../../testkit/seeded-random.js';

/** Conditions of the operations; `$a` has no default. */
export const VARIABLES = '($a: Boolean!, $b: Boolean = true, $c: Boolean! = false)';
const FRAGMENTS = 3;
const STRINGS = [
  '',
  'plain',
  'with "quotes" and \\',
  'a\nb\tc\u0001\u007f',
  'perché €',
  '😀',
  '\ud800 alone',
  'x'.repeat(300),
  `é${'y'.repeat(250)}"`,
];
const ODD = [
  null,
  null,
  true,
  0,
  -0,
  1.5,
  -7,
  2 ** 31,
  1e21,
  '12',
  '',
  'NOBODY',
  [],
  {},
  ['x'],
  [null],
  { __typename: 'Gone' },
];

/** Operations and data at random, for any schema; the same random numbers make the same. */
export class RandomOperation {
  readonly #schema: GraphQLSchema;
  readonly #random: SeededRandom;

  constructor(schema: GraphQLSchema, random: SeededRandom) {
    this.#schema = schema;
    this.#random = random;
  }

  /** May not be valid: fields of one key may not go together. */
  text(): string {
    const query = this.#schema.getQueryType()!;
    const composites = Object.values(this.#schema.getTypeMap()).filter(
      (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith('__'),
    );
    const fragments = Array.from({ length: FRAGMENTS }, (_, index) => {
      const type = this.#random.pick(composites);
      // A fragment spreads only later ones: never itself.
      return { type, text: `fragment F${index} on ${type.name} ${this.#selections(type, 2, index + 1)}` };
    });
    const operation = this.#selections(query, 3, 0);
    return `query Q${VARIABLES} ${operation} ${fragments.map(({ text }) => text).join(' ')}`;
  }

  variables(): Record<string, unknown> {
    const some = (name: string): object => (this.#random.chance(0.5) ? { [name]: this.#random.chance(0.5) } : {});
    return { a: this.#random.chance(0.5), ...some('b'), ...some('c') };
  }

  /** A value for a field: mostly of its type, at times `null` or something else altogether. */
  value(type: GraphQLOutputType): unknown {
    if (this.#random.chance(0.03)) return structuredClone(this.#random.pick(ODD));
    if (isNonNullType(type)) return this.#filled(type.ofType);
    return this.#random.chance(0.12) ? null : this.#filled(type);
  }

  #filled(type: GraphQLOutputType): unknown {
    if (isListType(type)) return Array.from({ length: this.#random.below(4) }, () => this.value(type.ofType));
    if (isAbstractType(type)) return { __typename: this.#random.pick(this.#schema.getPossibleTypes(type)).name };
    if (isObjectType(type)) return {};
    if (isEnumType(type)) return this.#random.pick(type.getValues()).name;
    switch (getNamedType(type).name) {
      case 'Int':
        return this.#random.pick([0, 7, 10, 99, 100, 12_345, 1_999_999_999, 2_147_483_647, -2_147_483_648, -1]);
      case 'Float':
        return this.#random.pick([0, 1.5, -2.25, 3, 1e100, 5e-324, 123_456_789_012]);
      case 'Boolean':
        return this.#random.chance(0.5);
      case 'ID':
        return this.#random.pick(['u1', 'è', 17]);
      case 'String':
        return this.#random.pick(STRINGS);
      default:
        return structuredClone(this.#random.pick([...STRINGS, 5, { a: [1, { b: null }], 'è"': 'x' }, [], false]));
    }
  }

  #selections(type: GraphQLCompositeType, depth: number, fragment: number): string {
    const count = 1 + this.#random.below(4);
    return `{ ${Array.from({ length: count }, () => this.#selection(type, depth, fragment)).join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number, fragment: number): string {
    const condition = this.#condition();
    if (this.#random.chance(0.15)) return `${this.#random.pick(['', 't: '])}__typename ${condition}`;
    if (depth > 0 && this.#random.chance(0.25)) return this.#inline(type, depth, fragment);
    if (fragment < FRAGMENTS && this.#random.chance(0.15)) {
      return `...F${fragment + this.#random.below(FRAGMENTS - fragment)} ${condition}`;
    }
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    const usable = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    if (usable.length === 0) return `__typename ${condition}`;
    const { name, type: fieldType } = this.#random.pick(usable);
    const alias = this.#random.pick(['', '', `${name}Again: `, name === 'name' ? '__proto__: ' : '']);
    const below = getNamedType(fieldType);
    const selections = isCompositeType(below) ? this.#selections(below, depth - 1, fragment) : '';
    return `${alias}${name} ${condition} ${selections}`;
  }

  #inline(type: GraphQLCompositeType, depth: number, fragment: number): string {
    const possible = this.#schema.getPossibleTypes(isAbstractType(type) ? type : (type as never));
    const concrete = isAbstractType(type) ? this.#random.pick(possible) : type;
    const interfaces = isObjectType(concrete) ? concrete.getInterfaces() : [];
    const on = this.#random.pick<GraphQLCompositeType | null>([null, type, concrete, ...interfaces]);
    const selections = this.#selections(on ?? type, depth - 1, fragment);
    return `... ${on ? `on ${on.name}` : ''} ${this.#condition()} ${selections}`;
  }

  #condition(): string {
    if (!this.#random.chance(0.15)) return '';
    const value = this.#random.pick(['$a', '$b', '$c', 'true', 'false']);
    return `${this.#random.pick(['@skip', '@include'])}(if: ${value})`;
  }
}
