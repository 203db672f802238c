import { CompiledSupergraph } from './compiled-supergraph.js';
import { DocumentStore } from './document-store.js';
import { executeOperation, type ExecutionSettings, type UnauthorizedMode } from './execute-operation.js';
import type { GatewayInterface, SchemaListener } from './gateway-interface.type.js';
import { makeReady } from './make-ready.js';
import type { SubgraphClient } from './subgraph-client.port.js';
import { Planner } from '../supergraph/planner/planner.js';
import type { OverrideLabels } from '../supergraph/override-labels.js';

/** How the rules of the supergraph are enforced; `off`: a supergraph that has rules is not served. */
export interface AuthorizationSettings {
  mode: UnauthorizedMode | 'off';
  /** Whether the supergraph is the product's own, whose error codes are part of its contract. */
  ownGraph: boolean;
}

export interface CompiledGatewayParts {
  supergraphSdl: string;
  clientOf(subgraph: { name: string; url?: string }): SubgraphClient;
  /** Subgraphs whose text may go into an answer unread. */
  trustedSubgraphs: readonly string[];
  labels: OverrideLabels;
  authorization: AuthorizationSettings;
  /** Told of each operation that was left to Apollo's executor, and why. */
  onLeftToApollo(reason: string): void;
}

export interface CompiledGateway extends GatewayInterface {
  /** Where ApolloServer is to keep the documents that it has found valid. */
  readonly documents: DocumentStore;
  /**
   * Serves another supergraph from now on, as soon as the operations that are asked most are ready for it. Requests under
   * way end on the one they began with.
   *
   * @throws Error that says what is wrong with it; then nothing has changed.
   */
  replace(supergraphSdl: string): Promise<void>;
}

const UNENFORCED =
  'The supergraph has access rules (@authenticated, @requiresScopes, @policy) and AUTHORIZATION is off: ' +
  'nobody would enforce them, so it is not served.';

/**
 * The gateway behind ApolloServer. Composition is checked and operations are planned by Apollo's packages, in a thread of
 * their own; access rules, labels and the execution are ours.
 */
export function createCompiledGateway(parts: CompiledGatewayParts): CompiledGateway {
  const { supergraphSdl, labels, authorization, onLeftToApollo } = parts;
  const { mode, ownGraph } = authorization;
  const settings: ExecutionSettings = {
    labels,
    mode: mode === 'off' ? 'filter' : mode,
    refusals: { ownGraph },
    onLeftToApollo,
  };
  const planner = new Planner();
  planner.warmUp();
  const documents = new DocumentStore();
  const listeners = new Set<SchemaListener>();
  /** By the schema that ApolloServer has found the operation valid for. */
  const served = new WeakMap<object, CompiledSupergraph>();
  let current: CompiledSupergraph | undefined;

  const compile = async (sdl: string): Promise<CompiledSupergraph> => {
    const planned = await planner.load(sdl);
    if (planned.rules !== null && mode === 'off') throw new Error(UNENFORCED);
    const { clientOf, trustedSubgraphs } = parts;
    return new CompiledSupergraph({ planner, planned, clientOf, trustedSubgraphs, enforcesRules: mode !== 'off' });
  };
  const serve = (supergraph: CompiledSupergraph): void => {
    served.set(supergraph.schema, supergraph);
    current = supergraph;
    const { schema: apiSchema, planned } = supergraph;
    for (const listener of listeners) listener({ apiSchema, coreSupergraphSdl: planned.sdl });
  };
  let turn: Promise<void> = Promise.resolve();

  return {
    documents,
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => {
      try {
        serve(await compile(supergraphSdl));
      } catch (error) {
        await planner.close();
        throw error;
      }
      return {
        executor: (context) => {
          const supergraph = served.get(context.schema);
          if (!supergraph) throw new Error('An operation came for a schema that was never served.');
          return executeOperation(supergraph, context, settings);
        },
      };
    },
    replace: (sdl) => {
      const replaced = turn.then(async () => {
        if (current?.planned.text === sdl) return;
        const next = await compile(sdl);
        if (current) await makeReady(next, { current, documents });
        serve(next);
      });
      turn = replaced.catch(() => undefined); // told to whoever asked for it
      return replaced;
    },
    stop: () => planner.close(),
  };
}
