import path from 'node:path';
import { openDatabase, type Database } from '../../schema/kernel/database.js';
import { migrateDatabase } from '../../schema/kernel/migrate.js';
import { startEmbeddedPostgres } from '../../schema/kernel/postgres/embedded-postgres.js';
import type { Config } from '../config.js';

/** The role that the product runs as: it cannot alter the audit log. */
export const RUNTIME_ROLE = 'bridge_app';
const DATABASE = 'casellario_bridge';

/** Upkeep runs on the same connections and must get somewhere, however little time a request is given. */
const LEAST_STATEMENT_MS = 5_000;
const MOST_STATEMENT_MS = 30_000;
const OWNER_STATEMENT_MS = 600_000;

export interface Store {
  database: Database;
  /** Says what is there, for the log. */
  kind: 'embedded' | 'external';
  close(): Promise<void>;
}

/**
 * The database, migrated and open: the one of `DATABASE_URL` or, in development, an embedded server on `DATA_DIR`.
 * Migrations run as the owner; the product itself runs as a role with fewer rights wherever two roles are configured.
 */
export async function openStore(config: Config): Promise<Store> {
  return config.databaseUrl === null ? openEmbedded(config) : openExternal(config, config.databaseUrl);
}

/**
 * No statement outlives the longest request, or five seconds: the limit for what nobody waits for, and for transactions,
 * which say themselves when they must end sooner. What a call reads is cancelled with it (database-call.ts).
 */
function statementTimeoutMs({ requestTimeoutMs }: Config): number {
  return Math.min(MOST_STATEMENT_MS, Math.max(LEAST_STATEMENT_MS, requestTimeoutMs));
}

async function openEmbedded(config: Config): Promise<Store> {
  const server = await startEmbeddedPostgres({ dataDir: path.join(config.dataDir, 'postgres') });
  try {
    const runtimeRole = { name: RUNTIME_ROLE, password: server.passwordOf(RUNTIME_ROLE) };
    await migrateDatabase({ ownerUrl: server.url(DATABASE), runtimeRole });
    const database = openDatabase({
      url: server.url(DATABASE, RUNTIME_ROLE),
      statementTimeoutMs: statementTimeoutMs(config),
    });
    const close = async (): Promise<void> => {
      await database.close();
      await server.stop();
    };
    return { database, kind: 'embedded', close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * The same database with the role that owns its tables, for what the product itself may not do: keys are rotated so.
 * Statements may take minutes.
 */
export async function openOwnerStore(config: Config): Promise<Store> {
  const open = (url: string): Database =>
    openDatabase({
      url,
      poolSize: 4,
      applicationName: 'casellario-bridge owner',
      statementTimeoutMs: OWNER_STATEMENT_MS,
    });
  if (config.databaseUrl !== null) {
    const ownerUrl = config.databaseOwnerUrl ?? config.databaseUrl;
    await migrateDatabase({ ownerUrl, ...runtimeRoleOf(config.databaseUrl) });
    const database = open(ownerUrl);
    return { database, kind: 'external', close: () => database.close() };
  }
  const server = await startEmbeddedPostgres({ dataDir: path.join(config.dataDir, 'postgres') });
  await migrateDatabase({
    ownerUrl: server.url(DATABASE),
    runtimeRole: { name: RUNTIME_ROLE, password: server.passwordOf(RUNTIME_ROLE) },
  });
  const database = open(server.url(DATABASE));
  const close = async (): Promise<void> => {
    await database.close();
    await server.stop();
  };
  return { database, kind: 'embedded', close };
}

async function openExternal(config: Config, url: string): Promise<Store> {
  await migrateDatabase({ ownerUrl: config.databaseOwnerUrl ?? url, ...runtimeRoleOf(url) });
  const database = openDatabase({ url, statementTimeoutMs: statementTimeoutMs(config) });
  return { database, kind: 'external', close: () => database.close() };
}

/** The role in the URL that the product runs with. */
export function runtimeRoleOf(url: string): { runtimeRole?: { name: string; password: string } } {
  const { username, password } = new URL(url);
  if (username === '') return {};
  return { runtimeRole: { name: decodeURIComponent(username), password: decodeURIComponent(password) } };
}
