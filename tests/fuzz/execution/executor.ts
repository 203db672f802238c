import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import type { Fault } from './fault.js';
import type { Run } from './run.js';
import type { TestSupergraph } from './supergraph.js';

/** One operation to execute. */
export interface TestOperation {
  readonly text: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly labels: ReadonlySet<string>;
  readonly faults: readonly Fault[];
}

/** As the client gets it. */
export interface Answer {
  /** Left out where the operation could not be begun. */
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLFormattedError[];
  /** What happened on the way, for the counts. */
  readonly run: Run;
  /** Why it was not our own executor that ran it. */
  readonly handedOver?: string;
  /** Why Apollo's planner has found no plan, so that there was nothing to be executed. */
  readonly plannerFailure?: string;
}

/** An executor of one supergraph. */
export interface Executor {
  readonly name: string;
  execute(operation: TestOperation): Promise<Answer>;
  stop(): Promise<void>;
}

export type ExecutorFactory = (supergraph: TestSupergraph) => Promise<Executor>;
