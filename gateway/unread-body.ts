import type { FastifyInstance } from 'fastify';

const LINGER_MS = 5_000;

/**
 * An answer may be ready before the body has come (no sign-in, too large, refused). Closing the connection then resets
 * it, and the client that is still sending never sees the answer. So the rest is read and thrown away, for a while.
 */
export function readOnAfterEarlyAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', (request, _reply, next) => {
    const { raw } = request;
    if (!raw.complete && !raw.destroyed) {
      const timer = setTimeout(() => raw.destroy(), LINGER_MS);
      raw.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer));
      raw.on('error', () => undefined).resume();
    }
    next();
  });
}
