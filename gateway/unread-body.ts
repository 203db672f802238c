import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const LINGER_MS = 5_000;

/**
 * An answer may be ready before the body has come (no sign-in, too large, refused). Closing the connection then resets
 * it, and the client that is still sending never sees the answer. So the rest is read and thrown away, for a while.
 */
export function readOnAfterEarlyAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', ({ raw }, _reply, next) => {
    if (raw.complete === false && !raw.destroyed) readOn(raw);
    next();
  });
}

/** What is left of the body is read and thrown away, for a while. */
export function readOn(request: IncomingMessage): void {
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  const done = (): void => {
    clearTimeout(timer);
    request.off('end', done);
    socket.off('close', done);
  };
  request.on('end', done).on('error', done).resume();
  // Once it has been answered, a request is no longer told that its connection was closed.
  socket.on('close', done);
}
