import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Data } from '../answer-data.type.js';
import { isOfWrongType, isSelected, isWhole, keysOf, type EntityKey } from './entity-keys.js';
import type { FieldWriters } from './field-writers.js';
import type { Losses } from './losses.js';
import { ObjectText } from './object-text.js';
import { applyRewrites } from './rewrites.js';
import { isOfType, typeOfElement } from './type-conditions.js';

export interface RepresentationsParts {
  readonly schema: GraphQLSchema;
  readonly requires: readonly QueryPlanSelectionNode[];
  readonly rewrites: readonly FetchDataRewrite[];
  readonly subgraph: string;
  readonly writers: FieldWriters;
}

/** Writes what `requires` selects of an entity, as the JSON text that is sent; compiled for each type once. */
export class Representations {
  readonly #parts: RepresentationsParts;
  readonly #types = new Map<string, TypeRepresentation | null>();

  constructor(parts: RepresentationsParts) {
    this.#parts = parts;
  }

  /** `null` when nothing is asked of entities of that type. */
  of({ __typename: typeName }: Data): TypeRepresentation | null {
    if (typeof typeName !== 'string') return null;
    const type = this.#types.get(typeName);
    return type === undefined ? this.#compile(typeName) : type;
  }

  #compile(typeName: string): TypeRepresentation | null {
    const { schema, requires, writers, subgraph } = this.#parts;
    // A name that a subgraph made up is not kept: nothing may grow with what subgraphs answer.
    if (!schema.getType(typeName)) return null;
    const isOf = (condition: string): boolean => isOfType(schema, typeName, condition);
    let sentName = typeName;
    const rewrites: FetchDataRewrite[] = [];
    for (const rewrite of this.#parts.rewrites) {
      const condition = typeOfElement(rewrite.path[0] ?? '');
      if (condition !== null && !isOf(condition)) continue;
      const isName = condition !== null && rewrite.path.length === 2 && rewrite.path[1] === '__typename';
      if (isName && rewrite.kind === 'ValueSetter') sentName = String(rewrite.setValueTo);
      else rewrites.push(rewrite);
    }
    const constants = new Map([['__typename', sentName]]);
    const object = new ObjectText({ schema, selections: requires, typeName, constants, at: writers.base, writers });
    const keys = keysOf(schema, subgraph, sentName).filter((key) => isSelected(key, requires, isOf));
    const isSent = keys.length > 0 && object.has('__typename');
    const type = isSent ? new TypeRepresentation(this.#parts, { object, keys, rewrites }) : null;
    this.#types.set(typeName, type);
    return type;
  }
}

interface TypeParts {
  readonly object: ObjectText;
  /** Those of the type in the subgraph that are required of it. */
  readonly keys: readonly EntityKey[];
  /** Those that the text could not be compiled with. */
  readonly rewrites: readonly FetchDataRewrite[];
}

/** What is sent of the entities of one type: of those of which a whole key is there. */
export class TypeRepresentation {
  readonly #schema: GraphQLSchema;
  readonly #fetch: number;
  readonly #object: ObjectText;
  readonly #keys: readonly EntityKey[];
  readonly #rewrites: readonly FetchDataRewrite[];
  readonly #soleKey: string | null;

  constructor({ schema, writers }: RepresentationsParts, { object, keys, rewrites }: TypeParts) {
    this.#schema = schema;
    this.#fetch = writers.fetch;
    this.#object = object;
    this.#keys = keys;
    this.#rewrites = rewrites;
    this.#soleKey = rewrites.length === 0 ? object.soleKey : null;
  }

  /** A value that two entities have in common only if their texts are the same; `undefined`: look at the text. */
  keyOf(entity: Data): string | number | undefined {
    if (this.#soleKey === null) return undefined;
    const value = entity[this.#soleKey];
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  }

  /**
   * `null` when the entity is not to be sent: no whole key is there, or something was asked for and could not be had,
   * which is then a loss of this fetch, too.
   */
  textOf(entity: Data, losses: Losses): string | null {
    const text = this.#object.textOf(entity) ?? this.#textOfPresent(entity, losses);
    return text === null || this.#rewrites.length === 0 ? text : this.#rewritten(text);
  }

  /** Required fields that nobody asked for: a condition left their fetch out, or it was for other types. */
  #textOfPresent(entity: Data, losses: Losses): string | null {
    const text = this.#object.textOfPresent(entity, losses);
    if (text === null) losses.add(this.#fetch, [entity]);
    const isSent = text !== null && this.#keys.some((key) => isWhole(key, entity));
    if (!isSent && this.#keys.some((key) => isOfWrongType(key, entity))) losses.addWrong();
    return isSent ? text : null;
  }

  #rewritten(text: string): string {
    const representation: unknown = JSON.parse(text);
    applyRewrites(this.#schema, this.#rewrites, representation);
    return JSON.stringify(representation);
  }
}
