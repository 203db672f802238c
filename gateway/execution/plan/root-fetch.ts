import type { FetchDataRewrite, FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { SubgraphAnswer } from '../subgraph-client.port.js';
import type { EntityPath, PlacePath } from './entity-path.js';
import { fetchFailure, subgraphError, wrongAnswer } from './fetch-errors.js';
import { placesOf } from './entity-places.js';
import type { AnswerMerge } from './merge-answer.js';
import { isObject } from './own-value.js';
import type { PlanStep, RunningPlan } from './plan-run.js';
import { renamedKeys, applyRewrites } from './rewrites.js';
import { SubgraphFetch } from './subgraph-fetch.js';
import type { TextPlan } from './text-objects.js';

export interface RootFetchParts {
  readonly fetch: FetchNode;
  /** The fetch's number in the plan. */
  readonly number: number;
  /** Where the answer goes: the top, or fields whose type is that of the query again. */
  readonly path: EntityPath;
  readonly schema: GraphQLSchema;
  readonly merge: AnswerMerge;
  /** Whether places may have objects of the answer in common, because no other fetch writes into them. */
  readonly mayShare: boolean;
  /** Which objects of the answer may stay text. */
  readonly texts: TextPlan | null;
}

/** Fetches fields of the operation's root type. */
export class RootFetchStep implements PlanStep {
  readonly #parts: RootFetchParts;
  readonly #fetch: SubgraphFetch;
  readonly #rewrites: readonly FetchDataRewrite[];
  readonly #renamed: ReadonlyMap<string, string>;

  constructor(parts: RootFetchParts) {
    this.#parts = parts;
    this.#fetch = new SubgraphFetch(parts.fetch);
    this.#rewrites = parts.fetch.outputRewrites ?? [];
    this.#renamed = renamedKeys(this.#rewrites);
  }

  run(plan: RunningPlan): Promise<void> | undefined {
    const { path } = this.#parts;
    if ((!path.isTop && path.gather(plan.data).length === 0) || plan.isStopped()) return undefined;
    return this.#run(plan);
  }

  async #run(plan: RunningPlan): Promise<void> {
    try {
      const skeleton = this.#parts.texts?.skeletonFor(plan.run.passedThrough) ?? false;
      this.#absorb(plan, await this.#fetch.ask(plan, this.#fetch.clientMembers(plan), skeleton));
    } catch (error) {
      plan.losses.add(this.#parts.number);
      plan.errors.push(fetchFailure(error, this.#fetch.subgraph));
    }
  }

  #absorb(plan: RunningPlan, { data, errors }: SubgraphAnswer): void {
    if (errors) this.#tell(plan, errors);
    if (isObject(data)) {
      if (this.#rewrites.length > 0) applyRewrites(this.#parts.schema, this.#rewrites, data);
      this.#put(plan, data);
      return;
    }
    if (!errors?.length) throw wrongAnswer(this.#fetch.subgraph, 'no-data');
    plan.losses.add(this.#parts.number);
    plan.lost.push(...this.#places(plan));
  }

  #places(plan: RunningPlan): readonly PlacePath[] {
    const { path } = this.#parts;
    return path.isTop ? [[]] : [...placesOf(plan.data, path).values()].flat();
  }

  #put(plan: RunningPlan, data: Record<string, unknown>): void {
    const { path, merge, mayShare } = this.#parts;
    if (path.isTop) {
      if (!plan.takeOver(data)) merge.merge(plan.data, data);
      return;
    }
    let isTaken = false;
    for (const place of path.gather(plan.data)) {
      if (isTaken && !mayShare) merge.mergeCopy(place, data);
      else merge.merge(place, data);
      isTaken = true;
    }
  }

  #tell(plan: RunningPlan, errors: NonNullable<SubgraphAnswer['errors']>): void {
    const places = this.#places(plan);
    for (const error of errors) {
      const below = error.path?.map((key) => this.#renamed.get(String(key)) ?? key);
      if (!below) plan.errors.push(subgraphError(error, this.#fetch.subgraph, undefined));
      else
        for (const place of places) plan.errors.push(subgraphError(error, this.#fetch.subgraph, [...place, ...below]));
    }
  }
}
