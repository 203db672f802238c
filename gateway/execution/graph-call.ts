import type { GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { Actor } from '../../schema/kernel/actor.js';
import type { DeprecationNotice } from '../../schema/kernel/deprecation-headers.rules.js';
import type { RequestFacts } from '../telemetry/request-facts.js';
import type { Deadline } from './deadline.js';

/** One request to the graph, as everybody who works for it sees it. */
export interface GraphCall {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly deadline: Deadline;
  readonly facts: RequestFacts;
  /** Labels of `@override` that the caller asked for, and may ask for. */
  readonly chosenLabels: ReadonlySet<string>;
  /** Contexts of in-process subgraphs by name: loaders live as long as the request. */
  readonly subgraphContexts: Map<string, object>;
  /** Whether the errors of the answer have got their correlation id. */
  errorsStamped: boolean;
  /** What the operation may cost, once it is known (`protection/limits/query-cost.rules.ts`). */
  cost: number;
  /** Goes into the headers of the answer; set by whoever dealt with a request on massivo. */
  deprecation: DeprecationNotice | null;
}

/** What ApolloServer carries along. It copies this object, so what must be shared is one level down. */
export interface GraphContext {
  call: GraphCall;
}

export type FetchOptions = GraphQLDataSourceProcessOptions<GraphContext>;

/** The request for which a fetch is made. Fetches of the gateway's own (its health check) are switched off. */
export function callOf(options: FetchOptions): GraphCall {
  return (options.context as GraphContext).call;
}

/** Whether a fetch may change something. The planner writes the operation's kind first, without comments. */
export function isMutation(query: string): boolean {
  return /^\s*mutation\b/.test(query);
}
