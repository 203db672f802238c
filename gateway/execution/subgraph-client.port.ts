import type { GraphQLFormattedError } from 'graphql';
import type { GraphCall } from './graph-call.js';

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
}

/** What a subgraph answered, of its own making: whoever gets it may change it. */
export interface SubgraphAnswer {
  /** Left out or null when there is none. */
  readonly data?: Record<string, unknown> | null;
  /** As the subgraph wrote them, less what would steer our own answer; left out when there are none. */
  readonly errors?: readonly GraphQLFormattedError[];
  /**
   * Instead of `data`: the elements of `_entities`, each the JSON of an object or `null`, in their order. Only where
   * `entitiesAsText` was asked for, and never beside `errors`.
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
