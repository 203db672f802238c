import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { getVariableValues, type GraphQLError } from 'graphql';
import type { Answer, Executor, TestOperation } from './executor.js';
import { Run } from './run.js';
import { plannerOf } from './shared-planner.js';
import { SubgraphAnswers } from './subgraph-answers.js';
import type { TestSupergraph } from './supergraph.js';

type Result = Awaited<ReturnType<typeof executeQueryPlan>>;

/**
 * Apollo's gateway over the same subgraphs: its checks of variables, the planner's plan, its execution. It knows nothing
 * of labels, though the planner does; they are handed to the planner from outside. What it hides in
 * `extensions.valueCompletion` counts as its errors.
 */
export async function apolloOf(supergraph: TestSupergraph): Promise<Executor> {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const answers = new SubgraphAnswers(supergraph);
  const planner = plannerOf(supergraph);
  const { federated, apiSchema: schema, subgraphs } = supergraph;
  const whole = federated.schema.toGraphQLJSSchema();
  const serviceMap = Object.fromEntries(
    subgraphs.map(({ name }): [string, GraphQLDataSource] => [
      name,
      { process: (asked) => fetched(answers, name, asked) },
    ]),
  );
  return {
    name: 'apollo',
    async execute({ text, document, operationName, variables, labels, faults }: TestOperation): Promise<Answer> {
      const run = new Run(faults, labels);
      const operation = buildOperationContext({ schema, operationDocument: document, operationName });
      const definitions = operation.operation.variableDefinitions ?? [];
      const { errors: wrong } = getVariableValues(schema, definitions, variables);
      if (wrong) return { errors: wrong.map((error: GraphQLError) => error.toJSON()), run };
      const plan = planner.plan({ text, operationName: operationName ?? null, activeLabels: [...labels] });
      const context = {
        request: { operationName, variables },
        context: { run },
        metrics: {},
        logger: console,
      } as never;
      return shown(await executeQueryPlan(plan, serviceMap, context, operation, whole, federated.apiSchema()), run);
    },
    stop: () => Promise.resolve(),
  };
}

function fetched(
  answers: SubgraphAnswers,
  name: string,
  { request, context }: Parameters<GraphQLDataSource['process']>[0],
): ReturnType<GraphQLDataSource['process']> {
  const { run } = context as { run: Run };
  const query = { text: request.query ?? '', variables: request.variables ?? {} };
  return answers.ask(name, query, run) as ReturnType<GraphQLDataSource['process']>;
}

function shown(result: Result, run: Run): Answer {
  const hidden = result.extensions?.['valueCompletion'] as GraphQLError[] | undefined;
  const { data } = result;
  const errors = result.errors ?? hidden ?? [];
  const json = JSON.parse(JSON.stringify({ errors, ...(data !== undefined && { data }) })) as Omit<Answer, 'run'>;
  return { ...json, run };
}
