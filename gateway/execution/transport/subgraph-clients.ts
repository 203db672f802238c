import type { Subgraph, SubgraphName } from '../../../schema/kernel/subgraph.js';
import type { Metrics } from '../../telemetry/metrics.js';
import type { ActorToken } from '../actor-token.js';
import type { SubgraphClient } from '../subgraph-client.port.js';
import { HttpSubgraphClient } from './http-subgraph-client.js';
import { InProcessClient } from './in-process-client.js';
import { FetchMeter, measured } from './measured-client.js';
import { MutationCount } from './sharing.js';
import type { SubgraphLimits } from './subgraph-line.js';

export interface SubgraphClientsParts {
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
  /** Those whose entities are passed on unread (`entity-texts.rules.ts`); nobody unless told. */
  trusted?: readonly string[];
  limits?: Partial<SubgraphLimits>;
  /** How long `close` lets go on what is under way; 5 s unless told otherwise. */
  drainMs?: number;
}

export interface Clients {
  /** The same client for the same name and URL, so that what it knows of the subgraph outlives a supergraph. */
  clientOf(subgraph: { name: string; url?: string }): SubgraphClient;
  /** Takes no more queries, lets those under way end, closes the connections. Safe to call twice. */
  close(): Promise<void>;
}

const MAX_RESPONSE_BYTES = 64 * 1_048_576;
const CONNECT_TIMEOUT_MS = 3_000;
const DRAIN_MS = 5_000;

/** The defaults of the configuration. */
const LIMITS: SubgraphLimits = {
  concurrency: 128,
  queue: 1_024,
  circuitFailures: 10,
  circuitRestMs: 1_000,
  circuitLongestRestMs: 30_000,
};

interface Known {
  client: SubgraphClient;
  http: HttpSubgraphClient | null;
}

/** Decides, subgraph by subgraph, how it is reached; above this nobody knows. */
export function createSubgraphClients(parts: SubgraphClientsParts): Clients {
  const { inProcess, urls, timeoutMs, metrics } = parts;
  const limits = { ...LIMITS, ...parts.limits };
  limits.circuitLongestRestMs = Math.max(limits.circuitRestMs, limits.circuitLongestRestMs);
  const maxResponseBytes = parts.maxResponseBytes ?? MAX_RESPONSE_BYTES;
  const mutations = new MutationCount();
  const local = new Map<string, Subgraph>(inProcess.map((subgraph) => [subgraph.name, subgraph]));
  const chosen = new Map<string, string>(Object.entries(urls));
  /** By name and URL. A supergraph that is looked at and refused must not disturb the one that is served. */
  const known = new Map<string, Known>();

  const make = (name: string, url: string | null): Known => {
    const meter = new FetchMeter(name, metrics);
    const subgraph = url === null ? local.get(name) : undefined;
    if (subgraph) {
      const client = new InProcessClient({ subgraph, timeoutMs, mutations });
      return { client: measured(client, meter), http: null };
    }
    if (url === null || !URL.canParse(url)) throw new Error(`The supergraph names no URL for the subgraph ${name}.`);
    const http = new HttpSubgraphClient({
      ...{ name, url, timeoutMs, maxResponseBytes, limits, mutations, meter, actorToken: parts.actorToken },
      connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
      trusted: parts.trusted?.includes(name) ?? false,
      onShared: () => metrics.fetchShared(name),
      onRetried: () => metrics.fetchRetried(name),
    });
    return { client: http, http };
  };
  const clientOf: Clients['clientOf'] = ({ name, url: suggested }) => {
    const url = chosen.get(name) ?? (local.has(name) ? null : (suggested ?? null));
    const key = `${name} ${url}`;
    const before = known.get(key);
    if (before) return before.client;
    const made = make(name, url);
    known.set(key, made);
    return made.client;
  };
  metrics.showTransport(() => [...known.values()].flatMap(({ http }) => (http === null ? [] : [http.figures])));
  return {
    clientOf,
    close: async () => {
      const overHttp = [...known.values()].flatMap(({ http }) => http ?? []);
      await Promise.all(overHttp.map((client) => client.close(parts.drainMs ?? DRAIN_MS)));
    },
  };
}
