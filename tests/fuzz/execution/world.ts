import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { GraphQLError } from 'graphql';
import { FAULT_CODE, FAULT_MESSAGES, strikes, type FieldFault } from './fault.js';
import type { FederationFacts } from './federation-facts.js';
import { Projections } from './projections.js';
import type { Place } from './run.js';
import type { Thing } from './thing.type.js';
import { hashOf, scalarValue, withWrongValues, WRONG } from './values.js';

export interface WorldParts {
  seed: number;
  facts: FederationFacts;
  /** With everything that is in any subgraph, also what is inaccessible. */
  fullSchema: GraphQLSchema;
  apiSchema: GraphQLSchema;
  /** By name, as they are executed. */
  subgraphSchemas: ReadonlyMap<string, GraphQLSchema>;
}

interface FieldPlan {
  readonly coordinate: string;
  readonly name: string;
  readonly type: GraphQLOutputType;
  readonly isIdentity: boolean;
  readonly isMutation: boolean;
  /** Object types that it may lead to, for an abstract type. */
  readonly candidates: readonly string[];
  /** As the facts know it: `Interface.field` where an interface object has it. */
  readonly declared: string;
}

/** Entities of a type; few, so that the same ones come up again and again. */
const ENTITIES = 4;
const VALUES = 997;
const NULL_IN = 9;

/**
 * The data of a supergraph without any storage: each value follows from seed, object, field and arguments, so that all
 * subgraphs and the judge agree by construction. Fields with `@requires` follow from what they require as well: the
 * judge takes it from here, a subgraph from the representation that it was sent.
 */
export class World {
  readonly #parts: WorldParts;
  readonly #plans = new Map<string, FieldPlan>();
  readonly #projections: Projections;

  constructor(parts: WorldParts) {
    this.#parts = parts;
    this.#projections = new Projections(parts.fullSchema, (thing, field, args, run) =>
      this.#value(thing, this.#plan(thing.real, field), args, { run, subgraph: null }),
    );
  }

  /** Resolves every field of every type. */
  readonly resolver: GraphQLFieldResolver<Thing | undefined, Place> = (source, args, place, info) => {
    const parent = source ?? { ...ROOT, real: info.parentType.name };
    return this.#value(parent, this.#plan(parent.real, info.fieldName), args as Record<string, unknown>, place);
  };

  /** The entity of a representation, or nothing; throws where it cannot be told which one is meant. */
  resolveReference(representation: Readonly<Record<string, unknown>>, place: Place): Thing | null {
    const { __typename: typename } = representation as { __typename: string };
    const found = this.#identify(typename, representation, place.subgraph ?? '');
    const { run, subgraph } = place;
    for (const fault of run.faults) {
      if (fault.kind !== 'entity' || fault.subgraph !== subgraph || fault.type !== found.real) continue;
      if (!strikes(fault.parity, found.number)) continue;
      run.struck.add(fault);
      if (fault.form === 'null') return null;
      throw new GraphQLError(FAULT_MESSAGES.entity, { extensions: { code: FAULT_CODE } });
    }
    return found;
  }

  #identify(typename: string, representation: Readonly<Record<string, unknown>>, subgraph: string): Thing {
    const { facts, fullSchema } = this.#parts;
    const keys = facts.keys.get(`${subgraph}/${typename}`) ?? [];
    const found = keys.map((key) => identityIn(representation, key)).filter((identity) => identity !== null);
    const [first] = found;
    if (first === undefined) throw new Error(`no key of ${subgraph}/${typename} is whole in the representation`);
    if (found.some((other) => other.number !== first.number)) throw new Error('the keys name different entities');
    const isInterface = isInterfaceType(fullSchema.getType(typename));
    const real = isInterface ? first.type : typename;
    if (real === null) throw new Error(`a key of ${typename} does not tell the type`);
    const stands = facts.interfaceObjects.has(`${subgraph}/${typename}`) ? typename : real;
    return { __typename: stands, real, number: first.number, parent: null, representation };
  }

  #value(thing: Thing, plan: FieldPlan, args: Record<string, unknown>, place: Place): unknown {
    const { run } = place;
    if (place.subgraph === null) run.visited.add(plan.coordinate);
    if (plan.isMutation) run.mutations += 1;
    const fault = run.faultOf(plan.coordinate);
    if (fault && strikes(fault.parity, thing.number)) return this.#faulty(fault, plan, place);
    if (plan.isIdentity) return this.#identityValue(thing, plan, place);
    const context = this.#withContexts(thing, plan, args, place);
    const text = `${this.#parts.seed}/${thing.real}~${thing.number}.${plan.name}(${argumentText(context)})`;
    const more = this.#required(thing, plan, place) + this.#override(plan, place);
    const state = plan.isMutation ? `#${run.mutations}` : '';
    return this.#make(plan.type, text + more + state, { thing, plan, place });
  }

  #faulty(fault: FieldFault, { type }: FieldPlan, { run, subgraph }: Place): unknown {
    run.struck.add(fault);
    if (fault.kind === 'throw') throw new GraphQLError(FAULT_MESSAGES.throw, { extensions: { code: FAULT_CODE } });
    if (fault.kind === 'null') return null;
    return subgraph === null ? JSON.parse(withWrongValues(JSON.stringify(wrongValue(type)))) : wrongValue(type);
  }

  /** What it requires, as text: from the representation in a subgraph, from here for the judge. */
  #required(thing: Thing, plan: FieldPlan, { run, subgraph }: Place): string {
    const selection = this.#parts.facts.requires.get(plan.declared);
    if (!selection) return '';
    const { representation } = thing;
    const required =
      subgraph !== null && representation !== null
        ? this.#projections.ofRepresentation(representation, selection)
        : this.#projections.ofThing(thing, selection, run.calm);
    return `<${JSON.stringify(required)}>`;
  }

  /** A field that has moved has another value in its new place, so that it is seen who answered. */
  #override({ declared }: FieldPlan, { run, subgraph }: Place): string {
    const override = this.#parts.facts.overrides.get(declared);
    if (!override) return '';
    if (subgraph !== null) return subgraph === override.to ? '' : '@old';
    return override.label === null || run.labels.has(override.label) ? '' : '@old';
  }

  #withContexts(
    thing: Thing,
    plan: FieldPlan,
    args: Record<string, unknown>,
    { run, subgraph }: Place,
  ): Record<string, unknown> {
    const wanted = this.#parts.facts.contextArguments.get(plan.declared);
    if (!wanted || subgraph !== null) return args;
    const all = { ...args };
    for (const { argument, types, selection } of wanted) {
      let holder = thing.parent;
      while (holder && !types.has(holder.real)) holder = holder.parent;
      const found = holder && this.#projections.ofThing(holder, selection, run.calm);
      all[argument] = found ? (Object.values(found)[0] ?? null) : null;
    }
    return all;
  }

  #identityValue(thing: Thing, { name, type }: FieldPlan, { subgraph }: Place): unknown {
    const named = getNamedType(type);
    if (named.name === 'Int') return thing.number * 1_000 + (hashOf(thing.real + name) % 1_000);
    if (isLeafType(named)) return `${thing.real}~${thing.number}~${name}`;
    return this.#thing(named, thing.number, { thing, subgraph });
  }

  #make(type: GraphQLOutputType, text: string, at: { thing: Thing; plan: FieldPlan; place: Place }): unknown {
    if (isNonNullType(type)) return this.#make(type.ofType, `${text}!`, at);
    const hash = hashOf(text);
    if (!text.endsWith('!') && hash % NULL_IN === 0) return null;
    if (isListType(type)) {
      const length = [2, 0, 1, 3][(hash >>> 5) % 4] ?? 0;
      return Array.from({ length }, (_, index) => this.#make(type.ofType, `${text}[${index}]`, at));
    }
    if (isLeafType(type)) return this.#leaf(type, hash >>> 1);
    const { thing, plan, place } = at;
    const { facts } = this.#parts;
    const real = isObjectType(type) ? type.name : (plan.candidates[(hash >>> 3) % plan.candidates.length] ?? null);
    if (real === null) return null;
    const number = (hash >>> 7) % (facts.entities.has(real) || facts.entities.has(type.name) ? ENTITIES : VALUES);
    return this.#thing(this.#parts.fullSchema.getType(real), number, {
      thing,
      subgraph: place.subgraph,
      as: type.name,
    });
  }

  #leaf(type: GraphQLNamedType, hash: number): unknown {
    if (!isEnumType(type)) return scalarValue(type.name, hash);
    const shown = this.#parts.apiSchema.getType(type.name);
    const values = (isEnumType(shown) ? shown : type).getValues();
    return values[hash % values.length]?.name;
  }

  #thing(
    type: GraphQLNamedType | undefined,
    number: number,
    { thing, subgraph, as = '' }: { thing: Thing; subgraph: string | null; as?: string },
  ): Thing {
    const real = type?.name ?? '';
    const stands = subgraph !== null && this.#parts.facts.interfaceObjects.has(`${subgraph}/${as}`) ? as : real;
    return { __typename: stands, real, number, parent: subgraph === null ? thing : null, representation: null };
  }

  #plan(real: string, field: string): FieldPlan {
    const coordinate = `${real}.${field}`;
    const known = this.#plans.get(coordinate);
    if (known) return known;
    const made = this.#planOf(real, field);
    this.#plans.set(coordinate, made);
    return made;
  }

  #planOf(real: string, field: string): FieldPlan {
    const { facts, fullSchema } = this.#parts;
    const parent = fullSchema.getType(real);
    const definition = isObjectType(parent) ? parent.getFields()[field] : undefined;
    if (!isObjectType(parent) || !definition) throw new Error(`the supergraph has no ${real}.${field}`);
    const names = [real, ...parent.getInterfaces().map(({ name }) => name)];
    const declared =
      names.map((name) => `${name}.${field}`).find((each) => facts.owners.has(each)) ?? `${real}.${field}`;
    return {
      ...{ coordinate: `${real}.${field}`, name: field, type: definition.type, declared },
      isIdentity: names.some((name) => facts.identity.has(`${name}.${field}`)),
      isMutation: parent === fullSchema.getMutationType(),
      candidates: this.#candidates(getNamedType(definition.type), facts.owners.get(declared) ?? new Set()),
    };
  }

  /** The object types that all its owners and the clients know. */
  #candidates(type: GraphQLNamedType, owners: ReadonlySet<string>): string[] {
    const { apiSchema, fullSchema, subgraphSchemas } = this.#parts;
    if (!isAbstractType(type)) return [];
    const shown = apiSchema.getType(type.name);
    const all = isAbstractType(shown) ? apiSchema.getPossibleTypes(shown) : fullSchema.getPossibleTypes(type);
    const schemas = [...owners].map((owner) => subgraphSchemas.get(owner)).filter((schema) => schema !== undefined);
    return all
      .map(({ name }) => name)
      .filter((name) =>
        schemas.every((schema) => {
          const local = schema.getType(type.name);
          return !isAbstractType(local) || schema.getPossibleTypes(local).some((possible) => possible.name === name);
        }),
      );
  }
}

const ROOT: Thing = { __typename: '', real: '', number: 0, parent: null, representation: null };

interface Identity {
  number: number;
  /** `null`: it does not tell. */
  type: string | null;
}

/** Which object the fields of a key name; `null` when one of them is not there. */
function identityIn(
  value: Readonly<Record<string, unknown>>,
  { selections }: { selections: readonly unknown[] },
): Identity | null {
  let identity = null as Identity | null;
  for (const selection of selections as {
    name: { value: string };
    selectionSet?: { selections: readonly unknown[] };
  }[]) {
    const found = leafIdentity(value[selection.name.value], selection.selectionSet);
    if (found === null) return null;
    if (identity && identity.number !== found.number) throw new Error('the fields of a key name different entities');
    identity = { number: found.number, type: identity?.type ?? (selection.selectionSet ? null : found.type) };
  }
  return identity;
}

function leafIdentity(value: unknown, selectionSet: { selections: readonly unknown[] } | undefined): Identity | null {
  if (selectionSet)
    return typeof value === 'object' && value !== null
      ? identityIn(value as Record<string, unknown>, selectionSet)
      : null;
  if (typeof value === 'number') return { number: Math.floor(value / 1_000), type: null };
  const [, type, number] = /^(\w+)~(\d+)~\w+$/.exec(String(value)) ?? [];
  return type === undefined ? null : { number: Number(number), type };
}

/** Arguments in the order of their names; what is left out is not the same as null. */
function argumentText(args: Record<string, unknown>): string {
  const names = Object.keys(args);
  return names.length === 0 ? '' : JSON.stringify(sorted(args));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]): [string, unknown] => [name, sorted(each)]);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function wrongValue(type: GraphQLOutputType): unknown {
  if (isNonNullType(type)) return wrongValue(type.ofType);
  if (isListType(type)) return [wrongValue(type.ofType)];
  if (isEnumType(type)) return WRONG.enumValue;
  return type.name === 'Int' || type.name === 'Float' ? WRONG.number : WRONG.text;
}
