import type { GraphQLDataSource } from '@apollo/gateway';
import type { FetchOutcome, Metrics } from '../telemetry/metrics.js';

/** A data source of which every fetch is counted and timed. */
export function measured(subgraph: string, source: GraphQLDataSource, metrics: Metrics): GraphQLDataSource {
  return {
    async process(options) {
      const start = performance.now();
      let outcome: FetchOutcome = 'failed';
      try {
        const response = await source.process(options);
        outcome = response.errors?.length ? 'errors' : 'ok';
        return response;
      } finally {
        metrics.fetchEnded({ subgraph, outcome, seconds: (performance.now() - start) / 1_000 });
      }
    },
  };
}
