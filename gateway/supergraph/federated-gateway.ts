import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { ApolloLogger } from '../telemetry/apollo-logger.js';

/** How a subgraph of the supergraph is reached; `url` is the one that the supergraph names. */
export type DataSourceOf = (subgraph: { name: string; url?: string }) => GraphQLDataSource;

export interface FederatedGatewayParts {
  supergraphSdl: string;
  dataSourceOf: DataSourceOf;
  logger: ApolloLogger;
}

/** Plans queries over the supergraph and fetches through our own data sources; makes no call of its own. */
export function createFederatedGateway({ supergraphSdl, dataSourceOf, logger }: FederatedGatewayParts): ApolloGateway {
  // Read by its constructor, which would otherwise send usage data to its maker.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  return new ApolloGateway({
    supergraphSdl,
    logger,
    buildService: dataSourceOf,
    // Both default to NODE_ENV, which the configuration alone is to read; a plan tells how the house is built.
    __exposeQueryPlanExperimental: false,
    validateSupergraph: true,
  });
}
