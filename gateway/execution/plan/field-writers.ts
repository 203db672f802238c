import { Kind, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import type { FetchQuery } from './answer-shape.js';
import { positionBelow, type FetchFacts, type Position } from './fetch-facts.js';
import type { FieldWriter } from './losses.js';
import { isOfType } from './type-conditions.js';

/** Which fetches of a plan bring what the representations of one of them are made of. */
export class FieldWriters {
  readonly #schema: GraphQLSchema;
  readonly #all: readonly FetchFacts[];
  readonly #facts: FetchFacts;
  /** The fetch's number in the plan. */
  readonly fetch: number;

  constructor(schema: GraphQLSchema, all: readonly FetchFacts[], facts: FetchFacts) {
    this.#schema = schema;
    this.#all = all;
    this.#facts = facts;
    this.fetch = all.indexOf(facts);
  }

  /** Where the entities are. */
  get base(): Position {
    return this.#facts.base;
  }

  /** @param typeName Of the object that has the field; `null` when it tells none. */
  of(object: Position, typeName: string | null, key: string): FieldWriter[] {
    const position = positionBelow(object, key);
    return this.#all.flatMap((facts, fetch): FieldWriter[] => {
      if (facts === this.#facts || !facts.writes.has(position)) return [];
      const isOfEntity = facts.fetch.requires !== undefined && facts.base === object;
      if (isOfEntity && typeName !== null && !this.#asks(facts.query, typeName, key)) return [];
      return [{ fetch, isOfEntity }];
    });
  }

  /** Whether the field is asked for of entities of that type. */
  #asks({ selectionSet, fragments, renamed }: FetchQuery, typeName: string, key: string): boolean {
    const asks = ({ selections }: SelectionSetNode): boolean =>
      selections.some((selection) => {
        if (selection.kind === Kind.FIELD) {
          const asked = selection.alias?.value ?? selection.name.value;
          return (renamed.get(asked) ?? asked) === key;
        }
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        const condition = fragment?.typeCondition?.name.value;
        if (!fragment || (condition !== undefined && !isOfType(this.#schema, typeName, condition))) return false;
        return asks(fragment.selectionSet);
      });
    return asks(selectionSet);
  }
}
