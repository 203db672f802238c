import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { isObjectType } from 'graphql';
import type { LeafFetch } from '../answer-data.type.js';
import { withSlots } from './answer-shape.js';
import { EntityFetchStep } from './entity-fetch.js';
import { fetchesOf, type FetchFacts } from './fetch-facts.js';
import { FieldWriters } from './field-writers.js';
import { keepsItsObjects, leafFetchOf } from './leaf-fetches.js';
import { AnswerMerge } from './merge-answer.js';
import { PlanConditions } from './plan-conditions.js';
import { CannotCompile, type NotCompilable, type PlanContext } from './plan-context.type.js';
import { RunningPlan, type PlanResult, type PlanRun, type PlanStep } from './plan-run.js';
import { ConditionStep, ParallelStep, SequenceStep } from './plan-steps.js';
import { RootFetchStep } from './root-fetch.js';
import { textPlanOf } from './text-objects.js';

export type { NotCompilable, NotCompilableReason, PlanContext } from './plan-context.type.js';
export type { PlanResult, PlanRun } from './plan-run.js';

/** A query plan, ready to be run any number of times. */
export interface CompiledPlan {
  /** Fetches whose entities nobody but the answer reads; the answer's compiler says which it can embed. */
  readonly leaves: readonly LeafFetch[];
  /** Boolean variables that choose between branches of the plan. */
  readonly conditionVariables: readonly string[];
  /**
   * Runs the plan; what fails is among the errors of the result, and the rest of the data is there.
   *
   * @throws GraphQLError before anything is fetched, when a variable that chooses between branches has no value.
   */
  run(run: PlanRun): Promise<PlanResult>;
}

/** Compiles a plan, or says why it is to be left to another executor. */
export function compilePlan(plan: QueryPlan, context: PlanContext): CompiledPlan | NotCompilable {
  try {
    return new PlanCompiler(context).compile(plan);
  } catch (error) {
    if (error instanceof CannotCompile) return { reason: error.reason };
    throw error;
  }
}

class PlanCompiler {
  readonly #context: PlanContext;
  readonly #conditions: PlanConditions;
  readonly #leaves: LeafFetch[] = [];
  #fetches: FetchFacts[] = [];
  /** Steps are made in the order in which the fetches were read. */
  #next = 0;

  constructor(context: PlanContext) {
    this.#context = context;
    this.#conditions = new PlanConditions(context.variableDefinitions);
  }

  compile({ node }: QueryPlan): CompiledPlan {
    if (node?.kind === 'Subscription') throw new CannotCompile('subscription');
    this.#fetches = node ? fetchesOf(node) : [];
    const step = node ? this.#step(node) : null;
    const conditions = this.#conditions;
    return {
      leaves: this.#leaves,
      conditionVariables: conditions.names,
      run: async (run) => {
        const running = new RunningPlan(run, conditions.values(run.variables));
        await step?.run(running);
        return running;
      },
    };
  }

  #step(node: PlanNode): PlanStep {
    switch (node.kind) {
      case 'Fetch':
        return this.#fetchStep(node);
      case 'Flatten':
        return this.#step(node.node);
      case 'Sequence':
        return new SequenceStep(node.nodes.map((child) => this.#step(child)));
      case 'Parallel':
        return new ParallelStep(node.nodes.map((child) => this.#step(child)));
      case 'Condition': {
        const whenTrue = node.ifClause ? this.#step(node.ifClause) : null;
        const whenFalse = node.elseClause ? this.#step(node.elseClause) : null;
        return new ConditionStep(this.#conditions.numberOf(node.condition), whenTrue, whenFalse);
      }
      case 'Defer':
        throw new CannotCompile('defer');
    }
  }

  #fetchStep(fetch: FetchNode): PlanStep {
    const number = this.#next;
    const facts = this.#fetches[number] as FetchFacts;
    this.#next += 1;
    const { schema } = this.#context;
    const leaf = leafFetchOf(facts, this.#fetches, this.#context);
    const texts = leaf ? null : textPlanOf(facts, this.#fetches, this.#context);
    this.#leaves.push(...(leaf ? [leaf] : (texts?.leaves ?? [])));
    const shape = withSlots(facts.query.shape, texts?.leaves ?? [], facts.path.keys.length);
    const merge = new AnswerMerge(shape, (typeName) => isObjectType(schema.getType(typeName)));
    const mayShare = keepsItsObjects(facts, this.#fetches);
    const parts = { fetch, number, schema, merge, path: facts.path, mayShare, texts };
    const { requires } = fetch;
    if (!requires) {
      if (fetch.contextRewrites?.length) throw new CannotCompile('context-without-entities');
      return new RootFetchStep(parts);
    }
    if (fetch.variableUsages?.includes('representations')) throw new CannotCompile('variable-named-representations');
    const writers = new FieldWriters(schema, this.#fetches, facts);
    return new EntityFetchStep({ ...parts, requires, writers, leaf });
  }
}
