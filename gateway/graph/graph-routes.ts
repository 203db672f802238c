import type { ApolloServer, BaseContext } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { Actor } from '../../schema/kernel/actor.js';
import { deprecationHeaders } from '../../schema/kernel/deprecation-headers.rules.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { stampErrors } from '../errors/client-error.js';
import { createErrorHandler, graphShape } from '../errors/http-error.js';
import { Deadline } from '../execution/deadline.js';
import type { GraphCall, GraphContext } from '../execution/graph-call.js';
import { GuardedBody } from '../guarded-body.js';
import type { Identify } from '../identity/identify.js';
import type { Logger } from '../telemetry/logger.js';
import { CheckedTexts } from '../protection/limits/checked-texts.js';
import { GRAPH_BODY_DEADLINE_MS, MAX_GRAPH_BODY_BYTES } from '../protection/limits/limits.js';
import type { OperationList } from '../protection/operations/operation-list.js';
import { checkPersistedQuery } from '../protection/operations/persisted-query.rules.js';
import { graphPoints, type RateLimits } from '../protection/rate-limits/rate-limits.js';

export interface GraphRoutesParts {
  apollo: ApolloServer<GraphContext & BaseContext>;
  identify: Identify;
  requestTimeoutMs: number;
  logger: Logger;
  /** The only operations that are served; `null`: all that fit the graph (development). */
  operations: OperationList | null;
  /** `null`: callers may ask as much as they like. */
  rateLimits: RateLimits | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the caller is known. */
    graphCall: GraphCall | null;
  }
}

/** `POST /graphql`, and `GET /graphql` for persisted queries. */
export function graphRoutes(parts: GraphRoutesParts): FastifyPluginCallback {
  const { apollo, identify, requestTimeoutMs, logger, operations, rateLimits } = parts;
  const texts = new CheckedTexts();
  return (app, _options, done) => {
    app.removeContentTypeParser('text/plain');
    app.setErrorHandler(createErrorHandler(logger, { shape: graphShape, mediaType: 'application/json' }));
    app.decorateRequest('graphCall', null);
    app.addHook('onRequest', async (request, reply) => {
      refuseOddRequests(request);
      const actor = await identify(request.headers.authorization, request.raw);
      request.facts.actorKind = actor.kind;
      rateLimits?.caller(actor, graphPoints(0));
      request.graphCall = startCall(request, reply, { actor, requestTimeoutMs });
    });
    app.addHook('preParsing', (request, _reply, payload, next) => {
      // Most bodies have come along with the headers; the others are not waited for without end.
      next(null, request.raw.complete ? payload : new GuardedBody(request.raw, BODY_LIMITS));
    });
    app.addHook('preHandler', (request, _reply, next) => {
      const { query: text, extensions } = (request.body ?? {}) as { query?: unknown; extensions?: unknown };
      checkPersistedQuery(text, extensions);
      if (typeof text === 'string') {
        texts.check(text);
        operations?.check(text);
      }
      next();
    });
    app.addHook('onSend', (request, reply, payload, next) => {
      reply.header('cache-control', 'no-store');
      const { graphCall } = request;
      if (graphCall?.deprecation) reply.headers(deprecationHeaders(graphCall.deprecation));
      next(null, graphCall === null || graphCall.errorsStamped ? payload : stamped(payload, request.id));
    });
    app.addHook('onResponse', ({ graphCall }, _reply, next) => {
      // Known only once the operation was looked at; one point was paid at the door.
      if (graphCall) rateLimits?.charge(graphCall.actor, graphPoints(graphCall.cost) - graphPoints(0));
      next();
    });
    void app.register(fastifyApollo(apollo), {
      path: '/graphql',
      method: ['GET', 'POST'],
      context: (request) => Promise.resolve({ call: callOfRequest(request) }),
    });
    done();
  };
}

/** The parser counts the bytes as well, and says so first. */
const BODY_LIMITS = {
  maxBytes: 2 * MAX_GRAPH_BODY_BYTES,
  idleMs: GRAPH_BODY_DEADLINE_MS,
  totalMs: GRAPH_BODY_DEADLINE_MS,
};

function refuseOddRequests(request: FastifyRequest): void {
  // Queries in URLs end up in the logs of every proxy on the way, with the data that stands in them.
  if (request.method === 'GET' && (request.query as Record<string, unknown>).query !== undefined) {
    throw new DomainError('METHOD_NOT_ALLOWED');
  }
  // The integration builds a URL from the Host header, and would fail on one that is none.
  if (!URL.canParse(`http://${request.hostname}/`)) throw new DomainError('BAD_REQUEST');
}

function callOfRequest({ graphCall }: FastifyRequest): GraphCall {
  if (graphCall === null) throw new Error('A request to the graph reached Apollo before its caller was known.');
  return graphCall;
}

function startCall(
  request: FastifyRequest,
  reply: FastifyReply,
  { actor, requestTimeoutMs }: { actor: Actor; requestTimeoutMs: number },
): GraphCall {
  const deadline = new Deadline(requestTimeoutMs);
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) deadline.abort(new DomainError('REQUEST_INCOMPLETE'));
    deadline.end();
  });
  const { id: correlationId, facts } = request;
  const unmarked = { errorsStamped: false, cost: 0, deprecation: null };
  return { actor, correlationId, deadline, facts, subgraphContexts: new Map(), ...unmarked };
}

/** Errors of requests that never became an operation come without the plugin's care: not JSON, blocked as CSRF. */
function stamped(body: unknown, correlationId: string): unknown {
  if (typeof body !== 'string') return body;
  const { errors = [] } = JSON.parse(body) as { errors?: GraphQLFormattedError[] };
  return `${JSON.stringify({ errors: stampErrors(errors, correlationId) })}\n`;
}
