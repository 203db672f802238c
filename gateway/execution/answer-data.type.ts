import type { SelectionSetNode } from 'graphql';

/** What subgraphs have answered so far, put together: plain objects, as `JSON.parse` makes them. */
export type Data = Record<string, unknown>;

/**
 * Objects of a fetch's answer of which the answer alone reads all but some first fields: no other fetch writes what
 * this one brings of them, or lies below it. They may come as text and go into the answer as they are.
 */
export interface LeafFetch {
  /**
   * Property of an object in the data under which its text is put, instead of its fields; it begins with NUL, so that
   * no response key is ever the same.
   */
  readonly slot: string;
  readonly subgraph: string;
  /** From the top of the answer to the objects: response keys, and `@` for each element of a list. */
  readonly path: readonly string[];
  /** What is selected of an object of each type, as the subgraph is asked; keys are in that order in the text. */
  readonly selections: ReadonlyMap<string, SelectionSetNode>;
  /** The first fields of the text, scalars that are in the data as well. */
  readonly head: readonly string[];
}
