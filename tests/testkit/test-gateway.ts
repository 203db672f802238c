import { Writable } from 'node:stream';
import type { FastifyPluginCallback } from 'fastify';
import { ANONYMOUS, type Actor } from '../../schema/kernel/actor.js';
import type { FileHandler } from '../../schema/kernel/file-exchange.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';
import { createActorToken, type ActorToken } from '../../gateway/execution/actor-token.js';
import { createSubgraphClients } from '../../gateway/execution/transport/subgraph-clients.js';
import type { OwnQuestion } from '../../gateway/graph/own-question.js';
import type { Identify } from '../../gateway/identity/identify.js';
import type { TlsSettings } from '../../gateway/configuration/sign-in-settings.js';
import type { OperationList } from '../../gateway/protection/operations/operation-list.js';
import type { RateLimits } from '../../gateway/protection/rate-limits/rate-limits.js';
import { createGateway } from '../../gateway/server.js';
import type { AuthorizationSettings } from '../../gateway/execution/compiled-gateway.js';
import { createLogger } from '../../gateway/telemetry/logger.js';
import { createMetrics } from '../../gateway/telemetry/metrics.js';
import type { Dependency } from '../../gateway/telemetry/readiness.js';
import { subgraphServer } from '../../subgraphs/shared/http-server.js';

export const ACTOR_SECRET = new Uint8Array(32).fill(7);
export const OPERATIONS: Actor = { kind: 'operations', subject: 'alice' };
export const CONTACT: Actor = { kind: 'contact', personKey: 'key-of-a-person', method: 'SPID', level: 2 };

export interface TestGatewayOptions {
  supergraphSdl: string;
  inProcess?: readonly Subgraph[];
  urls?: Record<string, string>;
  actorToken?: ActorToken | null;
  /** Everybody is this actor; or how callers are told. */
  identify?: Identify;
  files?: FileHandler | null;
  dependencies?: readonly Dependency[];
  routes?: readonly FastifyPluginCallback[];
  production?: boolean;
  requestTimeoutMs?: number;
  subgraphTimeoutMs?: number;
  maxUploadBytes?: number;
  uploadIdleMs?: number;
  tls?: TlsSettings | null;
  authorization?: Partial<AuthorizationSettings>;
  maxResponseBytes?: number;
  operations?: OperationList;
  rateLimits?: RateLimits;
  trustedProxies?: readonly string[];
  trustedSubgraphs?: readonly string[];
  flagLabels?: ReadonlyMap<string, () => boolean>;
  opensLabels?: boolean;
}

export interface GraphResponse {
  status: number;
  headers: Headers;
  // The tests look at what they have asked for.
  data: Record<string, unknown> | null | undefined;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  text: string;
}

export interface TestGateway {
  url: string;
  log: Record<string, unknown>[];
  post(query: string, options?: { variables?: object; headers?: Record<string, string> }): Promise<GraphResponse>;
  replaceSupergraph(supergraphSdl: string): Promise<void>;
  /** As Prometheus reads them. */
  metrics(): Promise<string>;
  /** What the gateway itself asks of the graph. */
  ask: OwnQuestion;
  close(): Promise<void>;
}

/** A gateway on a free port, on real parts; only who is calling is told instead of signed, unless asked for. */
export async function startTestGateway(options: TestGatewayOptions): Promise<TestGateway> {
  const log: Record<string, unknown>[] = [];
  const metrics = createMetrics();
  const clients = createSubgraphClients({
    inProcess: options.inProcess ?? [],
    urls: options.urls ?? {},
    timeoutMs: options.subgraphTimeoutMs ?? 30_000,
    actorToken: options.actorToken === undefined ? createActorToken(ACTOR_SECRET) : options.actorToken,
    metrics,
    trusted: options.trustedSubgraphs ?? [],
    ...(options.maxResponseBytes && { maxResponseBytes: options.maxResponseBytes }),
  });
  const gateway = await createGateway({
    settings: {
      production: options.production ?? false,
      host: '127.0.0.1',
      port: 0,
      requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
      maxUploadBytes: options.maxUploadBytes ?? 1_000_000,
      trustedProxies: options.trustedProxies ?? [],
      tls: options.tls ?? null,
    },
    logger: createLogger({ level: 'debug', process: 'test', destination: linesInto(log) }),
    metrics,
    identify: options.identify ?? (() => Promise.resolve(ANONYMOUS)),
    supergraphSdl: options.supergraphSdl,
    clientOf: clients.clientOf,
    trustedSubgraphs: options.trustedSubgraphs ?? [],
    ...(options.opensLabels && { opensLabels: options.opensLabels }),
    authorization: { mode: 'filter', ownGraph: false, ...options.authorization },
    files: options.files ?? null,
    dependencies: options.dependencies ?? [],
    ...(options.routes && { routes: options.routes }),
    ...(options.operations && { operations: options.operations }),
    ...(options.rateLimits && { rateLimits: options.rateLimits }),
    ...(options.flagLabels && { flagLabels: options.flagLabels }),
    ...(options.uploadIdleMs && { uploadIdleMs: options.uploadIdleMs }),
  });
  const url = await gateway.listen();
  return {
    url,
    log,
    ask: gateway.ask,
    post: (query, { variables, headers } = {}) => postGraph(url, JSON.stringify({ query, variables }), headers),
    replaceSupergraph: (sdl) => gateway.replaceSupergraph(sdl),
    metrics: () => metrics.text(),
    close: async () => {
      await gateway.close();
      await clients.close();
    },
  };
}

export async function postGraph(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<GraphResponse> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return graphResponse(response);
}

export async function graphResponse(response: Response): Promise<GraphResponse> {
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text) as Pick<GraphResponse, 'data' | 'errors'>;
  return { status: response.status, headers: response.headers, data, errors, text };
}

export interface ServedSubgraphs {
  urls: Record<string, string>;
  close(): Promise<void>;
}

/** The subgraphs as their own processes would serve them, each on a free port. */
export async function serveSubgraphs(subgraphs: readonly Subgraph[]): Promise<ServedSubgraphs> {
  const servers = subgraphs.map((subgraph) => ({
    name: subgraph.name,
    server: subgraphServer({
      subgraph,
      actorSecret: ACTOR_SECRET,
      ready: () => Promise.resolve(true),
      onUnexpectedError: () => undefined,
    }),
  }));
  const urls: Record<string, string> = {};
  for (const { name, server } of servers) {
    urls[name] = `${await server.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  }
  return {
    urls,
    close: async () => {
      await Promise.all(servers.map(({ server }) => server.close()));
    },
  };
}

function linesInto(log: Record<string, unknown>[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString('utf8').split('\n').filter(Boolean)) {
        log.push(JSON.parse(line) as Record<string, unknown>);
      }
      done();
    },
  });
}
