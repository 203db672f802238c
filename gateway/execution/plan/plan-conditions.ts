import { GraphQLError, Kind, type VariableDefinitionNode } from 'graphql';

/** The Boolean variables that choose between branches of a plan. */
export class PlanConditions {
  readonly #names: string[] = [];
  readonly #defaults: ReadonlyMap<string, boolean>;

  constructor(definitions: readonly VariableDefinitionNode[]) {
    this.#defaults = new Map(
      definitions.flatMap(({ variable, defaultValue }) =>
        defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value] as const] : [],
      ),
    );
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** The number under which the plan's steps find the variable's value. */
  numberOf(name: string): number {
    const known = this.#names.indexOf(name);
    return known >= 0 ? known : this.#names.push(name) - 1;
  }

  /**
   * All values, before anything is fetched.
   *
   * @throws GraphQLError when a variable has no value: without a type of `Boolean!`, it may be null.
   */
  values(variables: Readonly<Record<string, unknown>>): boolean[] {
    return this.#names.map((name) => {
      const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
      const value = given === undefined ? this.#defaults.get(name) : given;
      if (typeof value === 'boolean') return value;
      throw new GraphQLError(
        `Argument "if" of required type "Boolean!" was provided the variable "$${name}", which has no value.`,
      );
    });
  }
}
