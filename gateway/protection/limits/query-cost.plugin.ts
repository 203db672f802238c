import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { GraphContext } from '../../execution/graph-call.js';
import { MAX_QUERY_COST } from './limits.js';
import { costOfOperation, type CostOf } from './query-cost.rules.js';
import { queryTooCostly } from './too-costly.errors.js';

/** More need not be told. */
const MUCH = 1_000_000_000;

/**
 * Refuses operations whose answer may be too large, before they are planned. ApolloServer keeps the documents that it
 * has checked, so what an operation costs is worked out once and then asked with the variables of each call: 1 to
 * 3 µs for one of the console.
 */
export function queryCostPlugin(maximum = MAX_QUERY_COST): ApolloServerPlugin<GraphContext & BaseContext> {
  const known = new WeakMap<DocumentNode, Map<OperationDefinitionNode, CostOf>>();
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, document, operation, request, contextValue: { call } }) => {
          if (!operation) return Promise.resolve();
          const costs = known.get(document) ?? new Map<OperationDefinitionNode, CostOf>();
          known.set(document, costs);
          const costOf = costs.get(operation) ?? costOfOperation(schema, document, operation);
          costs.set(operation, costOf);
          const cost = costOf(request.variables ?? {});
          call.cost = cost;
          return cost <= maximum ? Promise.resolve() : Promise.reject(tooCostly(maximum, cost));
        },
      }),
  };
}

function tooCostly(maximum: number, cost: number): GraphQLError {
  const error = queryTooCostly('cost', maximum, Math.min(Math.ceil(cost), MUCH));
  return new GraphQLError(error.message, { originalError: error, extensions: { http: { status: error.httpStatus } } });
}
