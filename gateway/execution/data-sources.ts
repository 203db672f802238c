import type { Subgraph, SubgraphName } from '../../schema/kernel/subgraph.js';
import type { DataSourceOf } from '../supergraph/federated-gateway.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { ActorToken } from './actor-token.js';
import { HttpDataSource } from './http-data-source.js';
import { HttpPools } from './http-pools.js';
import { InProcessDataSource } from './in-process-data-source.js';
import { measured } from './measured-data-source.js';

export interface DataSourcesParts {
  /** Subgraphs that live in this process. */
  inProcess: readonly Subgraph[];
  /** Where subgraphs that have processes of their own are; goes before `inProcess` and before the supergraph's URLs. */
  urls: Readonly<Partial<Record<SubgraphName, string>>>;
  timeoutMs: number;
  /** `null`: nobody is signed in, and the subgraphs are not ours. */
  actorToken: ActorToken | null;
  metrics: Metrics;
  /** Largest answer of a subgraph over HTTP; 64 MiB unless told otherwise. */
  maxResponseBytes?: number;
}

export interface DataSources {
  of: DataSourceOf;
  /** Closes the connections to subgraphs. */
  close(): Promise<void>;
}

const MAX_RESPONSE_BYTES = 64 * 1_048_576;
const CONNECT_TIMEOUT_MS = 3_000;

/** Decides, subgraph by subgraph, how it is reached; above this nobody knows. */
export function createDataSources(parts: DataSourcesParts): DataSources {
  const { inProcess, urls, timeoutMs, actorToken, metrics, maxResponseBytes = MAX_RESPONSE_BYTES } = parts;
  const pools = new HttpPools({
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    maxResponseBytes,
    idleTimeoutMs: 0,
  });
  const local = new Map<string, Subgraph>(inProcess.map((subgraph) => [subgraph.name, subgraph]));
  const chosen = new Map<string, string>(Object.entries(urls));
  return {
    of: ({ name, url: suggested }) => {
      const subgraph = chosen.has(name) ? undefined : local.get(name);
      if (subgraph) return measured(name, new InProcessDataSource(subgraph, timeoutMs), metrics);
      const url = chosen.get(name) ?? suggested;
      if (url === undefined || !URL.canParse(url))
        throw new Error(`The supergraph names no URL for the subgraph ${name}.`);
      return measured(name, new HttpDataSource({ name, url, pools, timeoutMs, actorToken }), metrics);
    },
    close: () => pools.close(),
  };
}
