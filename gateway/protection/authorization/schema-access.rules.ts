import {
  isInterfaceType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { allOf, implies, type Requirement } from './requirement.rules.js';
import type { AccessRules } from './supergraph-access.rules.js';

/**
 * The rules of a supergraph as they hold for what an operation selects. An interface asks for what all of its
 * implementations ask for, because any of them may be what is answered.
 */
export class SchemaAccess {
  readonly schema: GraphQLSchema;
  readonly #rules: AccessRules;
  readonly #known = new Map<string, Requirement | null>();

  constructor(schema: GraphQLSchema, rules: AccessRules) {
    this.schema = schema;
    this.#rules = rules;
  }

  /**
   * What a selection of this type asks for. `ownFields`: fields of the type itself are selected, not only what
   * implementations of an interface have, each of which is asked for on its own.
   */
  ofType(type: GraphQLNamedType, ownFields: boolean): Requirement | null {
    const own = this.#rules.types.get(type.name) ?? null;
    if (!isInterfaceType(type)) return own;
    return this.#once(`${type.name} ${ownFields}`, () => {
      const ofAll = allOf(this.#implementations(type).map(({ name }) => this.#rules.types.get(name) ?? null));
      if (ownFields) return allOf([own, ofAll]);
      // Composition writes on the interface what its implementations ask for; anything else was asked for by itself.
      return implies(ofAll, own) ? null : own;
    });
  }

  /** What a field asks for, besides its type. */
  ofField(parent: GraphQLObjectType | GraphQLInterfaceType, name: string): Requirement | null {
    return this.#once(`${parent.name}.${name}`, () => {
      const own = this.#fieldRule(parent, name);
      if (isObjectType(parent)) return own ?? this.#interfaceObjectRule(parent, name);
      return allOf([own, ...this.#implementations(parent).map((type) => this.ofField(type, name))]);
    });
  }

  /** Composition before 2.12 left the rule of a field that an interface object adds on the interface alone. */
  #interfaceObjectRule(type: GraphQLObjectType, name: string): Requirement | null {
    const added = type.getInterfaces().filter((parent) => this.#rules.interfaceObjects.has(parent.name));
    return allOf(
      added.map((parent) => {
        const rule = this.#fieldRule(parent, name);
        const ofAll = allOf(this.#implementations(parent).map((each) => this.#fieldRule(each, name)));
        return implies(ofAll, rule) ? null : rule;
      }),
    );
  }

  #fieldRule(parent: GraphQLNamedType, name: string): Requirement | null {
    return this.#rules.fields.get(`${parent.name}.${name}`) ?? null;
  }

  #implementations(type: GraphQLInterfaceType): readonly GraphQLObjectType[] {
    return this.schema.getPossibleTypes(type);
  }

  #once(key: string, make: () => Requirement | null): Requirement | null {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}
