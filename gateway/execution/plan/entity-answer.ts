import type { FetchDataRewrite, FetchNode } from '@apollo/query-planner';
import { isObjectType, type GraphQLSchema } from 'graphql';
import type { Data } from '../answer-data.type.js';
import type { SubgraphAnswer } from '../subgraph-client.port.js';
import type { EntityBatch } from './entity-batch.js';
import type { EntityPath } from './entity-path.js';
import { placesOf } from './entity-places.js';
import { fetchFailure, subgraphError, wrongAnswer } from './fetch-errors.js';
import type { AnswerMerge } from './merge-answer.js';
import { isObject } from './own-value.js';
import type { RunningPlan } from './plan-run.js';
import { applyRewrites, renamedKeys } from './rewrites.js';

export interface EntityAnswerParts {
  readonly fetch: FetchNode;
  /** The fetch's number in the plan. */
  readonly number: number;
  readonly path: EntityPath;
  readonly schema: GraphQLSchema;
  readonly merge: AnswerMerge;
  readonly mayShare: boolean;
  readonly rewrites: readonly FetchDataRewrite[];
}

/** Puts what a subgraph answers of entities where the entities are. */
export class EntityAnswer {
  readonly #parts: EntityAnswerParts;
  readonly #subgraph: string;
  readonly #renamed: ReadonlyMap<string, string>;

  constructor(parts: EntityAnswerParts) {
    this.#parts = parts;
    this.#subgraph = parts.fetch.serviceName;
    this.#renamed = renamedKeys(parts.rewrites);
  }

  /**
   * Puts the entities as text.
   *
   * @throws DomainError when there are not as many as were asked for.
   */
  embed(batch: EntityBatch, texts: readonly string[], slot: string): void {
    if (texts.length !== batch.count) throw wrongAnswer(this.#subgraph, 'wrong-entities');
    const { entities, asked } = batch;
    for (let at = 0; at < entities.length; at += 1) {
      const text = texts[asked[at] as number] as string;
      if (text !== 'null') (entities[at] as Data)[slot] = text;
    }
  }

  /**
   * Merges the entities, and tells the errors at every place of theirs.
   *
   * @throws DomainError when the answer is not one to the representations; nothing of it is merged.
   */
  absorb(plan: RunningPlan, batch: EntityBatch, { data, errors }: SubgraphAnswer): void {
    if (errors?.length) this.#tell(plan, batch, { data, errors });
    if (!isObject(data)) {
      if (!errors?.length) throw wrongAnswer(this.#subgraph, 'no-data');
      plan.losses.add(this.#parts.number, batch.entities);
      return;
    }
    const received: unknown = data._entities;
    if (isEntities(received, batch.count)) this.#merge(plan, batch, received);
    else if (received !== null || !errors?.length) throw wrongAnswer(this.#subgraph, 'wrong-entities');
    else plan.losses.add(this.#parts.number, batch.entities);
  }

  #merge(plan: RunningPlan, { entities, asked }: EntityBatch, received: readonly (Data | null)[]): void {
    const { schema, merge, mayShare, rewrites, number } = this.#parts;
    if (rewrites.length > 0) applyRewrites(schema, rewrites, received);
    // What is at the first place is not to be at a second one, where a later fetch writes into it.
    let taken = 0;
    let isOfWrongType = false;
    const lost: Data[] = [];
    for (let at = 0; at < entities.length; at += 1) {
      const entity = entities[at] as Data;
      const index = asked[at] as number;
      const fields = received[index] as Data | null;
      const isFirst = index === taken;
      if (isFirst) taken += 1;
      if (fields === null) lost.push(entity);
      else if (fields.__typename !== entity.__typename && this.#contradicts(fields.__typename, entity.__typename)) {
        isOfWrongType = true;
        lost.push(entity);
      } else if (isFirst || mayShare) merge.merge(entity, fields);
      else merge.mergeCopy(entity, fields);
    }
    if (lost.length > 0) plan.losses.add(number, lost);
    if (isOfWrongType) plan.errors.push(fetchFailure(wrongAnswer(this.#subgraph, 'wrong-type'), this.#subgraph));
  }

  /** An interface's name contradicts nothing: it is what a subgraph of an @interfaceObject knows. */
  #contradicts(received: unknown, known: unknown): boolean {
    if (received === undefined) return false;
    const { schema } = this.#parts;
    const [is, was] = [received, known].map((name) => (typeof name === 'string' ? schema.getType(name) : undefined));
    return !is || (isObjectType(is) && isObjectType(was));
  }

  #tell(plan: RunningPlan, batch: EntityBatch, { data, errors = [] }: SubgraphAnswer): void {
    const received: unknown = data?._entities;
    const places = placesOf(plan.data, this.#parts.path);
    const entities = batch.entitiesByRepresentation();
    for (const error of errors) {
      const [field, index, ...below] = error.path ?? [];
      const concerned = field === '_entities' && typeof index === 'number' ? new Set(entities[index]) : NOBODY;
      const paths = [...concerned].flatMap((entity) => places.get(entity) ?? []);
      if (paths.length === 0) plan.errors.push(subgraphError(error, this.#subgraph, undefined));
      if (!Array.isArray(received) || received[Number(index)] === null) plan.lost.push(...paths);
      const end = below.map((key) => this.#renamed.get(String(key)) ?? key);
      for (const path of paths) plan.errors.push(subgraphError(error, this.#subgraph, [...path, ...end]));
    }
  }
}

const NOBODY: ReadonlySet<Data> = new Set();

function isEntities(received: unknown, length: number): received is (Data | null)[] {
  return (
    Array.isArray(received) &&
    received.length === length &&
    received.every((entity) => entity === null || isObject(entity))
  );
}
