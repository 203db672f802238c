import { compare, type Difference } from './comparison.js';
import type { Answer, Executor, TestOperation } from './executor.js';
import { plannerOf } from './shared-planner.js';
import type { TestSupergraph } from './supergraph.js';

/** An executor that throws has not answered: that is a difference, too. */
export async function attempt(executor: Executor, operation: TestOperation): Promise<Answer | Difference> {
  try {
    return await executor.execute(operation);
  } catch (error) {
    return {
      kind: 'crash',
      detail: error instanceof Error ? (error.stack ?? error.message).slice(0, 600) : String(error),
    };
  }
}

export interface Judged {
  readonly supergraph: TestSupergraph;
  readonly operation: TestOperation;
  /** The judge's answer. */
  readonly expected: Answer;
}

/** How an executor's answer differs from the judge's, or that it does not. */
export function judged({ supergraph, operation, expected }: Judged, answer: Answer | Difference): Difference | null {
  if ('kind' in answer) return answer;
  const { plannerFailure } = answer;
  if (plannerFailure === undefined) return compare(expected, answer, operation);
  const isStock = plannerFailure === stockFailure(supergraph, operation) && answer.run.calls.size === 0;
  return { kind: isStock ? 'planner' : 'crash', detail: plannerFailure };
}

/** What Apollo's planner says to the operation as the client wrote it. */
function stockFailure(supergraph: TestSupergraph, { text, operationName, labels }: TestOperation): string | null {
  return plannerOf(supergraph).failure({ text, operationName: operationName ?? null, activeLabels: [...labels] });
}
