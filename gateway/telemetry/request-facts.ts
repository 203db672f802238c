import type { FastifyInstance } from 'fastify';
import type { Actor } from '../../schema/kernel/actor.js';
import { CORRELATION_HEADER } from '../../schema/kernel/subgraph-http.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** What is learnt about a request on its way and logged at its end, and nothing else. */
export interface RequestFacts {
  actorKind: Actor['kind'] | null;
  operationName: string | null;
  errorCodes: Set<string>;
  startedAt: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    facts: RequestFacts;
  }
}

const MAX_OPERATION_NAME = 64;
/** Label of requests that no route matches: their paths are the caller's choice. */
const NO_ROUTE = 'none';

/** Gives every answer its correlation id, and every request one log entry and its place in the metrics. */
export function keepRequestFacts(app: FastifyInstance, logger: Logger, metrics: Metrics): void {
  // Filled in by the hook below, before anybody can ask.
  app.decorateRequest('facts', null as unknown as RequestFacts);
  app.addHook('onRequest', (request, reply, next) => {
    request.facts = newFacts();
    reply.header(CORRELATION_HEADER, request.id).header('x-content-type-options', 'nosniff');
    next();
  });
  app.addHook('onResponse', (request, reply, next) => {
    const { method, id: correlationId, facts } = request;
    const route = request.is404 ? NO_ROUTE : (request.routeOptions.url ?? NO_ROUTE);
    tellRequest({ method, route, status: reply.statusCode, correlationId, facts }, { logger, metrics });
    next();
  });
}

export function newFacts(): RequestFacts {
  return { actorKind: null, operationName: null, errorCodes: new Set(), startedAt: performance.now() };
}

/** A request that has been answered: its log entry and its place in the metrics. */
export function tellRequest(
  request: { method: string; route: string; status: number; correlationId: string; facts: RequestFacts },
  { logger, metrics }: { logger: Logger; metrics: Metrics },
): void {
  const { method, route, status, correlationId, facts } = request;
  const { actorKind, operationName, errorCodes, startedAt } = facts;
  const milliseconds = performance.now() - startedAt;
  metrics.requestEnded({ method, route, status, seconds: milliseconds / 1_000 });
  logger.info({
    method,
    route,
    status,
    durationMs: Math.round(milliseconds),
    correlationId,
    ...(actorKind && { actor: actorKind }),
    ...(operationName && { operation: operationName.slice(0, MAX_OPERATION_NAME) }),
    ...(errorCodes.size > 0 && { errors: [...errorCodes] }),
  });
}
