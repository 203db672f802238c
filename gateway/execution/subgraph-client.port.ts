import type { GraphQLFormattedError } from 'graphql';
import type { GraphCall } from './graph-call.js';

/** Objects of one place in an answer that may stay text, but for some of their first fields. */
export interface TextObjects {
  readonly kind: 'text';
  /** Property under which an object has its text: bytes of UTF-8, one a character. */
  readonly slot: string;
  /** The first fields in the order of the text, all of them scalars, which are there as values as well. */
  readonly head: readonly string[];
}

/** An object, or lists of such, on the way to those; `null` for a field whose value is parsed. */
export interface SkeletonObject {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, Skeleton | null>;
}

/** What of an answer's data has to be read, and where text is enough. */
export type Skeleton = TextObjects | SkeletonObject;

/** One query for a subgraph, as a running plan asks it. */
export interface SubgraphQuery {
  /** The planner writes the same text for the same plan. */
  readonly text: string;
  readonly operationName: string | undefined;
  readonly kind: 'query' | 'mutation';
  /** JSON of an object, `{}` when there are none; the same variables are always the same text. */
  readonly variables: string;
  /**
   * Nobody but the answer reads what comes back of `_entities`: its elements may stay the text that they came as,
   * unread, where the subgraph is trusted to keep to its schema.
   */
  readonly entitiesAsText: boolean;
  /** What of `data` has to be read, where the subgraph is trusted to keep to its schema; left out: all of it. */
  readonly skeleton?: Skeleton | null;
}

/** What a subgraph answered, of its own making: whoever gets it may change it. */
export interface SubgraphAnswer {
  /** Left out or null when there is none. A part of it may be text, if that was asked for (`skeleton`). */
  readonly data?: Record<string, unknown> | null;
  /** As the subgraph wrote them, less what would steer our own answer; left out when there are none. */
  readonly errors?: readonly GraphQLFormattedError[];
  /**
   * Instead of `data`: the elements of `_entities`, each the JSON of an object or `null`, in their order; bytes of
   * UTF-8, one a character. Only where `entitiesAsText` was asked for, and never beside `errors`.
   */
  readonly entityTexts?: readonly string[];
}

/** How a plan reaches a subgraph; sharing, retries and limits are its business. */
export interface SubgraphClient {
  /**
   * @throws DomainError DEADLINE_EXCEEDED, SUBGRAPH_UNAVAILABLE and the like, with the subgraph's name in its details;
   *   a mutation is never sent twice.
   */
  ask(query: SubgraphQuery, call: GraphCall): Promise<SubgraphAnswer>;
}

export type SubgraphClients = ReadonlyMap<string, SubgraphClient>;
