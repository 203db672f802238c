import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { LeafFetch } from '../answer-data.type.js';
import type { SubgraphAnswer } from '../subgraph-client.port.js';
import { ContextArguments } from './context-arguments.js';
import { EntityAnswer } from './entity-answer.js';
import { EntityBatch } from './entity-batch.js';
import type { EntityPath } from './entity-path.js';
import { fetchFailure, wrongKeys } from './fetch-errors.js';
import type { FieldWriters } from './field-writers.js';
import type { AnswerMerge } from './merge-answer.js';
import type { PlanStep, RunningPlan } from './plan-run.js';
import { Representations } from './representations.js';
import { SubgraphFetch } from './subgraph-fetch.js';
import type { TextPlan } from './text-objects.js';

export interface EntityFetchParts {
  readonly fetch: FetchNode;
  /** The fetch's number in the plan. */
  readonly number: number;
  readonly requires: readonly QueryPlanSelectionNode[];
  /** Which fetches bring what is required. */
  readonly writers: FieldWriters;
  readonly path: EntityPath;
  readonly schema: GraphQLSchema;
  readonly merge: AnswerMerge;
  /** Whether entities may have objects of the answer in common, because no other fetch writes into them. */
  readonly mayShare: boolean;
  /** Where nobody but the answer reads what comes back. */
  readonly leaf: LeafFetch | null;
  /** Where others read it too: which objects of it may stay text all the same. */
  readonly texts: TextPlan | null;
}

/** Fetches fields of entities that earlier fetches have found, by their representations. */
export class EntityFetchStep implements PlanStep {
  readonly #number: number;
  readonly #path: EntityPath;
  readonly #fetch: SubgraphFetch;
  readonly #representations: Representations;
  readonly #contexts: ContextArguments | null;
  readonly #answer: EntityAnswer;
  readonly #leaf: LeafFetch | null;
  readonly #texts: TextPlan | null;

  constructor(parts: EntityFetchParts) {
    const { fetch, schema, path, requires, writers, leaf } = parts;
    this.#number = parts.number;
    this.#path = path;
    this.#contexts = fetch.contextRewrites?.length ? new ContextArguments(schema, fetch.contextRewrites) : null;
    this.#fetch = new SubgraphFetch(fetch, this.#contexts?.names);
    this.#representations = new Representations({
      ...{ schema, requires, writers },
      subgraph: fetch.serviceName,
      rewrites: fetch.inputRewrites ?? [],
    });
    this.#answer = new EntityAnswer({ ...parts, rewrites: fetch.outputRewrites ?? [] });
    this.#leaf = leaf;
    this.#texts = parts.texts;
  }

  run(plan: RunningPlan): Promise<void> | undefined {
    try {
      const batches = this.#contexts ? this.#batchesByContext(plan, this.#contexts) : this.#batch(plan);
      // No subgraph will tell that something is missing of entities that are not asked for.
      if (plan.losses.takeWrong())
        plan.errors.push(fetchFailure(wrongKeys(this.#fetch.subgraph), this.#fetch.subgraph));
      const [only] = batches;
      if (only === undefined || plan.isStopped()) return undefined;
      if (batches.length === 1) return this.#ask(plan, only);
      return Promise.all(batches.map((batch) => this.#ask(plan, batch))).then(() => undefined);
    } catch (error) {
      plan.errors.push(fetchFailure(error, this.#fetch.subgraph));
      return undefined;
    }
  }

  #batch(plan: RunningPlan): EntityBatch[] {
    const batch = new EntityBatch(plan.losses);
    for (const entity of this.#path.gather(plan.data)) {
      const type = this.#representations.of(entity);
      if (type !== null) batch.add(entity, type);
    }
    return batch.count === 0 ? [] : [batch];
  }

  /** A query has one value for each of its variables, so entities with different arguments take different queries. */
  #batchesByContext(plan: RunningPlan, contexts: ContextArguments): EntityBatch[] {
    const batches = new Map<string, EntityBatch>();
    this.#path.visit(plan.data, (entity, _way, holders) => {
      const type = this.#representations.of(entity);
      const members = type === null ? null : contexts.membersFor(entity, holders);
      if (type === null) return;
      if (members === null) {
        plan.losses.add(this.#number, [entity]);
        return;
      }
      const batch = batches.get(members) ?? new EntityBatch(plan.losses, members);
      batches.set(members, batch);
      batch.add(entity, type);
    });
    return [...batches.values()].filter(({ count }) => count > 0);
  }

  async #ask(plan: RunningPlan, batch: EntityBatch): Promise<void> {
    try {
      const members = batch.member + batch.contextMembers + this.#fetch.clientMembers(plan);
      const { passedThrough } = plan.run;
      const slot = this.#leaf !== null && passedThrough.has(this.#leaf.slot) ? this.#leaf.slot : null;
      const asText = slot !== null || (this.#texts?.skeletonFor(passedThrough) ?? false);
      const answer: SubgraphAnswer = await this.#fetch.ask(plan, members, asText);
      if (slot !== null && answer.entityTexts) this.#answer.embed(batch, answer.entityTexts, slot);
      else this.#answer.absorb(plan, batch, answer);
    } catch (error) {
      plan.losses.add(this.#number, batch.entities);
      plan.errors.push(fetchFailure(error, this.#fetch.subgraph));
    }
  }
}
