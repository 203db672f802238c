import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  fastify,
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyReply,
  type FastifyServerOptions,
} from 'fastify';
import { DomainError } from '../schema/kernel/domain-error.js';
import type { FileHandler } from '../schema/kernel/file-exchange.js';
import { CORRELATION_HEADER } from '../schema/kernel/subgraph-http.js';
import type { Config } from './config.js';
import { createErrorHandler, plainShape } from './errors/http-error.js';
import { fileRoutes } from './files/file-routes.js';
import { addressReader } from './client-address.js';
import { directGraph, type DirectGraph } from './graph/direct-graph.js';
import { graphRoutes } from './graph/graph-routes.js';
import { createGraphServer } from './graph/graph-server.js';
import { ownQuestions, type OwnQuestion } from './graph/own-question.js';
import { CheckedTexts } from './protection/limits/checked-texts.js';
import { MAX_GRAPH_BODY_BYTES } from './protection/limits/limits.js';
import type { Identify } from './identity/identify.js';
import { securityHeaders, sendSecurityHeaders } from './protection/headers/security-headers.js';
import { OperationList } from './protection/operations/operation-list.js';
import { PersistedQueryCache } from './protection/operations/persisted-query-cache.js';
import type { RateLimits } from './protection/rate-limits/rate-limits.js';
import { createCompiledGateway, type AuthorizationSettings } from './execution/compiled-gateway.js';
import type { SubgraphClient } from './execution/subgraph-client.port.js';
import { createOverrideLabels } from './supergraph/override-labels.js';
import { correlationId } from './telemetry/correlation.js';
import type { Logger } from './telemetry/logger.js';
import type { Metrics } from './telemetry/metrics.js';
import type { Dependency } from './telemetry/readiness.js';
import { keepRequestFacts } from './telemetry/request-facts.js';
import { telemetryRoutes } from './telemetry/telemetry-routes.js';
import { tlsOptions } from './tls-options.js';
import { readOnAfterEarlyAnswers } from './unread-body.js';

/** Everything that the one door is made of; `gateway/main.ts` wires it. */
export interface GatewayParts {
  settings: Pick<Config, 'production' | 'host' | 'port' | 'requestTimeoutMs' | 'maxUploadBytes'> &
    Partial<Pick<Config, 'tls' | 'trustedProxies'>>;
  logger: Logger;
  metrics: Metrics;
  identify: Identify;
  supergraphSdl: string;
  clientOf(subgraph: { name: string; url?: string }): SubgraphClient;
  /** Subgraphs whose text may go into an answer unread: they keep to their schema. */
  trustedSubgraphs: readonly string[];
  /** Labels of `@override` that hang on a state of this process; none unless told. */
  flagLabels?: ReadonlyMap<string, () => boolean>;
  /** Anybody may name labels for a request (`chosen-labels.rules.ts`); otherwise operations alone. */
  opensLabels?: boolean;
  authorization: AuthorizationSettings;
  /** `null`: this gateway has no file routes. */
  files: FileHandler | null;
  /** What `/health/ready` asks. */
  dependencies: readonly Dependency[];
  /** Further routes: development identity provider, explorer, console. */
  routes?: readonly FastifyPluginCallback[];
  /** In production the only operations that are served; left out: any, and clients may register theirs by hash. */
  operations?: OperationList;
  /** Left out: callers may ask as much as they like. */
  rateLimits?: RateLimits;
  /** Longest silence of a client that uploads; 30 s unless told otherwise. */
  uploadIdleMs?: number;
}

export interface Gateway {
  /** Starts to serve; resolves with the address as it was configured, `http(s)://HOST:PORT`, with the port that was free. */
  listen(): Promise<string>;
  /** Takes no new request, lets those under way end (10 s at most), closes. Safe to call twice. */
  close(): Promise<void>;
  /** Serves another supergraph from now on. @throws Error that says what is wrong with it; then nothing has changed. */
  replaceSupergraph(supergraphSdl: string): Promise<void>;
  /** For figures that are shown elsewhere than in the graph. */
  readonly ask: OwnQuestion;
  /** The server behind it, for tests that do not need a socket. */
  readonly app: FastifyInstance;
}

/** A connection on which nothing moves for this long is closed, whoever is to blame. */
const SILENT_CONNECTION_MS = 120_000;
/** Longer than the proxies in front, so that it is they who let go of a connection. */
const KEPT_ALIVE_MS = 72_000;
const UPLOAD_IDLE_MS = 30_000;

export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const { settings, logger, metrics, identify, files, dependencies } = parts;
  let stopping = false;
  const ways: { short: DirectGraph | null } = { short: null };
  const app = createApp(logger, settings, (request, response) => ways.short?.(request, response) ?? false);
  app.addHook('onSend', (_request, reply, payload, next) => {
    // Kept alive, the connection would hold up the closing until its client lets go of it.
    if (stopping) reply.header('connection', 'close');
    next(null, payload);
  });
  readOnAfterEarlyAnswers(app);
  keepRequestFacts(app, logger, metrics);
  sendSecurityHeaders(app, headersOf(settings));
  limitAddresses(app, parts.rateLimits);

  const { production, requestTimeoutMs, maxUploadBytes } = settings;
  const { supergraphSdl, clientOf, trustedSubgraphs, authorization } = parts;
  const { operations = null, rateLimits = null, opensLabels = false } = parts;
  const compiled = createCompiledGateway({
    ...{ supergraphSdl, clientOf, trustedSubgraphs, authorization },
    labels: createOverrideLabels({
      flags: parts.flagLabels ?? new Map(),
      onUnknown: (label) => logger.warn({ label }, 'an override label that nothing resolves counts as false'),
    }),
    onLeftToApollo: (reason) => metrics.leftToApollo(reason),
  });
  const apollo = createGraphServer({
    ...{ app, production, gateway: compiled, logger, metrics },
    persistedQueries: new PersistedQueryCache(operations ?? new OperationList([]), { open: operations === null }),
  });
  await apollo.start();

  // What has passed on one way has passed on both.
  const texts = new CheckedTexts();
  const graph = { apollo, identify, requestTimeoutMs, opensLabels, logger, texts, operations, rateLimits };
  void app.register(graphRoutes(graph));
  if (files !== null) {
    const uploadIdleMs = parts.uploadIdleMs ?? UPLOAD_IDLE_MS;
    void app.register(fileRoutes({ files, identify, maxUploadBytes, uploadIdleMs, logger, rateLimits }));
  }
  void app.register(telemetryRoutes({ identify, metrics, dependencies, stopping: () => stopping }));
  for (const routes of parts.routes ?? []) void app.register(routes);
  await app.ready();
  ways.short = directGraph({
    ...graph,
    metrics,
    headers: headersOf(settings),
    isStopping: () => stopping,
    addressOf: addressReader(settings.trustedProxies ?? []),
  });

  return {
    app,
    ask: ownQuestions(apollo),
    replaceSupergraph: (sdl) => compiled.replace(sdl),
    listen: async () => {
      await app.listen({ host: settings.host, port: settings.port });
      return addressOf(app, settings);
    },
    close: () => {
      stopping = true;
      return apollo.stop();
    },
  };
}

const headersOf = ({ production, tls }: GatewayParts['settings']): Readonly<Record<string, string>> =>
  securityHeaders({ strictTransport: production || Boolean(tls) });

function createApp(logger: Logger, settings: GatewayParts['settings'], direct: DirectGraph): FastifyInstance {
  const { tls, trustedProxies = [] } = settings;
  const options: FastifyServerOptions = {
    // One entry a request is written by `request-facts.ts`; Fastify's own entries hold URLs.
    logger: false,
    bodyLimit: MAX_GRAPH_BODY_BYTES,
    genReqId: ({ headers }) => correlationId(headers),
    exposeHeadRoutes: false,
    // X-Forwarded-For counts only from these.
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Such as a path that cannot be decoded; no hook has seen the request.
    frameworkErrors: (_error, request, reply) => {
      const error = new DomainError('BAD_REQUEST');
      const answer = reply as unknown as FastifyReply;
      void answer
        .code(error.httpStatus)
        .headers({ ...headersOf(settings), [CORRELATION_HEADER]: request.id })
        .send(error.toBody(request.id));
    },
  };
  const app = fastify({
    ...options,
    serverFactory: (handler) => {
      const listener = (request: IncomingMessage, response: ServerResponse): void => {
        if (!direct(request, response)) handler(request, response);
      };
      // Typed as one over HTTP: only the type of the server behind it differs, which nobody looks at.
      const server = tls
        ? (createSecureServer(tlsOptions(tls), listener) as unknown as Server)
        : createServer(listener);
      server.keepAliveTimeout = KEPT_ALIVE_MS;
      // Uploads take as long as they take; bodies have deadlines of their own, headers Node's 60 s.
      server.requestTimeout = 0;
      server.setTimeout(SILENT_CONNECTION_MS);
      return server;
    },
  });
  app.setErrorHandler(createErrorHandler(logger, { shape: plainShape, mediaType: 'application/json' }));
  app.setNotFoundHandler(() => {
    throw new DomainError('NOT_FOUND');
  });
  return app;
}

/** Before anything of a request is looked at; who asks whether we are alive is always told. */
function limitAddresses(app: FastifyInstance, rateLimits: RateLimits | undefined): void {
  if (!rateLimits) return;
  app.addHook('onRequest', (request, _reply, next) => {
    if (!request.url.startsWith('/health/')) rateLimits.address(request.ip);
    next();
  });
}

function addressOf(app: FastifyInstance, { host, tls }: GatewayParts['settings']): string {
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : '';
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
