import path from 'node:path';
import { openDatabase, type Database } from '../../schema/kernel/database.js';
import { migrateDatabase } from '../../schema/kernel/migrate.js';
import { startEmbeddedPostgres } from '../../schema/kernel/postgres/embedded-postgres.js';
import type { Config } from '../config.js';

/** The role that the product runs as: it cannot alter the audit log. */
export const RUNTIME_ROLE = 'bridge_app';
const DATABASE = 'casellario_bridge';

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

async function openEmbedded({ dataDir }: Config): Promise<Store> {
  const server = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres') });
  try {
    const runtimeRole = { name: RUNTIME_ROLE, password: server.passwordOf(RUNTIME_ROLE) };
    await migrateDatabase({ ownerUrl: server.url(DATABASE), runtimeRole });
    const database = openDatabase({ url: server.url(DATABASE, RUNTIME_ROLE) });
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

async function openExternal({ databaseOwnerUrl }: Config, url: string): Promise<Store> {
  await migrateDatabase({ ownerUrl: databaseOwnerUrl ?? url, ...runtimeRoleOf(url) });
  const database = openDatabase({ url });
  return { database, kind: 'external', close: () => database.close() };
}

/** The role in the URL that the product runs with. */
export function runtimeRoleOf(url: string): { runtimeRole?: { name: string; password: string } } {
  const { username, password } = new URL(url);
  if (username === '') return {};
  return { runtimeRole: { name: decodeURIComponent(username), password: decodeURIComponent(password) } };
}
