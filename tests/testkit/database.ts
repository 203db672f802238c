import { openDatabase, type Database } from '../../schema/kernel/database.js';

export interface TestDatabase {
  /** The superuser of the tests' server. */
  ownerUrl: string;
  /** The role the product runs as: it cannot change the transition log. */
  appUrl: string;
  /** Opened as the product opens it, with the product's role. */
  database: Database;
  /** Closes `database` and removes it on the server, whoever else is still connected. */
  drop(): Promise<void>;
}

/** A database of its own for one test file: all migrations, no rows. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { name, ownerUrl, appUrl } = await broker('POST', '/databases');
  const database = openDatabase({ url: appUrl, poolSize: 10, applicationName: name, statementTimeoutMs: 60_000 });
  return {
    ownerUrl,
    appUrl,
    database,
    async drop() {
      await database.close();
      await broker('DELETE', `/databases/${name}`);
    },
  };
}

/** A database without any table, for the tests of migrations. */
export async function createEmptyDatabase(): Promise<Pick<TestDatabase, 'ownerUrl' | 'appUrl' | 'drop'>> {
  const { name, ownerUrl, appUrl } = await broker('POST', '/databases/empty');
  return { ownerUrl, appUrl, drop: () => broker('DELETE', `/databases/${name}`).then(() => undefined) };
}

interface BrokerAnswer {
  name: string;
  ownerUrl: string;
  appUrl: string;
}

async function broker(method: 'POST' | 'DELETE', path: string): Promise<BrokerAnswer> {
  const url = process.env['TEST_DATABASE_BROKER'];
  if (url === undefined) throw new Error('Tests that need a database run under Jest with its global set-up.');
  // The first call waits for the server's start and the migrations, some five seconds on two busy cores.
  const response = await fetch(url + path, { method, signal: AbortSignal.timeout(220_000) });
  const answer = (await response.json()) as BrokerAnswer & { message?: string };
  if (!response.ok) throw new Error(answer.message);
  return answer;
}
