import type { ApolloServer, BaseContext } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { deprecationHeaders } from '../../schema/kernel/deprecation-headers.rules.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { createErrorHandler, graphShape } from '../errors/http-error.js';
import type { GraphCall, GraphContext } from '../execution/graph-call.js';
import { GuardedBody } from '../guarded-body.js';
import type { Identify } from '../identity/identify.js';
import type { Logger } from '../telemetry/logger.js';
import type { CheckedTexts } from '../protection/limits/checked-texts.js';
import { GRAPH_BODY_DEADLINE_MS, MAX_GRAPH_BODY_BYTES } from '../protection/limits/limits.js';
import type { OperationList } from '../protection/operations/operation-list.js';
import { graphPoints, type RateLimits } from '../protection/rate-limits/rate-limits.js';
import { checkBody, stamped, startCall, type CallSettings } from './graph-request.js';

export interface GraphRoutesParts extends CallSettings {
  apollo: ApolloServer<GraphContext & BaseContext>;
  identify: Identify;
  logger: Logger;
  texts: CheckedTexts;
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
  const { apollo, identify, logger, texts, operations, rateLimits } = parts;
  return (app, _options, done) => {
    app.removeContentTypeParser('text/plain');
    app.setErrorHandler(createErrorHandler(logger, { shape: graphShape, mediaType: 'application/json' }));
    app.decorateRequest('graphCall', null);
    app.addHook('onRequest', async (request, reply) => {
      refuseOddRequests(request);
      const actor = await identify(request.headers.authorization, request.raw);
      request.facts.actorKind = actor.kind;
      rateLimits?.caller(actor, graphPoints(0));
      const { id: correlationId, facts, headers } = request;
      request.graphCall = startCall({ actor, correlationId, facts, headers, response: reply.raw }, parts);
    });
    app.addHook('preParsing', (request, _reply, payload, next) => {
      // Most bodies have come along with the headers; the others are not waited for without end.
      next(null, request.raw.complete ? payload : new GuardedBody(request.raw, BODY_LIMITS));
    });
    app.addHook('preHandler', (request, _reply, next) => {
      checkBody(request.body, { texts, operations });
      next();
    });
    app.addHook('onSend', (request, reply, payload, next) => {
      reply.header('cache-control', 'no-store');
      const { graphCall } = request;
      if (graphCall?.deprecation) reply.headers(deprecationHeaders(graphCall.deprecation));
      next(
        null,
        graphCall === null || graphCall.errorsStamped || typeof payload !== 'string'
          ? payload
          : stamped(payload, request.id),
      );
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
