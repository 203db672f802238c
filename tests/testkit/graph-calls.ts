import { ANONYMOUS, type Actor } from '../../schema/kernel/actor.js';
import { Deadline } from '../../gateway/execution/deadline.js';
import type { GraphCall } from '../../gateway/execution/graph-call.js';
import type { SubgraphQuery } from '../../gateway/execution/subgraph-client.port.js';

const open = new Set<Deadline>();

/** A request to the graph, as the gateway starts one. */
export function graphCall({
  actor = ANONYMOUS,
  milliseconds = 60_000,
}: { actor?: Actor; milliseconds?: number } = {}): GraphCall {
  const deadline = new Deadline(milliseconds);
  open.add(deadline);
  return {
    actor,
    correlationId: 'a-test',
    deadline,
    facts: { actorKind: null, operationName: null, errorCodes: new Set(), startedAt: performance.now() },
    chosenLabels: new Set(),
    subgraphContexts: new Map(),
    errorsStamped: false,
    cost: 0,
    deprecation: null,
  };
}

/** Their timers would keep the process waiting. */
export function endGraphCalls(): void {
  for (const deadline of open) deadline.end();
  open.clear();
}

export function subgraphQuery(query: Partial<SubgraphQuery> = {}): SubgraphQuery {
  return {
    ...{ text: 'query Q__words__0{word}', operationName: 'Q__words__0', kind: 'query', variables: '{}' },
    entitiesAsText: false,
    ...query,
  };
}
