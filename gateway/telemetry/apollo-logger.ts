import type { Logger } from './logger.js';

/** The logger that Apollo's packages write to. */
export interface ApolloLogger {
  debug(message?: unknown): void;
  info(message?: unknown): void;
  warn(message?: unknown): void;
  error(message?: unknown): void;
}

/**
 * Passes on what Apollo says about itself. It puts messages of other people's errors after a colon, and those may hold
 * data: only the part before it is kept. The errors themselves are logged by `graph-errors.plugin.ts`.
 */
export function createApolloLogger(logger: Logger): ApolloLogger {
  const sentence = (message: unknown): string => `Apollo: ${String(message).split(/[:\n]/, 1)[0] ?? ''}`;
  return {
    debug: (message) => logger.debug(sentence(message)),
    // Its "info" is start-up chatter.
    info: (message) => logger.debug(sentence(message)),
    warn: (message) => logger.warn(sentence(message)),
    error: (message) => logger.error(sentence(message)),
  };
}
