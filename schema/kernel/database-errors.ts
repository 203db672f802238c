/** What a failed statement means. Errors of `pg`, of Node's sockets and of Prisma are all understood. */

/** SQLSTATEs that mean the session is gone or none is to be had: shutdown, crash, starting up, too many, idle too long. */
const LOST_SESSION_STATES = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '25P03', '25P04']);
const SOCKET_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH'],
  ...['ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN'],
]);
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2037']);
/** `pg` gives these no code. */
const PG_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;
const DRIVER_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

/** The database could not be reached or went away: nothing is known of what a statement under way has done. */
export function isConnectionLoss(error: unknown): boolean {
  return inChain(error, ({ code, message, kind }) => {
    if (typeof code === 'string') {
      if (SOCKET_CODES.has(code) || PRISMA_CODES.has(code) || LOST_SESSION_STATES.has(code)) return true;
      if (/^08[0-9A-Z]{3}$/.test(code)) return true;
    }
    if (typeof kind === 'string' && DRIVER_KINDS.has(kind)) return true;
    return typeof message === 'string' && PG_MESSAGES.test(message);
  });
}

/** A lock was not to be had within `lock_timeout`, or at once under NOWAIT. */
export function isLockTimeout(error: unknown): boolean {
  return hasSqlState(error, '55P03');
}

/** A statement ran longer than `statement_timeout`, or was cancelled. */
export function isStatementTimeout(error: unknown): boolean {
  return hasSqlState(error, '57014');
}

/** Another transaction has changed since the snapshot what this one was to change. */
export function isSerializationFailure(error: unknown): boolean {
  return hasSqlState(error, '40001');
}

/** A row with that key is there already; with a name, only if that constraint or unique index says so. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return inChain(error, (link) => {
    if (link.code !== '23505' && link.originalCode !== '23505') return false;
    return constraint === undefined || constraintOf(link) === constraint;
  });
}

/** A row would stand in a period, or another range, that an exclusion constraint keeps for one row. */
export function isExclusionViolation(error: unknown): boolean {
  return hasSqlState(error, '23P01');
}

function hasSqlState(error: unknown, state: string): boolean {
  return inChain(error, ({ code, originalCode }) => code === state || originalCode === state);
}

interface ErrorLink {
  code?: unknown;
  message?: unknown;
  kind?: unknown;
  constraint?: unknown;
  originalCode?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
}

/** `pg` names the constraint; Prisma's driver adapter has it as `{ index }`. */
function constraintOf({ constraint }: ErrorLink): unknown {
  return typeof constraint === 'object' && constraint !== null ? (constraint as { index?: unknown }).index : constraint;
}

/** Walks `cause` and Prisma's `meta.driverAdapterError`, where it keeps what the database said. */
function inChain(error: unknown, matches: (link: ErrorLink) => boolean): boolean {
  let link = error;
  for (let depth = 0; depth < 6 && typeof link === 'object' && link !== null; depth += 1) {
    const current = link as ErrorLink;
    if (matches(current)) return true;
    link = current.cause ?? current.meta?.driverAdapterError;
  }
  return false;
}
