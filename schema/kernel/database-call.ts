import { connect, type Socket } from 'node:net';
import type pg from 'pg';
import type { Database } from './database.js';
import { queriesOn, type Queries } from './database-session.js';
import { DomainError } from './domain-error.js';

/**
 * The database for one call: a statement of it that is under way when the signal fires, because the deadline has come or
 * the caller is gone, is cancelled on the server. Statements that stand alone only; a transaction is ended by whoever
 * began it, so that what decides is never cut in two. Nothing is asked of the server beforehand: a timeout set for
 * each statement would take a round trip each, a listener on the signal takes none.
 *
 * @throws DomainError DEADLINE_EXCEEDED from statements, when the signal has fired
 */
export function databaseForCall(database: Database, signal: AbortSignal | undefined): Database {
  if (!signal) return database;
  const run = <T>(send: (queries: Queries) => Promise<T>): Promise<T> => untilAborted(database.pool, signal, send);
  return {
    ...database,
    query: (text, params) => run((queries) => queries.query(text, params)),
    rows: <T>(text: string, params?: readonly unknown[]) => run((queries) => queries.rows<T>(text, params)),
    one: <T>(text: string, params?: readonly unknown[]) => run((queries) => queries.one<T>(text, params)),
  };
}

async function untilAborted<T>(pool: pg.Pool, signal: AbortSignal, send: (queries: Queries) => Promise<T>): Promise<T> {
  if (signal.aborted) throw new DomainError('DEADLINE_EXCEEDED');
  const client = await pool.connect();
  const cancel = (): void => cancelStatement(client);
  try {
    if (signal.aborted as boolean) throw new DomainError('DEADLINE_EXCEEDED');
    signal.addEventListener('abort', cancel, { once: true });
    return await send(queriesOn(client));
  } catch (error) {
    throw signal.aborted ? new DomainError('DEADLINE_EXCEEDED', { cause: error }) : error;
  } finally {
    signal.removeEventListener('abort', cancel);
    // A cancellation that comes late would strike the next statement: its connection has none.
    client.release(signal.aborted);
  }
}

const CANCEL_REQUEST = 80_877_102;
const CANCEL_PATIENCE_MS = 5_000;

interface BackendKey {
  host: string;
  port: number;
  processID: number;
  secretKey: number;
}

/**
 * PostgreSQL's CancelRequest, on a connection of its own: the pool may have none left. The server reads it without TLS and
 * without a sign-in, knows the backend by its secret and answers nothing; whether it came in time, nobody needs to know.
 */
function cancelStatement(client: pg.PoolClient): void {
  const { host, port, processID, secretKey } = client as unknown as BackendKey;
  const request = Buffer.alloc(16);
  [request.length, CANCEL_REQUEST, processID, secretKey].forEach((value, index) =>
    request.writeInt32BE(value | 0, index * 4),
  );
  const socket: Socket = host.startsWith('/') ? connect({ path: `${host}/.s.PGSQL.${port}` }) : connect({ host, port });
  socket.unref();
  socket.setTimeout(CANCEL_PATIENCE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy()); // the statement's own limit ends it then
  socket.on('connect', () => socket.end(request));
  socket.resume();
}
