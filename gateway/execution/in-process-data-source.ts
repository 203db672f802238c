import type { GraphQLDataSource } from '@apollo/gateway';
import { executeSubgraph } from '../../schema/kernel/execute-subgraph.js';
import { toClientError } from '../../schema/kernel/graphql-errors.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';
import { DocumentCache } from './document-cache.js';
import { callOf, isMutation, type FetchOptions, type GraphCall } from './graph-call.js';
import { jsonData } from './json-data.js';

type FetchResponse = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** Fetches from a subgraph in this process: no HTTP, no JSON, the actor handed over as an object. */
export class InProcessDataSource implements GraphQLDataSource {
  readonly #subgraph: Subgraph;
  readonly #timeoutMs: number;
  readonly #documents: DocumentCache;

  constructor(subgraph: Subgraph, timeoutMs: number) {
    this.#subgraph = subgraph;
    this.#timeoutMs = timeoutMs;
    this.#documents = new DocumentCache(subgraph);
  }

  async process(options: FetchOptions): Promise<FetchResponse> {
    const call = callOf(options);
    const { query = '', variables = null, operationName = null } = options.request;
    const checked = this.#documents.get(query);
    if ('errors' in checked) return { errors: checked.errors.map((error) => toClientError(error, call.correlationId)) };
    const { actor, correlationId, deadline } = call;
    return deadline.limit(this.#timeoutMs, { subgraph: this.#subgraph.name }, async (signal) => {
      const context = this.#context(call, query);
      const subgraph = { ...this.#subgraph, createContext: () => context };
      const operation = { document: checked.document, variables, operationName };
      const { data, errors, extensions } = await executeSubgraph(subgraph, operation, { actor, correlationId, signal });
      call.deprecation ??= extensions?.deprecation ?? null;
      return {
        ...(data !== undefined && { data: jsonData(data) as FetchResponse['data'] }),
        ...(errors && { errors }),
      };
    });
  }

  /**
   * One context for all the queries of a request, so that loaders batch over fetches that run side by side. A mutation
   * gets one of its own, and so does what follows it: a loader must not remember what it read before the change.
   */
  #context(call: GraphCall, query: string): object {
    const { actor, correlationId, deadline, subgraphContexts } = call;
    const { name } = this.#subgraph;
    const make = (): object => this.#subgraph.createContext({ actor, correlationId, signal: deadline.signal });
    if (isMutation(query)) {
      subgraphContexts.clear();
      return make();
    }
    const context = subgraphContexts.get(name) ?? make();
    subgraphContexts.set(name, context);
    return context;
  }
}
