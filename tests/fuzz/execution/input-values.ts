import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import type { SeededRandom } from '../../testkit/seeded-random.js';

interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** As it is declared: `Int! = 3`. */
  readonly declared: string;
  readonly isOptional: boolean;
}

/** Arguments of one operation: literals, variables, and variables within literals. */
export class InputValues {
  readonly #random: SeededRandom;
  readonly #variables: Variable[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** `(a: 1, b: $v0)`, or nothing. */
  argumentsOf({ args }: GraphQLField<unknown, unknown>): string {
    const given = args.filter((argument) => isRequiredArgument(argument) || this.#random.chance(0.6));
    if (given.length === 0) return '';
    return `(${given.map((argument) => `${argument.name}: ${this.#argument(argument)}`).join(', ')})`;
  }

  booleanValue(): string {
    const random = this.#random;
    if (random.chance(0.2)) return String(random.chance(0.5));
    const known = this.#variables.filter(({ declared }) => declared.startsWith('Boolean!'));
    if (known.length > 0 && random.chance(0.6)) return `$${random.pick(known).name}`;
    const fallback = random.chance(0.4) ? ` = ${random.chance(0.5)}` : '';
    const name = `v${this.#variables.length}`;
    this.#variables.push({ name, type: BOOLEAN, declared: `Boolean!${fallback}`, isOptional: fallback !== '' });
    return `$${name}`;
  }

  definitions(): string {
    const all = this.#variables.map(({ name, declared }) => `$${name}: ${declared}`);
    return all.length === 0 ? '' : `(${all.join(', ')})`;
  }

  values(random: SeededRandom): Record<string, unknown> {
    const given: Record<string, unknown> = {};
    for (const { name, type, isOptional } of this.#variables) {
      if (isOptional && random.chance(0.35)) continue;
      given[name] = type === BOOLEAN ? random.chance(0.5) : jsonOf(random, type);
    }
    return given;
  }

  #argument({ type, defaultValue }: GraphQLArgument): string {
    if (!this.#random.chance(0.45)) return this.#literal(type, 0);
    return this.#variable(type, defaultValue !== undefined);
  }

  #variable(type: GraphQLInputType, hasDefault: boolean): string {
    const random = this.#random;
    const known = this.#variables.filter((variable) => String(variable.type) === String(type));
    if (known.length > 0 && random.chance(0.4)) return `$${random.pick(known).name}`;
    const name = `v${this.#variables.length}`;
    const isNullable = !isNonNullType(type);
    const isStricter = isNullable && random.chance(0.2);
    const declaredType =
      hasDefault && !isNullable && random.chance(0.3) ? String(type).replace(/!$/, '') : String(type);
    const written = isStricter ? `${declaredType}!` : declaredType;
    const fallback = random.chance(0.35) ? ` = ${literalOf(random, type, 0)}` : '';
    const isOptional = fallback !== '' || !written.endsWith('!');
    this.#variables.push({ name, type, declared: `${written}${fallback}`, isOptional });
    return `$${name}`;
  }

  /** A literal that may hold variables. */
  #literal(type: GraphQLInputType, depth: number): string {
    const random = this.#random;
    if (depth > 0 && random.chance(0.15)) return this.#variable(type, false);
    const bare = isNonNullType(type) ? type.ofType : type;
    if (bare === type && random.chance(0.1)) return 'null';
    if (isListType(bare) && random.chance(0.8))
      return `[${Array.from({ length: random.below(3) }, () => this.#literal(bare.ofType, depth + 1)).join(', ')}]`;
    if (!isInputObjectType(bare)) return literalOf(random, type, depth);
    const fields = Object.values(bare.getFields()).filter((field) => isRequiredArgument(field) || random.chance(0.4));
    return `{ ${fields.map((field) => `${field.name}: ${this.#literal(field.type, depth + 1)}`).join(', ')} }`;
  }
}

/** Only its identity matters: the type of the conditions of `@skip` and `@include`. */
const BOOLEAN = { name: 'Boolean', toString: () => 'Boolean!' } as unknown as GraphQLInputType;

function literalOf(random: SeededRandom, type: GraphQLInputType, depth: number): string {
  return printed(jsonOf(random, type, depth), type);
}

/** A value as JSON has it in the variables. */
function jsonOf(random: SeededRandom, type: GraphQLInputType, depth = 0): unknown {
  if (isNonNullType(type)) return present(random, type.ofType, depth);
  return random.chance(0.12) ? null : present(random, type, depth);
}

function present(random: SeededRandom, type: GraphQLInputType, depth: number): unknown {
  if (isListType(type)) {
    const element = type.ofType as GraphQLInputType;
    if (random.chance(0.15)) return present(random, isNonNullType(element) ? element.ofType : element, depth);
    return Array.from({ length: random.below(3) }, () => jsonOf(random, type.ofType, depth + 1));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredArgument(field) || random.chance(0.5));
    return Object.fromEntries(fields.map((field) => [field.name, jsonOf(random, field.type, depth + 1)]));
  }
  const name = String(type);
  if (name === 'Int') return random.below(20) - 5;
  if (name === 'Float') return random.pick([0.5, 3, -1e3]);
  if (name === 'Boolean') return random.chance(0.5);
  if (name === 'String' || name === 'ID') return random.pick(['', 'a', 'quote " and \\', 'è\n', '42']);
  return random.pick([1, 'x', true, [1, [2]], { k: { deep: [1] }, id: 'z' }]);
}

/** As a literal of the query language; enum values are the only ones without quotes. */
function printed(value: unknown, type: GraphQLInputType): string {
  const bare = isNonNullType(type) ? type.ofType : type;
  if (value === null) return 'null';
  if (isListType(bare)) {
    const inner = bare.ofType as GraphQLInputType;
    return Array.isArray(value) ? `[${value.map((each) => printed(each, inner)).join(', ')}]` : printed(value, inner);
  }
  if (isEnumType(bare)) return String(value);
  if (isInputObjectType(bare)) {
    const fields = Object.entries(value as object).map(
      ([name, each]) => `${name}: ${printed(each, bare.getFields()[name]!.type)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  return plain(value);
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${plain(each)}`)
    .join(', ')} }`;
}
