import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { ERROR_CODES, type ErrorCode } from '../../schema/error-codes.js';
import type { GraphContext } from '../execution/graph-call.js';
import { isUnexpected, stampErrors } from '../errors/client-error.js';
import { errorFacts, type Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';

/** Keeps what is to be known of a request's operation and errors, and gives the errors their correlation id. */
export function graphErrorsPlugin(logger: Logger, metrics: Metrics): ApolloServerPlugin<GraphContext & BaseContext> {
  return {
    requestDidStart: ({ contextValue: { call } }) =>
      Promise.resolve({
        didResolveOperation: ({ operation, operationName }) => {
          call.facts.operationName = operationName;
          if (operation === undefined) return Promise.reject(refusal('OPERATION_RESOLUTION_FAILURE'));
          // Without a type of subscriptions nothing of one is checked, and the gateway's executor fails on it.
          if (operation.operation === 'subscription') return Promise.reject(refusal('GRAPHQL_VALIDATION_FAILED'));
          return Promise.resolve();
        },
        didEncounterErrors: ({ errors }) => {
          for (const error of errors.filter(isUnexpected)) {
            const { correlationId } = call;
            logger.error({ correlationId, ...subgraphOf(error), ...errorFacts(rootOf(error)) }, 'unexpected error');
          }
          return Promise.resolve();
        },
        willSendResponse: ({ response: { body } }) => {
          if (body.kind === 'single' && body.singleResult.errors) {
            body.singleResult.errors = stampErrors(body.singleResult.errors, call.correlationId);
            for (const { extensions } of body.singleResult.errors) {
              call.facts.errorCodes.add(String(extensions?.code));
              metrics.graphError(String(extensions?.code));
            }
          }
          call.errorsStamped = true;
          return Promise.resolve();
        },
      }),
  };
}

/** What the gateway's executor would call its own failure: several operations and none named, or a subscription. */
function refusal(code: ErrorCode): GraphQLError {
  return new GraphQLError(ERROR_CODES[code].message, { extensions: { code, http: { status: 400 } } });
}

function subgraphOf({ extensions }: GraphQLError): { subgraph?: unknown } {
  // Among the errors there are also those that a data source threw, which are no GraphQLErrors.
  const subgraph = (extensions as Record<string, unknown> | undefined)?.serviceName;
  return subgraph === undefined ? {} : { subgraph };
}

/** The error that a resolver threw, below what graphql-js and the gateway wrapped around it. */
function rootOf(error: GraphQLError): unknown {
  let root: unknown = error;
  for (let depth = 0; depth < 6; depth += 1) {
    const { originalError, cause } = root as { originalError?: unknown; cause?: unknown };
    const inner = originalError ?? cause;
    if (!(inner instanceof Error)) break;
    root = inner;
  }
  return root;
}
