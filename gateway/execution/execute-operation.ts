import { getVariableValues, type GraphQLError } from 'graphql';
import { authorityOf } from '../protection/authorization/caller-authority.rules.js';
import { refusalError, type RefusalStyle } from '../protection/authorization/refusal.errors.js';
import { booleanValues, isSelected } from '../protection/authorization/selection-condition.rules.js';
import type { PlanResult } from './plan/compile-plan.js';
import type { OverrideLabels } from '../supergraph/override-labels.js';
import { executeByApollo } from './apollo-executor.js';
import type { CompiledAnswer } from './answer/compile-answer.js';
import type { CompiledSupergraph } from './compiled-supergraph.js';
import type { Data } from './answer-data.type.js';
import { withClientKeys } from './client-keys.rules.js';
import type { Answer, RequestContext } from './gateway-interface.type.js';
import type { GraphCall, GraphContext } from './graph-call.js';
import type { ExecutableOperation, OperationVariants } from './operation-variants.js';

/** What becomes of an operation that asks for something its caller may not have. */
export type UnauthorizedMode = 'filter' | 'reject';

export interface ExecutionSettings {
  labels: OverrideLabels;
  /**
   * `filter`: what is refused is answered with `null`, the rest is executed. `reject`: nothing is executed (Apollo
   * Router: `reject_unauthorized`).
   */
  mode: UnauthorizedMode;
  refusals: RefusalStyle;
  /** Told of each operation that Apollo's executor ran, and why. */
  onLeftToApollo(reason: string): void;
}

type Variables = Readonly<Record<string, unknown>>;

/** One request, as the steps below see it. */
interface Execution {
  supergraph: CompiledSupergraph;
  context: RequestContext;
  settings: ExecutionSettings;
  call: GraphCall;
  variables: Variables;
}

/**
 * Executes one operation: what its caller may have of it, by a plan for the labels that hold, written as it was asked
 * for. Nothing is executed twice: how an operation is executed is decided before anything is fetched.
 */
export async function executeOperation(
  supergraph: CompiledSupergraph,
  context: RequestContext,
  settings: ExecutionSettings,
): Promise<Answer> {
  const { document, operation, request } = context;
  const { call } = context.context as GraphContext;
  const variables: Variables = request.variables ?? {};
  const wrong = variableErrors(supergraph, context, variables);
  if (wrong) return { errors: wrong };

  const variants = supergraph.operation(document, operation, authorityOf(call.actor));
  const refused = refusalsOf(variants, variables, { call, settings });
  if (settings.mode === 'reject' && refused.length > 0) return { data: null, errors: refused.map(withClientKeys) };

  const made = variants.get(activeLabels(variants, call, settings.labels));
  const executable = made instanceof Promise ? await inTime(made, call) : made;
  const execution = { supergraph, context, settings, call, variables };
  const answer = await (executable.kind === 'compiled'
    ? executeCompiled(executable, execution, refused)
    : executeLeft(executable, { ...execution, variants }, refused));
  if (!variants.parts.isRenamed || !answer.errors) return answer;
  return { ...answer, errors: answer.errors.map(withClientKeys) };
}

async function executeCompiled(
  { plan, answer }: Extract<ExecutableOperation, { kind: 'compiled' }>,
  { supergraph, call, variables }: Execution,
  refused: GraphQLError[],
): Promise<Answer> {
  if (plan === null) return written(answer, {}, { variables, errors: [], refused });
  const { clients } = supergraph;
  const { data, errors, lost } = await plan.run({ clients, call, variables, passedThrough: answer.passedThrough });
  return written(answer, data, { variables, errors, refused, lost });
}

async function executeLeft(
  { plan, answer, reason }: Extract<ExecutableOperation, { kind: 'apollo' }>,
  { supergraph, context, settings, variables, variants }: Execution & { variants: OperationVariants },
  refused: GraphQLError[],
): Promise<Answer> {
  settings.onLeftToApollo(reason);
  const { filtered, document } = variants.parts;
  const left = filtered?.document ?? document;
  const given = await executeByApollo(supergraph, plan, { ...context, document: left });
  const errors = [...(given.errors ?? [])];
  if (given.data !== undefined && answer !== null) {
    return written(answer, given.data as Data | null, { variables, errors, refused });
  }
  return refused.length + errors.length === 0 ? given : { ...given, errors: [...refused, ...errors] };
}

interface WrittenParts {
  variables: Variables;
  /** Of the subgraphs. */
  errors: GraphQLError[];
  refused: GraphQLError[];
  lost?: PlanResult['lost'];
}

const NOWHERE: PlanResult['lost'] = [];

function written(
  answer: CompiledAnswer,
  data: Data | null,
  { variables, errors: given, refused, lost = NOWHERE }: WrittenParts,
): Answer {
  // A refusal explains the `null` in its own place; what else is missing is told by itself.
  const explained = lost.length === 0 ? given : [...given, ...lost.map((path) => ({ path }))];
  const { data: text, errors: found } = answer.write(data, { variables, errors: explained });
  const errors = refused.length + found.length === 0 ? given : [...refused, ...given, ...found];
  // ApolloServer carries it to where it is written (`stringifyAnswer`), and looks at nothing in it.
  const shaped = text as unknown as Record<string, unknown> | null;
  return errors.length === 0 ? { data: shaped } : { data: shaped, errors };
}

function variableErrors(
  { schema }: CompiledSupergraph,
  { operation }: RequestContext,
  variables: Variables,
): readonly GraphQLError[] | undefined {
  const { variableDefinitions } = operation;
  if (!variableDefinitions || variableDefinitions.length === 0) return undefined;
  return getVariableValues(schema, variableDefinitions, variables).errors;
}

function refusalsOf(
  { parts: { filtered } }: OperationVariants,
  variables: Variables,
  { call, settings }: { call: GraphCall; settings: ExecutionSettings },
): GraphQLError[] {
  if (filtered === null) return [];
  const values = booleanValues(filtered.operation, variables);
  return filtered.refusals
    .filter(({ conditions }) => isSelected(conditions, values))
    .map((refusal) => refusalError(refusal, call.actor, settings.refusals));
}

function activeLabels({ parts }: OperationVariants, call: GraphCall, labels: OverrideLabels): readonly string[] {
  return parts.labels.length === 0 ? parts.labels : parts.labels.filter((label) => labels.isActive(label, call));
}

/** A plan that takes long is waited for no longer than the request lasts; it is there for the next. */
function inTime<T>(making: Promise<T>, { deadline }: GraphCall): Promise<T> {
  return deadline.limit(deadline.remainingMs, {}, () => making);
}
