import type { Data } from '../../gateway/execution/answer-data.type.js';
import type { GraphCall } from '../../gateway/execution/graph-call.js';
import { compilePlan, type CompiledPlan, type PlanResult } from '../../gateway/execution/plan/compile-plan.js';
import {
  anyCall,
  type AskedQuery,
  type PlannedOperation,
  type SmallSupergraph,
  type Tamper,
} from './small-supergraph.js';

export interface PlanOptions {
  readonly variables?: Data;
  readonly trusted?: readonly string[];
  /** Whether leaves are embedded. */
  readonly embeds?: boolean;
  readonly tamper?: Tamper;
  readonly call?: GraphCall;
}

export interface PlanTrial {
  readonly planned: PlannedOperation;
  readonly plan: CompiledPlan;
  readonly result: PlanResult;
  readonly asked: AskedQuery[];
  /** Errors as a client sees them, less their sentences. */
  readonly errors: { path: readonly (string | number)[] | undefined; code: unknown; serviceName: unknown }[];
}

export function compiled(
  graph: SmallSupergraph,
  planned: PlannedOperation,
  trusted: readonly string[] = [],
): CompiledPlan {
  const plan = compilePlan(planned.queryPlan, {
    schema: graph.schema,
    variableDefinitions: planned.operation.variableDefinitions ?? [],
    trustedSubgraphs: new Set(trusted),
  });
  if ('reason' in plan) throw new Error(plan.reason);
  return plan;
}

/** Plans, compiles and runs an operation over the real subgraphs. */
export async function runPlan(graph: SmallSupergraph, query: string, options: PlanOptions = {}): Promise<PlanTrial> {
  const { variables = {}, trusted = [], embeds = false, tamper, call = anyCall() } = options;
  const planned = graph.plan(query);
  const plan = compiled(graph, planned, trusted);
  const asked: AskedQuery[] = [];
  const result = await plan.run({
    clients: graph.clients(asked, tamper),
    call,
    variables,
    passedThrough: new Set(embeds ? plan.leaves.map(({ slot }) => slot) : []),
  });
  const errors = result.errors.map(({ path, extensions: { code, serviceName } }) => ({ path, code, serviceName }));
  return { planned, plan, result, asked, errors };
}
