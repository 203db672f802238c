import { operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { PlanQuestion } from '../../../gateway/supergraph/planner/planner-message.type.js';
import { guarded } from './planner-guard.js';
import type { TestSupergraph } from './supergraph.js';

/** Apollo's planner has found no plan: for which operation, its message says. */
export class PlannerFailure extends Error {}

/**
 * Plans for both gateways, each made once: planning is a third of the time of a run, and two executors of the same plan are
 * what is to be compared. It plans as the gateway's own planning thread does (`gateway/supergraph/planner`).
 */
export class SharedPlanner {
  readonly #supergraph: TestSupergraph;
  readonly #plans = new Map<string, QueryPlan | PlannerFailure>();
  #planner: QueryPlanner | undefined;

  constructor(supergraph: TestSupergraph) {
    this.#supergraph = supergraph;
  }

  /** @throws PlannerFailure when the planner cannot plan the operation. */
  plan(question: PlanQuestion): QueryPlan {
    const plan = this.#planOrFailure(question);
    if (plan instanceof PlannerFailure) throw plan;
    return plan;
  }

  /** Why the planner cannot plan the operation; `null`: it can. */
  failure(question: PlanQuestion): string | null {
    const plan = this.#planOrFailure(question);
    return plan instanceof PlannerFailure ? plan.message : null;
  }

  #planOrFailure(question: PlanQuestion): QueryPlan | PlannerFailure {
    const key = `${question.operationName ?? ''}|${[...question.activeLabels].sort().join()}|${question.text}`;
    const plan = this.#plans.get(key) ?? this.#make(question);
    this.#plans.set(key, plan);
    return plan;
  }

  #make({ text, operationName, activeLabels }: PlanQuestion): QueryPlan | PlannerFailure {
    this.#planner ??= new QueryPlanner(this.#supergraph.federated);
    try {
      const document = parse(text, { noLocation: true });
      const apiSchema = this.#supergraph.federated.apiSchema();
      const operation = operationFromDocument(apiSchema, document, {
        ...(operationName !== null && { operationName }),
      });
      const overrideConditions = new Map(activeLabels.map((label) => [label, true]));
      const planner = this.#planner;
      return guarded(() => planner.buildQueryPlan(operation, { overrideConditions }));
    } catch (error) {
      return new PlannerFailure(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
}

const planners = new WeakMap<TestSupergraph, SharedPlanner>();

export function plannerOf(supergraph: TestSupergraph): SharedPlanner {
  const known = planners.get(supergraph) ?? new SharedPlanner(supergraph);
  planners.set(supergraph, known);
  return known;
}
