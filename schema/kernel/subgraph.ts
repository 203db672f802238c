import type { GraphQLSchema } from 'graphql';
import type { Actor } from './actor.js';
import type { DeprecationNotice } from './deprecation-headers.rules.js';
import type { FileHandler } from './file-exchange.js';

/** What a subgraph is told about the call that it serves. */
export interface SubgraphCall {
  actor: Actor;
  correlationId: string;
  /** Fires when the caller has gone or its deadline has passed. */
  signal?: AbortSignal;
}

/** What a call's context may have to tell beside its answer. */
export interface CallNotices {
  /** Set once the call has dealt with a request on massivo. */
  deprecation: DeprecationNotice | null;
}

export const SUBGRAPH_NAMES = ['agreements', 'certificates', 'legacy'] as const;
export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

/** A subgraph as its owner hands it out: served in-process by the gateway or over HTTP by its own process. */
export interface Subgraph {
  name: SubgraphName;
  schema: GraphQLSchema;
  /** One context a call: the actor, and loaders that live as long as the call. */
  createContext(call: SubgraphCall): object;
  /** Set by the subgraph that owns files. */
  files?: FileHandler;
}
