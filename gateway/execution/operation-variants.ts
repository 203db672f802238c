import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { DomainError } from '../../schema/kernel/domain-error.js';
import type { CallerAuthority } from '../protection/authorization/caller-authority.rules.js';
import type { PreparedOperation } from '../protection/authorization/filtered-operations.js';
import type { CompiledAnswer } from './answer/compile-answer.js';
import type { CompiledPlan } from './plan/compile-plan.js';

/** An operation, ready to be executed for one set of labels. */
export type ExecutableOperation =
  | { readonly kind: 'compiled'; readonly plan: CompiledPlan | null; readonly answer: CompiledAnswer }
  /** What our own executor does not do, decided before anything is fetched. */
  | {
      readonly kind: 'apollo';
      readonly plan: QueryPlan;
      /** Why, from a fixed list. */
      readonly reason: string;
      /** Puts what was taken out for its callers back as `null`; there is none where nothing was. */
      readonly answer: CompiledAnswer | null;
    };

/** What is to be executed of an operation, for callers who may have the same of it. */
export interface OperationParts {
  /** As it was sent, but for response keys that a plan could mistake (`client-keys.rules.ts`). */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Whether there were any. */
  readonly isRenamed: boolean;
  /** `null`: its callers may have all of it. */
  readonly filtered: PreparedOperation | null;
  /** Of one of these callers. */
  readonly authority: CallerAuthority;
  /** The labels that may change its plan. */
  readonly labels: readonly string[];
}

/** The planner may have tried for 20 s; meanwhile nothing else is planned. */
const REFUSED_MS = 60_000;

/** Labels beyond these are never all of them in use at once. */
const MOST_VARIANTS = 32;

/** The plans of one operation by the labels that hold; each is made once, also when many ask for it at the same time. */
export class OperationVariants {
  readonly parts: OperationParts;
  readonly #make: (activeLabels: readonly string[]) => Promise<ExecutableOperation>;
  readonly #byLabels = new Map<string, ExecutableOperation | Promise<ExecutableOperation>>();
  /** Until when it is not tried again. */
  #refused: { error: DomainError; until: number } | null = null;
  readonly #now: () => number;

  /** @param now Monotonic milliseconds. */
  constructor(
    parts: OperationParts,
    make: (activeLabels: readonly string[]) => Promise<ExecutableOperation>,
    now = () => performance.now(),
  ) {
    this.parts = parts;
    this.#make = make;
    this.#now = now;
  }

  /** A promise only the first time. */
  get(activeLabels: readonly string[]): ExecutableOperation | Promise<ExecutableOperation> {
    const key = activeLabels.length === 0 ? '' : activeLabels.join(' ');
    return this.#byLabels.get(key) ?? this.#first(key, activeLabels);
  }

  /** The sets of labels for which it was executed. */
  known(): (readonly string[])[] {
    return [...this.#byLabels.keys()].map((key) => (key === '' ? [] : key.split(' ')));
  }

  #first(key: string, activeLabels: readonly string[]): Promise<ExecutableOperation> {
    if (this.#refused !== null && this.#now() < this.#refused.until) return Promise.reject(this.#refused.error);
    const [oldest] = this.#byLabels.keys();
    if (this.#byLabels.size >= MOST_VARIANTS && oldest !== undefined) this.#byLabels.delete(oldest);
    const making = this.#make(activeLabels).then(
      (made) => {
        this.#byLabels.set(key, made);
        return made;
      },
      (error: unknown) => {
        this.#byLabels.delete(key); // the next one tries again
        if (error instanceof DomainError && error.code === 'QUERY_TOO_COSTLY') {
          this.#refused = { error, until: this.#now() + REFUSED_MS };
        }
        throw error;
      },
    );
    this.#byLabels.set(key, making);
    return making;
  }
}
