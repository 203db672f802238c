import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readActorToken } from '../../schema/kernel/actor-token.js';
import type { Actor } from '../../schema/kernel/actor.js';
import { systemClock } from '../../schema/kernel/clock.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { executeSubgraph, type SubgraphResult } from '../../schema/kernel/execute-subgraph.js';
import type { FileHandler } from '../../schema/kernel/file-exchange.js';
import { toClientError } from '../../schema/kernel/graphql-errors.js';
import { bearerToken, CORRELATION_HEADER, DEADLINE_HEADER } from '../../schema/kernel/subgraph-http.js';
import type { Subgraph, SubgraphCall } from '../../schema/kernel/subgraph.js';
import { CheckedOperations } from './checked-operations.js';
import { SpentTokens } from './spent-tokens.js';

export interface SubgraphServerOptions {
  subgraph: Subgraph;
  /** At least 32 bytes, shared with the gateway. */
  actorSecret: Uint8Array;
  /** Whether the subgraph can work now; rejects or is false when it cannot. */
  ready: () => Promise<boolean>;
  /** Told of every failure that the client sees only as INTERNAL. */
  onUnexpectedError: (error: unknown, correlationId: string) => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling, by the gateway's word; set before a route is reached. */
    signedActor: Actor | null;
  }
  interface FastifyContextConfig {
    /** Answers anybody. */
    open?: boolean;
  }
}

/** A request for one operation is text and variables: at most 1,000 subjects (api.md), which is far below this. */
const MAXIMUM_OPERATION_BYTES = 4 * 1024 * 1024;

/** No gateway waits longer (`GATEWAY_REQUEST_TIMEOUT_MS`, at most). */
const LONGEST_CALL_MS = 600_000;

/** A connection on which nothing moves for so long is cut; no statement runs half as long. */
const SILENCE_MS = 120_000;

const operationSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/**
 * One subgraph in a process of its own: `POST /graphql`, the paths of its files, `/health/live` and `/health/ready`.
 * Nobody but the gateway is answered, introspection and unknown paths included: every call carries the actor that the
 * gateway has signed for this subgraph and this call (`Authorization: Bearer …`), and nothing of a body is read before.
 * Answers are the same JSON as in-process. Not listening yet.
 */
export function subgraphServer(options: SubgraphServerOptions): FastifyInstance {
  const server = Fastify({
    bodyLimit: MAXIMUM_OPERATION_BYTES,
    connectionTimeout: SILENCE_MS,
    forceCloseConnections: 'idle',
  });
  admitGateway(server, options);
  answerErrors(server, options);
  server.setNotFoundHandler(() => {
    throw new DomainError('NOT_FOUND');
  });
  addHealth(server, options.ready);
  void server.register(async (graph) => addGraph(graph, options));
  const { files } = options.subgraph;
  if (files) void server.register(async (scope) => addFiles(scope, files));
  return server;
}

function admitGateway(server: FastifyInstance, { subgraph, actorSecret }: SubgraphServerOptions): void {
  const spent = new SpentTokens(systemClock);
  server.decorateRequest('signedActor', null);
  server.addHook('onRequest', (request, _reply, next) => {
    if (request.routeOptions.config.open) return next();
    try {
      const token = bearerToken(request.headers.authorization) ?? '';
      const { actor, id, refusedFrom } = readActorToken(token, subgraph.name, actorSecret);
      if (!spent.spend(id, refusedFrom)) throw new Error('The token has been shown before.');
      request.signedActor = actor;
    } catch (cause) {
      return next(new DomainError('UNAUTHENTICATED', { cause }));
    }
    next();
  });
}

function addHealth(server: FastifyInstance, ready: SubgraphServerOptions['ready']): void {
  const open = { config: { open: true } };
  server.get('/health/live', open, async () => ({ status: 'UP' }));
  server.get('/health/ready', open, async (_request, reply) => {
    const isReady = await ready().catch(() => false);
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'UP' : 'DOWN' });
  });
}

function addGraph(server: FastifyInstance, options: SubgraphServerOptions): void {
  const operations = new CheckedOperations(options.subgraph);
  server.post('/graphql', async (request, reply) => {
    const correlationId = correlationIdOf(request);
    const actor = callerOf(request);
    const operation = operationSchema.safeParse(request.body);
    if (!operation.success) throw new DomainError('BAD_USER_INPUT', { message: 'Send JSON with a "query".' });
    const call = { actor, correlationId, signal: endSignal(request, reply) };
    const result = await run(operation.data, { call, operations, subgraph: options.subgraph });
    reportUnexpected(result, correlationId, options);
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(result));
  });
}

interface Run {
  call: SubgraphCall;
  operations: CheckedOperations;
  subgraph: Subgraph;
}

async function run(
  { query, variables, operationName }: z.infer<typeof operationSchema>,
  { call, operations, subgraph }: Run,
): Promise<SubgraphResult> {
  const checked = operations.check(query);
  if ('errors' in checked) return { errors: checked.errors.map((error) => toClientError(error, call.correlationId)) };
  return executeSubgraph(
    subgraph,
    { document: checked.document, variables: variables ?? null, operationName: operationName ?? null },
    call,
  );
}

function addFiles(server: FastifyInstance, files: FileHandler): void {
  // The handler reads the stream itself, whatever its type and size.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _body, done) => done(null));
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const actor = callerOf(request);
    const url = new URL(request.url, 'http://subgraph');
    const isUpload = request.method === 'POST';
    const response = await files({
      method: isUpload ? 'POST' : 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: passedHeaders(request),
      body: isUpload ? request.raw : null,
      actor,
      correlationId: correlationIdOf(request),
    });
    return reply.code(response.status).headers(response.headers).send(response.body);
  };
  for (const url of ['/massivo-files', '/massivo-files/*', '/requests/*', '/certificates/*', '/agreements/*']) {
    server.route({ method: ['GET', 'POST'], url, handler: serve });
  }
}

function callerOf({ signedActor }: FastifyRequest): Actor {
  if (signedActor === null) throw new DomainError('UNAUTHENTICATED');
  return signedActor;
}

/** The gateway's own id, so that one call has one id in every log. */
function correlationIdOf(request: FastifyRequest): string {
  const given = request.headers[CORRELATION_HEADER];
  if (typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given)) return given;
  const id = randomUUID();
  request.headers[CORRELATION_HEADER] = id;
  return id;
}

function passedHeaders({ headers }: FastifyRequest): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of ['content-type', 'content-length'] as const) {
    const value = headers[name];
    if (value !== undefined) passed[name] = value;
  }
  return passed;
}

/** Fires when the caller no longer waits: it has hung up, or its deadline, which it has told, has passed. */
function endSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const told = request.headers[DEADLINE_HEADER];
  const milliseconds = typeof told === 'string' && /^\d{1,7}$/.test(told) ? Number(told) : LONGEST_CALL_MS;
  const timer = setTimeout(() => controller.abort(), Math.min(milliseconds, LONGEST_CALL_MS));
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

function reportUnexpected(result: SubgraphResult, correlationId: string, options: SubgraphServerOptions): void {
  for (const error of result.errors ?? []) {
    if (error.extensions.code === 'INTERNAL') options.onUnexpectedError(error.originalError ?? error, correlationId);
  }
}

function answerErrors(server: FastifyInstance, { onUnexpectedError }: SubgraphServerOptions): void {
  server.setErrorHandler(async (error, request, reply) => {
    const correlationId = correlationIdOf(request);
    const domainError = httpErrorOf(error);
    if (domainError.code === 'INTERNAL') onUnexpectedError(domainError.cause ?? domainError, correlationId);
    return reply.code(domainError.httpStatus).send(domainError.toBody(correlationId));
  });
}

function httpErrorOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return new DomainError('PAYLOAD_TOO_LARGE');
  if (status === 415) return new DomainError('UNSUPPORTED_MEDIA_TYPE', { message: 'Send application/json.' });
  return typeof status === 'number' && status < 500
    ? new DomainError('BAD_USER_INPUT', { cause: error })
    : new DomainError('INTERNAL', { cause: error });
}
