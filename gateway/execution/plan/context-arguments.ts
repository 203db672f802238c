import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Data } from '../answer-data.type.js';
import { isObject, ownValue } from './own-value.js';
import { isOfType, typeOfElement } from './type-conditions.js';

const UP = '..';

/** One place from which the value of an argument may come. */
interface ContextSource {
  /** How many objects above the entity the context is set; 0 is the entity itself. */
  readonly levels: number;
  /** From there: types to be of (`... on T`) and fields. */
  readonly path: readonly string[];
}

/**
 * The values of arguments that a subgraph takes from a context (`@fromContext`). The planner tells where they may be
 * found, a source for each type on which the context is set; the first that there is gives the value.
 */
export class ContextArguments {
  readonly #schema: GraphQLSchema;
  readonly #sources = new Map<string, ContextSource[]>();

  constructor(schema: GraphQLSchema, rewrites: readonly FetchDataKeyRenamer[]) {
    this.#schema = schema;
    for (const { path, renameKeyTo } of rewrites) {
      const below = path.findIndex((element) => element !== UP);
      const levels = below < 0 ? path.length : below;
      const sources = this.#sources.get(renameKeyTo) ?? [];
      sources.push({ levels, path: path.slice(levels) });
      this.#sources.set(renameKeyTo, sources);
    }
  }

  /** Variables that are set from contexts. */
  get names(): ReadonlySet<string> {
    return new Set(this.#sources.keys());
  }

  /**
   * The arguments for an entity, as members of a JSON object with a comma after each; `null` when one is missing,
   * because the fetch of its context failed.
   *
   * @param holders Objects on the way from the top of the data to the entity.
   */
  membersFor(entity: Data, holders: readonly Data[]): string | null {
    let members = '';
    for (const [name, sources] of this.#sources) {
      const value = this.#valueOf(sources, entity, holders);
      if (value === undefined) return null;
      members += `${JSON.stringify(name)}:${JSON.stringify(value)},`;
    }
    return members;
  }

  #valueOf(sources: readonly ContextSource[], entity: Data, holders: readonly Data[]): unknown {
    for (const { levels, path } of sources) {
      const object = levels === 0 ? entity : holders[holders.length - levels];
      const value = this.#select(object, path, 0);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #select(value: unknown, path: readonly string[], at: number): unknown {
    const element = path[at];
    if (element === undefined || value === undefined || value === null) return value;
    if (Array.isArray(value)) return this.#selectOfEach(value, path, at);
    if (!isObject(value)) return undefined;
    const condition = typeOfElement(element);
    if (condition === null) return this.#select(ownValue(value, element), path, at + 1);
    const { __typename: type } = value;
    // The root does not tell its type.
    if (typeof type === 'string' && !isOfType(this.#schema, type, condition)) return undefined;
    return this.#select(value, path, at + 1);
  }

  #selectOfEach(values: readonly unknown[], path: readonly string[], at: number): unknown {
    const selected = values.map((element) => this.#select(element, path, at));
    return selected.includes(undefined) ? undefined : selected;
  }
}
