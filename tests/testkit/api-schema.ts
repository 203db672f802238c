import { ApolloGateway } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import { readSupergraphAccess } from '../../gateway/protection/authorization/supergraph-access.rules.js';
import { supergraphSdl } from './whole-graph.js';

/** The schema as clients see it: composed of what the resolvers say now, without the machinery of federation. */
export async function apiSchema(): Promise<GraphQLSchema> {
  const gateway = new ApolloGateway({ supergraphSdl: readSupergraphAccess(supergraphSdl()).sdl, logger: SILENT });
  try {
    return (await gateway.load()).schema;
  } finally {
    await gateway.stop();
  }
}

const ignore = (): void => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
