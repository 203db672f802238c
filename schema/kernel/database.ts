import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PrismaClient } from '../prisma/generated/client.js';
import { COLUMN_TYPES, databaseClient, type DatabaseClient, type StatementListener } from './database-client.js';
import { Notifications, type NotificationHandler } from './database-notifications.js';
import { prismaOn } from './database-prisma.js';
import {
  inTransaction,
  queriesOn,
  type Queries,
  type Rows,
  type Sql,
  type TransactionOptions,
} from './database-session.js';

export {
  isConnectionLoss,
  isExclusionViolation,
  isLockTimeout,
  isSerializationFailure,
  isStatementTimeout,
  isUniqueViolation,
} from './database-errors.js';
export type { NotificationHandler, Queries, Rows, Sql, StatementListener, TransactionOptions };

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at most; whoever finds none free waits up to five seconds. */
  readonly poolSize?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** How long one statement may run unless its transaction says otherwise, in milliseconds. */
  readonly statementTimeoutMs?: number;
}

/**
 * The database as the product sees it. Prisma and SQL share one pool. Outside `transaction` each statement stands
 * alone. `date` values are `YYYY-MM-DD`, `bigint` values numbers.
 */
export interface Database extends Queries {
  readonly prisma: PrismaClient;
  /** For the metrics: `totalCount`, `idleCount`, `waitingCount`. */
  readonly pool: pg.Pool;
  transaction<T>(run: (sql: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Hears NOTIFY on a channel: a hint, never the truth. @returns a function that stops listening. */
  listen(channel: string, handler: NotificationHandler): Promise<() => Promise<void>>;
  /** Hears the text of every statement sent. @returns a function that stops it. */
  onStatement(listener: StatementListener): () => void;
  /** Waits for what is under way, ten seconds unless told otherwise; then cuts it off. */
  close(deadlineMs?: number): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_DEADLINE_MS = 10_000;
const CUT_PATIENCE_MS = 1_000;
/** A transaction whose code has stopped talking gives up its locks. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** Opens nothing yet: the first statement does. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, poolSize = 20, applicationName = 'casellario-bridge', statementTimeoutMs = 30_000 } = options;
  const connection: pg.ClientConfig = {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // Prisma's adapter replaces a timestamp's offset by +00:00 instead of converting it: it must already be UTC.
    options: '-c TimeZone=UTC',
  };
  const listeners = new Set<StatementListener>();
  const connections = new Set<DatabaseClient>();
  const pool = new pg.Pool({
    ...connection,
    max: poolSize,
    types: COLUMN_TYPES,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    Client: databaseClient({ listeners, connections }),
  });
  pool.on('error', () => undefined); // an idle connection was lost: the pool has dropped it already
  const notifications = new Notifications({
    ...connection,
    application_name: `${applicationName} listen`,
    query_timeout: CONNECT_TIMEOUT_MS,
  });
  const prisma = prismaOn(pool);
  let closing: Promise<unknown> | undefined;

  return {
    ...queriesOn(pool),
    prisma,
    pool,
    transaction: (run, transactionOptions = {}) => inTransaction(pool, run, transactionOptions),
    listen: (channel, handler) => notifications.listen(channel, handler),
    onStatement(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close(deadlineMs = CLOSE_DEADLINE_MS) {
      closing ??= Promise.all([prisma.$disconnect(), notifications.close(), endPool(pool, connections, deadlineMs)]);
      return closing.then(() => undefined);
    },
  };
}

/** A connection still in use at the deadline is cut; the server rolls its transaction back. */
async function endPool(pool: pg.Pool, connections: ReadonlySet<DatabaseClient>, deadlineMs: number): Promise<void> {
  const late = setTimeout(() => connections.forEach((connection) => connection.cut()), deadlineMs);
  // Whoever never gives a cut connection back must not hold up the end.
  const abandoned = sleep(deadlineMs + CUT_PATIENCE_MS, undefined, { ref: false });
  await Promise.race([pool.end(), abandoned]);
  clearTimeout(late);
}
