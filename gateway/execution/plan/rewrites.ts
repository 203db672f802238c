import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Data } from '../answer-data.type.js';
import { isObject, ownValue, setOwn } from './own-value.js';
import { isOfType, typeOfElement } from './type-conditions.js';

/** Applies the planner's rewrites to an answer or a representation, in place. */
export function applyRewrites(schema: GraphQLSchema, rewrites: readonly FetchDataRewrite[], value: unknown): void {
  for (const rewrite of rewrites) applyAt(schema, { rewrite, depth: 0 }, value);
}

/** Response keys that rewrites take away and what they become. The planner makes up each such key for one place. */
export function renamedKeys(rewrites: readonly FetchDataRewrite[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  for (const rewrite of rewrites) {
    const key = rewrite.path.at(-1);
    if (rewrite.kind === 'KeyRenamer' && key !== undefined) renamed.set(key, rewrite.renameKeyTo);
  }
  return renamed;
}

interface Place {
  readonly rewrite: FetchDataRewrite;
  /** How many elements of the rewrite's path lead to the value. */
  readonly depth: number;
}

function applyAt(schema: GraphQLSchema, { rewrite, depth }: Place, value: unknown): void {
  if (Array.isArray(value)) {
    for (const element of value) applyAt(schema, { rewrite, depth }, element);
    return;
  }
  const element = rewrite.path[depth];
  if (element === undefined || !isObject(value)) return;
  if (depth === rewrite.path.length - 1) {
    change(rewrite, element, value);
    return;
  }
  const condition = typeOfElement(element);
  if (condition === null) applyAt(schema, { rewrite, depth: depth + 1 }, ownValue(value, element));
  else if (typeof value.__typename !== 'string' || isOfType(schema, value.__typename, condition))
    applyAt(schema, { rewrite, depth: depth + 1 }, value);
}

function change(rewrite: FetchDataRewrite, key: string, object: Data): void {
  if (rewrite.kind === 'ValueSetter') {
    setOwn(object, key, rewrite.setValueTo);
    return;
  }
  const value = ownValue(object, key);
  // Also null, 0, false and '' are values, which Apollo's executor leaves under the made-up key.
  if (value === undefined) return;
  setOwn(object, rewrite.renameKeyTo, value);
  // Deleting a property would turn the object into a slow one.
  object[key] = undefined;
}
