import type { FastifyPluginCallback } from 'fastify';
import { DomainError } from '../../schema/kernel/domain-error.js';
import type { Identify } from '../identity/identify.js';
import type { Metrics } from './metrics.js';
import { createReadiness, type Dependency } from './readiness.js';

export interface TelemetryParts {
  identify: Identify;
  metrics: Metrics;
  dependencies: readonly Dependency[];
  /** Whether the process is on its way out: then it is alive but no longer ready. */
  stopping: () => boolean;
}

/** `/health/live` and `/health/ready` for anyone, `/metrics` for operations. */
export function telemetryRoutes({ identify, metrics, dependencies, stopping }: TelemetryParts): FastifyPluginCallback {
  const readiness = createReadiness(dependencies);
  return (app, _options, done) => {
    app.get('/health/live', () => ({ status: 'alive' }));
    app.get('/health/ready', async (_request, reply) => {
      if (stopping()) return reply.code(503).send({ status: 'stopping', dependencies: [] });
      const state = await readiness();
      return reply.code(state.status === 'ready' ? 200 : 503).send(state);
    });
    app.get('/metrics', async (request, reply) => {
      const actor = await identify(request.headers.authorization, request.raw);
      request.facts.actorKind = actor.kind;
      if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
      if (actor.kind !== 'operations') throw new DomainError('FORBIDDEN');
      return reply.type(metrics.contentType).send(await metrics.text());
    });
    done();
  };
}
