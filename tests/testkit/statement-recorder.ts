import type pg from 'pg';
import type { Database } from '../../schema/kernel/database.js';

/** A statement as it went to the server. */
export interface SentStatement {
  text: string;
  values: readonly unknown[];
}

export interface StatementRecorder {
  /** What was sent since it was asked last. */
  take(): SentStatement[];
}

/** Listens at the pool, through which Prisma's statements and all others go, with the values that travel beside them. */
export function recordStatements({ pool }: Database): StatementRecorder {
  let sent: SentStatement[] = [];
  const watched = new WeakSet<pg.ClientBase>();
  const watch = (client: pg.ClientBase): void => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      sent.push(statementOf(args));
      return query(...args);
    }) as typeof client.query;
  };
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown;
  pool.connect = ((handOver?: (error: Error | undefined, client: pg.PoolClient | undefined, done: unknown) => void) => {
    if (!handOver) return (connect() as Promise<pg.PoolClient>).then((client) => (watch(client), client));
    return connect((error: Error | undefined, client: pg.PoolClient | undefined, done: unknown) => {
      if (client) watch(client);
      handOver(error, client, done);
    });
  }) as typeof pool.connect;
  return {
    take() {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}

function statementOf([first, second]: unknown[]): SentStatement {
  if (typeof first === 'string') return { text: first, values: Array.isArray(second) ? second : [] };
  const { text = '', values } = first as { text?: string; values?: unknown[] };
  return { text, values: values ?? (Array.isArray(second) ? second : []) };
}
