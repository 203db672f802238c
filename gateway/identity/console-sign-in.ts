import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { DomainError } from '../../schema/kernel/domain-error.js';

/** What the console has to know before it can sign anybody in. */
export interface ConsoleSignInFacts {
  /** The OpenID provider, by its discovery. */
  authority: string;
  clientId: string;
  /** With spaces between them. */
  scope: string;
  /** Resource indicator to send (RFC 8707); `null`: none. */
  resource: string | null;
  /** Whether it is the provider of the development set-up. */
  development: boolean;
}

/** `null`: this instance has no sign-in for the console. */
export type ConsoleSignInOf = (request: FastifyRequest) => ConsoleSignInFacts | null;

/** `GET /console/config.json`. */
export function consoleSignInRoutes(factsFor: ConsoleSignInOf): FastifyPluginCallback {
  return (app, _options, done) => {
    app.get('/console/config.json', (request, reply) => {
      const facts = factsFor(request);
      if (facts === null) throw new DomainError('NOT_FOUND');
      return reply.header('cache-control', 'no-store').send(facts);
    });
    done();
  };
}
