import { Kind, printSchema, type FormattedExecutionResult, type OperationDefinitionNode } from 'graphql';
import { CompiledSupergraph } from '../../../gateway/execution/compiled-supergraph.js';
import { stringifyAnswer } from '../../../gateway/execution/answer/compile-answer.js';
import { Deadline } from '../../../gateway/execution/deadline.js';
import { executeOperation, type ExecutionSettings } from '../../../gateway/execution/execute-operation.js';
import type { Answer as GatewayAnswer, RequestContext } from '../../../gateway/execution/gateway-interface.type.js';
import type { GraphCall } from '../../../gateway/execution/graph-call.js';
import type { SubgraphAnswer, SubgraphClient, SubgraphQuery } from '../../../gateway/execution/subgraph-client.port.js';
import type { Planner } from '../../../gateway/supergraph/planner/planner.js';
import type { Answer, Executor, TestOperation } from './executor.js';
import { asItIsRead } from '../../testkit/small-supergraph.js';
import { Run } from './run.js';
import { PlannerFailure, plannerOf } from './shared-planner.js';
import { SubgraphAnswers } from './subgraph-answers.js';
import type { TestSupergraph } from './supergraph.js';

const runs = new WeakMap<GraphCall, Run>();
const DEADLINE_MS = 60_000;

/**
 * The product's execution over the same subgraphs, from the valid document to the text of the answer. Of every other
 * supergraph all subgraphs are trusted, so that entities come as text wherever the plan allows it.
 */
export function oursOf(supergraph: TestSupergraph): Executor {
  const answers = new SubgraphAnswers(supergraph);
  const { apiSchema, sdl, seed, subgraphs } = supergraph;
  const names = subgraphs.map(({ name }) => name);
  let handedOver: string | undefined;
  const settings: ExecutionSettings = {
    labels: { isActive: (label, { chosenLabels }) => chosenLabels.has(label) },
    mode: 'filter',
    refusals: { ownGraph: false },
    onLeftToApollo: (reason) => (handedOver = reason),
  };
  const compiled = new CompiledSupergraph({
    planner: inThisThread(supergraph),
    planned: {
      ...{ number: 1, text: sdl, sdl, rules: null, apiSdl: printSchema(apiSchema) },
      subgraphs: subgraphs.map(({ name }) => ({ name })),
    },
    enforcesRules: false,
    clientOf: ({ name }) => clientOf(answers, name),
    trustedSubgraphs: seed % 2 === 0 ? names : [],
  });
  return {
    name: 'ours',
    async execute(operation: TestOperation): Promise<Answer> {
      const run = new Run(operation.faults, operation.labels);
      const deadline = new Deadline(DEADLINE_MS);
      handedOver = undefined;
      try {
        const context = contextOf(operation, { compiled, call: callOf(run, deadline) });
        const written = stringifyAnswer(formatted(await executeOperation(compiled, context, settings)));
        const answer = JSON.parse(written) as Partial<Answer>;
        return { errors: [], ...answer, run, ...(handedOver !== undefined && { handedOver }) };
      } catch (error) {
        if (!(error instanceof PlannerFailure)) throw error;
        return { errors: [{ message: error.message }], run, plannerFailure: error.message };
      } finally {
        deadline.end();
      }
    },
    stop: () => Promise.resolve(),
  };
}

/** As ApolloServer hands it on to be written. */
function formatted({ data, errors }: GatewayAnswer): FormattedExecutionResult {
  const shown = errors?.map((error) => error.toJSON());
  return { ...(shown && { errors: shown }), ...(data !== undefined && { data }) };
}

function inThisThread(supergraph: TestSupergraph): Planner {
  const planner = plannerOf(supergraph);
  const plan: Planner['plan'] = async (_planned, question) => planner.plan(question);
  return { plan } as Planner;
}

function clientOf(answers: SubgraphAnswers, name: string): SubgraphClient {
  return {
    async ask(query: SubgraphQuery, call: GraphCall): Promise<SubgraphAnswer> {
      const { text, variables } = query;
      const run = runs.get(call)!;
      const answer = await answers.ask(
        name,
        { text, variables: JSON.parse(variables) as Record<string, unknown> },
        run,
      );
      const keepsToSchema = !run.faults.some(({ kind }) => kind === 'wrong' || kind === 'tamper');
      return keepsToSchema ? asItIsRead(answer, query) : answer;
    },
  };
}

function callOf(run: Run, deadline: Deadline): GraphCall {
  const call: GraphCall = {
    ...{ actor: { kind: 'anonymous' }, correlationId: 'fuzz', deadline, chosenLabels: run.labels },
    facts: { actorKind: null, operationName: null, errorCodes: new Set(), startedAt: 0 },
    ...{ subgraphContexts: new Map(), errorsStamped: false, cost: 0, deprecation: null },
  };
  runs.set(call, run);
  return call;
}

function contextOf(
  { document, operationName, variables, text }: TestOperation,
  { compiled, call }: { compiled: CompiledSupergraph; call: GraphCall },
): RequestContext {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      (operationName === undefined || definition.name?.value === operationName),
  );
  const request = { query: text, operationName, variables };
  return {
    ...{ document, operation, operationName: operation?.name?.value ?? null, request, schema: compiled.schema },
    ...{ source: text, queryHash: text, context: { call }, logger: console, metrics: {}, cache: undefined },
  } as unknown as RequestContext;
}
