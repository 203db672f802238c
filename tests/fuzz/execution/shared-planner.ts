import { operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { PlanQuestion } from '../../../gateway/supergraph/planner/planner-message.type.js';
import type { TestSupergraph } from './supergraph.js';

/**
 * Plans for both gateways, each made once: planning is half of the time of a run, and two executors of the same plan are
 * what is to be compared. It plans as the gateway's own planning thread does (`gateway/supergraph/planner`).
 */
export class SharedPlanner {
  readonly #supergraph: TestSupergraph;
  readonly #plans = new Map<string, QueryPlan | Error>();
  #planner: QueryPlanner | undefined;

  constructor(supergraph: TestSupergraph) {
    this.#supergraph = supergraph;
  }

  /** @throws Error when the planner cannot plan the operation. */
  plan(question: PlanQuestion): QueryPlan {
    const key = `${question.operationName ?? ''}|${[...question.activeLabels].sort().join()}|${question.text}`;
    const plan = this.#plans.get(key) ?? this.#make(question);
    this.#plans.set(key, plan);
    if (plan instanceof Error) throw plan;
    return plan;
  }

  #make({ text, operationName, activeLabels }: PlanQuestion): QueryPlan | Error {
    this.#planner ??= new QueryPlanner(this.#supergraph.federated);
    try {
      const document = parse(text, { noLocation: true });
      const apiSchema = this.#supergraph.federated.apiSchema();
      const operation = operationFromDocument(apiSchema, document, {
        ...(operationName !== null && { operationName }),
      });
      const overrideConditions = new Map(activeLabels.map((label) => [label, true]));
      return this.#planner.buildQueryPlan(operation, { overrideConditions });
    } catch (error) {
      return error as Error;
    }
  }
}

const planners = new WeakMap<TestSupergraph, SharedPlanner>();

export function plannerOf(supergraph: TestSupergraph): SharedPlanner {
  const known = planners.get(supergraph) ?? new SharedPlanner(supergraph);
  planners.set(supergraph, known);
  return known;
}
