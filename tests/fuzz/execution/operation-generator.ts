import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  parse,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { SeededRandom } from '../../testkit/seeded-random.js';
import { InputValues } from './input-values.js';

/** What an execution needs beside the schema; variables can be drawn again for the same document. */
export interface GeneratedOperation {
  readonly text: string;
  readonly operationName: string | undefined;
  /** Draws values for the variables; those that may be left out sometimes are. */
  variables(random: SeededRandom): Record<string, unknown>;
}

const TRIES = 12;
const ALIASES = [
  'a',
  'b',
  'id',
  'sku',
  'name',
  'ref',
  'code',
  'title',
  'price',
  'typename',
  'x',
  'child',
  'label',
  'owner',
];

/** A random operation that is valid; `null` where none was found in some tries. */
export function generateOperation(schema: GraphQLSchema, random: SeededRandom): GeneratedOperation | null {
  for (let left = TRIES; left > 0; left -= 1) {
    const made = new OperationWriter(schema, random).write();
    if (validate(schema, parse(made.text)).length === 0) return made;
  }
  return null;
}

interface Fragment {
  readonly name: string;
  readonly type: string;
  readonly body: string;
}

class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #random: SeededRandom;
  readonly #inputs: InputValues;
  readonly #fragments: Fragment[] = [];
  /** Fields left to select, over the whole document. */
  #left: number;

  constructor(schema: GraphQLSchema, random: SeededRandom) {
    this.#schema = schema;
    this.#random = random;
    this.#inputs = new InputValues(random);
    this.#left = 4 + random.below(random.chance(0.3) ? 40 : 16);
  }

  write(): GeneratedOperation {
    const random = this.#random;
    const mutation = this.#schema.getMutationType();
    const isMutation = Boolean(mutation) && random.chance(0.15);
    const root = (isMutation ? mutation : this.#schema.getQueryType()) as GraphQLObjectType;
    const body = this.#selection(root, 0);
    const isNamed = random.chance(0.3);
    const hasOther = isNamed && random.chance(0.4);
    const name = isNamed ? 'Chosen' : '';
    const operation = `${isMutation ? 'mutation' : 'query'} ${name}${this.#inputs.definitions()} ${body}`;
    const other = hasOther ? ['query Other { __typename }'] : [];
    const fragments = this.#fragments.map(({ name: of, type, body: inside }) => `fragment ${of} on ${type} ${inside}`);
    const definitions = random.chance(0.5) ? [...other, operation, ...fragments] : [...fragments, operation, ...other];
    return {
      text: definitions.join('\n'),
      operationName: hasOther || (isNamed && random.chance(0.5)) ? name : undefined,
      variables: (again) => this.#inputs.values(again),
    };
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.#random.below(depth === 0 ? 4 : 5);
    const chosen = Array.from({ length: count }, () => this.#one(type, depth)).filter((text) => text !== '');
    if (this.#random.chance(0.1) && chosen[0]) chosen.push(chosen[0]);
    return `{ ${(chosen.length > 0 ? chosen : ['__typename']).join(' ')} }`;
  }

  #one(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    if (this.#left <= 0) return '';
    this.#left -= 1;
    const roll = random.next();
    if (roll < 0.08) return `${random.chance(0.4) ? `${random.pick(ALIASES)}: ` : ''}__typename${this.#condition()}`;
    if (depth === 0 && roll < 0.13 && type === this.#schema.getQueryType()) return this.#introspection();
    const isAbstract = isAbstractType(type);
    if (roll < (isAbstract ? 0.55 : 0.22)) return this.#inlineFragment(type, depth);
    if (roll < (isAbstract ? 0.65 : 0.3)) return this.#spread(type, depth);
    if (!('getFields' in type)) return this.#inlineFragment(type, depth);
    return this.#field(random.pick(Object.values(type.getFields())), depth);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const random = this.#random;
    const type = getNamedType(field.type);
    if (!isLeafType(type) && (depth > 4 || this.#left <= 0)) return '';
    const inside = isLeafType(type) ? '' : ` ${this.#selection(type as GraphQLCompositeType, depth + 1)}`;
    const args = this.#inputs.argumentsOf(field);
    const isOften = args !== '' || random.chance(0.15);
    const alias =
      isOften && random.chance(0.7) ? `${random.chance(0.5) ? random.pick(ALIASES) : `f${random.below(50)}`}: ` : '';
    return `${alias}${field.name}${args}${this.#condition()}${inside}`;
  }

  #inlineFragment(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const target = this.#narrower(type);
    const condition = random.chance(0.12) && target === type ? '' : ` on ${target.name}`;
    return `...${condition}${this.#condition()} ${this.#selection(target, depth)}`;
  }

  #spread(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const target = this.#narrower(type);
    const known = this.#fragments.filter((fragment) => fragment.type === target.name);
    const fragment = known.length > 0 && random.chance(0.5) ? random.pick(known) : this.#fragment(target, depth);
    return `...${fragment.name}${this.#condition()}`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): Fragment {
    const body = this.#selection(type, depth);
    const fragment = { name: `F${this.#fragments.length}`, type: type.name, body };
    this.#fragments.push(fragment);
    return fragment;
  }

  /** The type, one of its object types, or another abstract type that shares one. */
  #narrower(type: GraphQLCompositeType): GraphQLCompositeType {
    const random = this.#random;
    if (isObjectType(type)) return random.chance(0.2) ? random.pick([type, ...type.getInterfaces()]) : type;
    const objects = this.#schema.getPossibleTypes(type);
    if (random.chance(0.75)) return random.pick(objects);
    const object = random.pick(objects);
    return random.pick([type, ...object.getInterfaces()]);
  }

  #condition(): string {
    const random = this.#random;
    if (!random.chance(0.12)) return '';
    const one = `@${random.pick(['skip', 'include'])}(if: ${this.#inputs.booleanValue()})`;
    if (!random.chance(0.15)) return ` ${one}`;
    const other = one.startsWith('@skip') ? 'include' : 'skip';
    return ` ${one} @${other}(if: ${this.#inputs.booleanValue()})`;
  }

  #introspection(): string {
    const random = this.#random;
    const alias = random.chance(0.4) ? `${random.pick(['s', 'meta', 'id'])}: ` : '';
    const names = Object.keys(this.#schema.getTypeMap()).filter((name) => !name.startsWith('__'));
    return random.pick([
      `${alias}__schema { queryType { name } mutationType { name } types { name kind } }`,
      `${alias}__schema { directives { name args { name } } }`,
      `${alias}__type(name: ${JSON.stringify(random.pick([...names, 'Nothing']))}) { name kind fields { name args { name defaultValue } type { kind name ofType { name } } } enumValues { name } possibleTypes { name } interfaces { name } }`,
    ]);
  }
}
