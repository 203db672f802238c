import { executeSubgraph } from '../../../schema/kernel/execute-subgraph.js';
import { toClientError } from '../../../schema/kernel/graphql-errors.js';
import type { Subgraph } from '../../../schema/kernel/subgraph.js';
import type { GraphCall } from '../graph-call.js';
import type { SubgraphAnswer, SubgraphClient, SubgraphQuery } from '../subgraph-client.port.js';
import { DocumentCache } from './document-cache.js';
import { jsonData } from './json-data.js';
import type { MutationCount } from './sharing.js';

export interface InProcessClientParts {
  subgraph: Subgraph;
  timeoutMs: number;
  mutations: MutationCount;
}

/**
 * Fetches from a subgraph in this process: no HTTP, no JSON of the answer, the actor handed over as an object. Queries
 * under way are not shared: the loaders of a request share what it reads twice, and nothing is sent that could be
 * spared.
 */
export class InProcessClient implements SubgraphClient {
  readonly #parts: InProcessClientParts;
  readonly #documents: DocumentCache;

  constructor(parts: InProcessClientParts) {
    this.#parts = parts;
    this.#documents = new DocumentCache(parts.subgraph);
  }

  ask(query: SubgraphQuery, call: GraphCall): Promise<SubgraphAnswer> {
    const checked = this.#documents.get(query.text);
    if ('errors' in checked) {
      return Promise.resolve({ errors: checked.errors.map((error) => toClientError(error, call.correlationId)) });
    }
    const { subgraph, timeoutMs } = this.#parts;
    return call.deadline.limit(timeoutMs, { subgraph: subgraph.name }, async () => {
      const context = this.#context(call, query);
      const operation = {
        document: checked.document,
        variables: JSON.parse(query.variables) as Record<string, unknown>,
        operationName: query.operationName ?? null,
      };
      const { actor, correlationId } = call;
      const own = { ...subgraph, createContext: () => context };
      const { data, errors, extensions } = await executeSubgraph(own, operation, { actor, correlationId });
      call.deprecation ??= extensions?.deprecation ?? null;
      if (query.kind === 'mutation') this.#parts.mutations.ended();
      return {
        ...(data !== undefined && { data: jsonData(data) as SubgraphAnswer['data'] }),
        ...(errors && { errors }),
      };
    });
  }

  /**
   * One context for all the queries of a request, so that loaders batch over fetches that run side by side. A mutation
   * gets one of its own, and so does what follows it: a loader must not remember what it read before the change.
   */
  #context(call: GraphCall, { kind }: SubgraphQuery): object {
    const { actor, correlationId, deadline, subgraphContexts } = call;
    const { subgraph } = this.#parts;
    const make = (): object => subgraph.createContext({ actor, correlationId, signal: deadline.signal });
    if (kind === 'mutation') {
      subgraphContexts.clear();
      return make();
    }
    const context = subgraphContexts.get(subgraph.name) ?? make();
    subgraphContexts.set(subgraph.name, context);
    return context;
  }
}
