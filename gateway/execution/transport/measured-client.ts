import type { FetchOutcome, Metrics } from '../../telemetry/metrics.js';
import type { SubgraphClient } from '../subgraph-client.port.js';

/** A client of which every fetch is counted and timed. */
export function measured(subgraph: string, client: SubgraphClient, metrics: Metrics): SubgraphClient {
  return {
    async ask(query, call) {
      const start = performance.now();
      let outcome: FetchOutcome = 'failed';
      try {
        const answer = await client.ask(query, call);
        outcome = answer.errors?.length ? 'errors' : 'ok';
        return answer;
      } finally {
        metrics.fetchEnded({ subgraph, outcome, seconds: (performance.now() - start) / 1_000 });
      }
    },
  };
}
