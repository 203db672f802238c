import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { clientError } from '../errors/client-error.js';
import type { GraphContext } from '../execution/graph-call.js';
import type { CompiledGateway } from '../execution/compiled-gateway.js';
import { answerBody } from '../execution/answer/written-data.js';
import { createApolloLogger } from '../telemetry/apollo-logger.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { graphErrorsPlugin } from './graph-errors.plugin.js';
import { queryCostPlugin } from '../protection/limits/query-cost.plugin.js';
import { MAX_QUERY_TOKENS } from '../protection/limits/limits.js';
import type { PersistedQueryStore } from '../protection/operations/persisted-query-cache.js';

export interface GraphServerParts {
  app: FastifyInstance;
  production: boolean;
  gateway: CompiledGateway;
  logger: Logger;
  metrics: Metrics;
  persistedQueries: PersistedQueryStore;
}

/** ApolloServer over the supergraph: speaks to nobody but the subgraphs, and shows its schema only in development. */
export function createGraphServer(parts: GraphServerParts): ApolloServer<GraphContext & BaseContext> {
  const { app, production, gateway, logger, metrics, persistedQueries } = parts;
  return new ApolloServer<GraphContext & BaseContext>({
    gateway,
    documentStore: gateway.documents,
    // ApolloServer hands on what it is given, without a look at it: also bytes.
    stringifyResult: answerBody as (result: FormattedExecutionResult) => string,
    logger: createApolloLogger(logger),
    nodeEnv: production ? 'production' : 'development',
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    formatError: clientError,
    parseOptions: { maxTokens: MAX_QUERY_TOKENS },
    maxRecursiveSelections: true,
    persistedQueries: { cache: persistedQueries },
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // The composition root answers signals, for all parts together.
    stopOnTerminationSignals: false,
    plugins: [
      fastifyApolloDrainPlugin(app),
      graphErrorsPlugin(logger, metrics),
      queryCostPlugin(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
