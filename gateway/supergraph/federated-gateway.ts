import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import {
  authorizedGateway,
  type Gateway,
  type UnauthorizedMode,
} from '../protection/authorization/authorized-gateway.js';
import { readSupergraphAccess } from '../protection/authorization/supergraph-access.rules.js';
import type { ApolloLogger } from '../telemetry/apollo-logger.js';

/** How a subgraph of the supergraph is reached; `url` is the one that the supergraph names. */
export type DataSourceOf = (subgraph: { name: string; url?: string }) => GraphQLDataSource;

/** How the rules of the supergraph are enforced; `off`: a supergraph that has rules is not served. */
export interface AuthorizationSettings {
  mode: UnauthorizedMode | 'off';
  /** Whether the supergraph is the product's own, whose error codes are part of its contract. */
  ownGraph: boolean;
}

export interface FederatedGatewayParts {
  supergraphSdl: string;
  dataSourceOf: DataSourceOf;
  authorization: AuthorizationSettings;
  logger: ApolloLogger;
}

/**
 * Plans queries over the supergraph and fetches through our own data sources; makes no call of its own. ApolloGateway
 * refuses supergraphs with access rules, because it would not enforce them: it gets one without, and only operations
 * from which everything is gone that their caller may not have.
 *
 * @throws Error when the supergraph has rules and nobody is to enforce them, or they cannot be read.
 */
export function createFederatedGateway(parts: FederatedGatewayParts): Gateway {
  const { supergraphSdl, dataSourceOf, logger, authorization } = parts;
  const { mode, ownGraph } = authorization;
  const { rules, sdl } = readSupergraphAccess(supergraphSdl);
  if (rules !== null && mode === 'off') throw new Error(UNENFORCED);
  // Read by its constructor, which would otherwise send usage data to its maker.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: sdl,
    logger,
    buildService: dataSourceOf,
    // Both default to NODE_ENV, which the configuration alone is to read; a plan tells how the house is built.
    __exposeQueryPlanExperimental: false,
    validateSupergraph: true,
  });
  return rules === null || mode === 'off' ? gateway : authorizedGateway(gateway, { rules, mode, ownGraph });
}

const UNENFORCED =
  'The supergraph has access rules (@authenticated, @requiresScopes, @policy) and AUTHORIZATION is off: ' +
  'nobody would enforce them, so it is not served.';
