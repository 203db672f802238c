import pg from 'pg';

/** Told the text of each statement as it is sent; texts hold no values, those travel as parameters. */
export type StatementListener = (sqlText: string) => void;

/** How values come back: as PostgreSQL means them, whatever the time zone of this process. */
export const COLUMN_TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === pg.types.builtins.DATE) return (text: string) => text;
    if (format !== 'binary' && oid === pg.types.builtins.INT8) return safeInteger;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

export interface DatabaseClient extends pg.Client {
  /** Drops the connection at once, whatever is under way. */
  cut(): void;
}

export interface ClientObservers {
  readonly listeners: ReadonlySet<StatementListener>;
  /** Kept by the clients themselves: all that are connected. */
  readonly connections: Set<DatabaseClient>;
}

/**
 * The class of a pool's clients: every statement passes through it, Prisma's and COPY included, so counting and
 * masking are done here, once.
 */
export function databaseClient({ listeners, connections }: ClientObservers): new () => DatabaseClient {
  return class extends pg.Client implements DatabaseClient {
    constructor(config?: pg.ClientConfig) {
      super(config);
      // A connection lost while nothing is under way: the next statement says so. Unheard, it would end the process.
      this.on('error', () => undefined);
      this.on('connect', () => connections.add(this));
      this.on('end', () => connections.delete(this));
      this.connection.on('errorMessage', maskValues); // heard before the client makes a rejection of it

      const query = this.query.bind(this) as (...args: unknown[]) => unknown;
      this.query = ((...args: unknown[]) => {
        if (listeners.size > 0) for (const listener of listeners) listener(textOf(args[0]));
        return query(...args);
      }) as typeof this.query;
    }

    cut(): void {
      this.connection.stream.destroy();
    }
  };
}

/**
 * an error's detail, context and, for bad values (SQLSTATE class 22), its very sentence quote what was sent. What
 * is left (code, table, column, constraint) says enough.
 */
function maskValues(error: pg.DatabaseError): void {
  error.detail = undefined;
  error.where = undefined;
  error.internalQuery = undefined;
  if (!error.code?.startsWith('22')) return;
  error.message = `a value was refused (SQLSTATE ${error.code})`;
  Error.captureStackTrace(error);
}

/** A string, `{ text }`, or a prepared stream such as COPY, which also bears its text. */
function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  return (statement as { text?: string } | undefined)?.text ?? '';
}

/** Counts and keys here stay far below 2^53; beyond it a rounded number would be worse than an error. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a bigint of the database exceeds 2^53');
  return value;
}
