import type { FetchOutcome, Metrics } from '../../telemetry/metrics.js';
import type { SubgraphAnswer, SubgraphClient } from '../subgraph-client.port.js';

/** Counts and times the fetches from one subgraph. Times of start are on `performance.now()`'s clock. */
export class FetchMeter {
  readonly #subgraph: string;
  readonly #metrics: Metrics;

  constructor(subgraph: string, metrics: Metrics) {
    this.#subgraph = subgraph;
    this.#metrics = metrics;
  }

  answered({ errors }: SubgraphAnswer, startedAt: number): void {
    this.#ended(errors !== undefined && errors.length > 0 ? 'errors' : 'ok', startedAt);
  }

  failed(startedAt: number): void {
    this.#ended('failed', startedAt);
  }

  #ended(outcome: FetchOutcome, startedAt: number): void {
    const seconds = (performance.now() - startedAt) / 1_000;
    this.#metrics.fetchEnded({ subgraph: this.#subgraph, outcome, seconds });
  }
}

/** A client of which every fetch is counted and timed; for those that do not tell the meter themselves. */
export function measured(client: SubgraphClient, meter: FetchMeter): SubgraphClient {
  return {
    ask(query, call) {
      const startedAt = performance.now();
      const asked = client.ask(query, call);
      asked.then(
        (answer) => meter.answered(answer, startedAt),
        () => meter.failed(startedAt),
      );
      return asked;
    },
  };
}
