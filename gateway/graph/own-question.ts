import type { ApolloServer, BaseContext } from '@apollo/server';
import { ANONYMOUS } from '../../schema/kernel/actor.js';
import { Deadline } from '../execution/deadline.js';
import type { GraphContext } from '../execution/graph-call.js';
import { correlationId } from '../telemetry/correlation.js';

/** Asks the graph something on the gateway's own behalf, as nobody. @throws Error when the answer has errors. */
export type OwnQuestion = <Data>(query: string) => Promise<Data>;

const NONE: ReadonlySet<string> = new Set();

/** Whoever asks, metrics for one, must not be held up by a slow answer. */
const DEADLINE_MS = 5_000;

export function ownQuestions(apollo: ApolloServer<GraphContext & BaseContext>): OwnQuestion {
  return async <Data>(query: string): Promise<Data> => {
    const deadline = new Deadline(DEADLINE_MS);
    const facts = { actorKind: null, operationName: null, errorCodes: new Set<string>(), startedAt: performance.now() };
    const unmarked = { errorsStamped: false, cost: 0, deprecation: null };
    const asker = { actor: ANONYMOUS, correlationId: correlationId({}) };
    const call = {
      ...asker,
      deadline,
      facts,
      subgraphContexts: new Map<string, object>(),
      ...unmarked,
      chosenLabels: NONE,
    };
    try {
      const { body } = await apollo.executeOperation({ query }, { contextValue: { call } });
      if (body.kind !== 'single' || body.singleResult.errors || !body.singleResult.data) {
        throw new Error(`the graph did not answer the gateway's own question: ${[...facts.errorCodes].join(', ')}`);
      }
      // Parts of it may be text that is passed through as it came from a subgraph.
      return JSON.parse(JSON.stringify(body.singleResult.data)) as Data;
    } finally {
      deadline.end();
    }
  };
}
