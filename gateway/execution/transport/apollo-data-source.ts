import type { GraphQLDataSource } from '@apollo/gateway';
import { callOf, isMutation, type FetchOptions } from '../graph-call.js';
import type { SubgraphClient } from '../subgraph-client.port.js';

type FetchResponse = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** The way in for plans that Apollo's own executor runs: the same fetching as for ours. */
export class ApolloDataSource implements GraphQLDataSource {
  readonly #client: SubgraphClient;

  constructor(client: SubgraphClient) {
    this.#client = client;
  }

  async process(options: FetchOptions): Promise<FetchResponse> {
    const { query: text = '', variables, operationName } = options.request;
    const answer = await this.#client.ask(
      {
        text,
        operationName,
        kind: isMutation(text) ? 'mutation' : 'query',
        variables: JSON.stringify(variables ?? {}),
        entitiesAsText: false,
      },
      callOf(options),
    );
    // The two differ in that ours may not be changed by whoever gets it.
    return answer as FetchResponse;
  }
}
