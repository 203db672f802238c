import { GraphQLError } from 'graphql';
import type { Data } from '../answer-data.type.js';
import type { GraphCall } from '../graph-call.js';
import type { SubgraphClients } from '../subgraph-client.port.js';
import { fetchFailure } from './fetch-errors.js';
import { Losses } from './losses.js';

export interface PlanRun {
  readonly clients: SubgraphClients;
  readonly call: GraphCall;
  /** Of the request, as they came, checked against the operation already. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Slots whose texts the answer embeds; the other leaf fetches are merged into the data. */
  readonly passedThrough: ReadonlySet<string>;
}

export interface PlanResult {
  readonly data: Data;
  readonly errors: GraphQLError[];
  /** Places of which a subgraph gave nothing because of an error of its own: what is missing there is no other error. */
  readonly lost: (readonly (string | number)[])[];
}

/** One run of a plan, as its steps see it. */
export class RunningPlan implements PlanResult {
  readonly errors: GraphQLError[] = [];
  readonly lost: (readonly (string | number)[])[] = [];
  /** For later fetches: which of what they need could not be had. */
  readonly losses = new Losses();
  #data: Data = {};
  #isEmpty = true;
  #isStopTold = false;

  constructor(
    readonly run: PlanRun,
    /** By the plan's numbers of its conditions. */
    readonly conditions: readonly boolean[],
  ) {}

  get data(): Data {
    return this.#data;
  }

  /** Makes the answer of a root fetch the data, when it is the first; whoever is second has to merge. */
  takeOver(data: Data): boolean {
    if (!this.#isEmpty) return false;
    this.#isEmpty = false;
    this.#data = data;
    return true;
  }

  /**
   * Whether nothing is to be fetched any more: the time of the request has passed, or its caller has gone. That is an
   * error of the answer, told once, unless a fetch that was under way has told it.
   */
  isStopped(): boolean {
    // Not the signal: a request that nobody asks for one has none, which saves making one.
    const { reason } = this.run.call.deadline;
    if (reason === null) return false;
    if (!this.#isStopTold) {
      this.#isStopTold = true;
      if (!this.errors.some(({ originalError }) => originalError === reason)) this.errors.push(fetchFailure(reason));
    }
    return true;
  }
}

/** A part of a plan. A promise is there only when something has to be waited for, and is never rejected. */
export interface PlanStep {
  run(plan: RunningPlan): Promise<void> | undefined;
}
