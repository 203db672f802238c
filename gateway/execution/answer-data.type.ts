import type { SelectionSetNode } from 'graphql';

/** What subgraphs have answered so far, put together: plain objects, as `JSON.parse` makes them. */
export type Data = Record<string, unknown>;

/**
 * A fetch of entities that nobody but the answer reads: no later fetch needs a field of it or lies below it. Its
 * entities may come as text and go into the answer as they are.
 */
export interface LeafFetch {
  /**
   * Property of an entity in the data under which its text is put, instead of its fields; it begins with NUL, so that
   * no response key is ever the same.
   */
  readonly slot: string;
  readonly subgraph: string;
  /** From the top of the answer to the entities: response keys, and `@` for each element of a list. */
  readonly path: readonly string[];
  /** What is selected of an entity of each type, as the subgraph is asked; keys are in that order in the text. */
  readonly selections: ReadonlyMap<string, SelectionSetNode>;
}
