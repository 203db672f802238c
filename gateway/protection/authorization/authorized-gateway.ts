import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { GraphContext } from '../../execution/graph-call.js';
import { shapeAnswer } from './answer-shape.rules.js';
import { authorityOf } from './caller-authority.rules.js';
import { FilteredOperations, type PreparedOperation } from './filtered-operations.js';
import { refusalError, type RefusalStyle } from './refusal.errors.js';
import { SchemaAccess } from './schema-access.rules.js';
import { booleanValues, isSelected } from './selection-condition.rules.js';
import type { AccessRules } from './supergraph-access.rules.js';

export type Gateway = NonNullable<ApolloServerOptionsWithGateway<BaseContext>['gateway']>;
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;
type RequestContext = Parameters<Executor>[0];
type Answer = Awaited<ReturnType<Executor>>;

/** What becomes of an operation that asks for something its caller may not have. */
export type UnauthorizedMode = 'filter' | 'reject';

export interface AuthorizationOptions extends RefusalStyle {
  rules: AccessRules;
  /**
   * `filter`: what is refused is answered with `null`, the rest is executed. `reject`: nothing is executed (Apollo
   * Router: `reject_unauthorized`).
   */
  mode: UnauthorizedMode;
}

/** A gateway that lets an operation come to planning without what its caller may not have. */
export function authorizedGateway(gateway: Gateway, options: AuthorizationOptions): Gateway {
  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    load: async (loading) => {
      const { executor } = await gateway.load(loading);
      return { executor: executor && authorizedExecutor(executor, options) };
    },
    stop: () => gateway.stop(),
  };
}

function authorizedExecutor(execute: Executor, options: AuthorizationOptions): Executor {
  let current: { schema: GraphQLSchema; operations: FilteredOperations } | undefined;
  return (context) => {
    const { schema, document, operation } = context;
    if (current?.schema !== schema) {
      current = { schema, operations: new FilteredOperations(new SchemaAccess(schema, options.rules)) };
    }
    const { actor } = (context.context as GraphContext).call;
    const filtered = current.operations.get(document, operation, authorityOf(actor));
    return filtered === null ? execute(context) : executeFiltered(execute, context, { ...options, filtered });
  };
}

async function executeFiltered(
  execute: Executor,
  context: RequestContext,
  { filtered, mode, ...style }: AuthorizationOptions & { filtered: PreparedOperation },
): Promise<Answer> {
  const { actor } = (context.context as GraphContext).call;
  const variables = context.request.variables ?? {};
  const values = booleanValues(filtered.operation, variables);
  const refusals = filtered.refusals.filter(({ conditions }) => isSelected(conditions, values));
  const refused = refusals.map((refusal) => refusalError(refusal, actor, style));
  if (mode === 'reject' && refused.length > 0) return { data: null, errors: refused };

  const { document, hash } = filtered;
  const answer: Answer = document === null ? { data: {} } : await execute({ ...context, document, queryHash: hash });
  if (answer.data === undefined) return answer;
  const errors = [...refused, ...(answer.errors ?? [])];
  const data = shapeAnswer(context.schema, filtered, { data: answer.data, variables });
  return { ...answer, data, ...(errors.length > 0 && { errors }) };
}
