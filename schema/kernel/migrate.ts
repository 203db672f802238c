import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { packageRoot } from './package-root.js';
import { runPrisma } from './prisma-cli.js';
import { grantRuntimeRole, type RuntimeRole } from './runtime-role.js';

export interface MigrateOptions {
  /** Connection string of the role that owns the tables; its database is made if it is missing. */
  readonly ownerUrl: string;
  /** The role the product runs as. Left out, or the owner itself: one role for both, and nothing is granted. */
  readonly runtimeRole?: RuntimeRole;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Longer than Prisma may take, so that whoever waits outlives whoever works. */
const LOCK_DEADLINE_MS = 150_000;
const LOCK_POLL_MS = 50;
/** Any number, ours alone: 'cbmi' read as a 32-bit integer. */
const MIGRATION_LOCK = 0x63626d69;

/**
 * Brings the database to the newest migration and gives the runtime role its rights. Safe from many processes at once:
 * one works, the others wait and find nothing left to do. Takes 20 ms when nothing is pending; Prisma's command line,
 * which takes 3 s, runs only when something is.
 *
 * The runtime role may call it too, without the owner's: it finds out whether something is pending, and fails if so.
 *
 * @returns the migrations applied by this call.
 * @throws Error with Prisma's own words when a migration fails, when the lock cannot be had in time, or when something
 * is pending and the role may not migrate.
 */
export async function migrateDatabase({ ownerUrl, runtimeRole }: MigrateOptions): Promise<{ applied: string[] }> {
  const client = await connectToOwnDatabase(ownerUrl);
  try {
    await takeLock(client);
    const pending = await pendingMigrations(client);
    if (pending.length > 0) {
      await assertMayMigrate(client, pending);
      await deploy(ownerUrl);
    }
    if (runtimeRole !== undefined && runtimeRole.name !== client.user) {
      await grantRuntimeRole({ client, ownerUrl, role: runtimeRole });
    }
    return { applied: pending };
  } finally {
    await client.end(); // gives the lock back
  }
}

async function connectToOwnDatabase(ownerUrl: string): Promise<pg.Client> {
  try {
    return await connect(ownerUrl);
  } catch (error) {
    if (!hasCode(error, '3D000')) throw error;
    await createDatabase(ownerUrl);
    return connect(ownerUrl);
  }
}

async function createDatabase(ownerUrl: string): Promise<void> {
  const url = new URL(ownerUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  const client = await connect(url.toString());
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process was faster: before our check (42P04) or during our statement (23505).
    if (!hasCode(error, '42P04', '23505')) throw error;
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'casellario-bridge migrate',
  });
  client.on('error', () => undefined); // a lost connection also fails the statement under way, which reports it
  await client.connect();
  return client;
}

/**
 * Asks again and again instead of waiting inside PostgreSQL: a waiting statement holds a snapshot, and a migration that
 * builds an index CONCURRENTLY would wait for it in turn.
 */
async function takeLock(client: pg.Client): Promise<void> {
  const deadline = performance.now() + LOCK_DEADLINE_MS;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (performance.now() > deadline) throw new Error('Another process has been migrating this database for too long.');
    await sleep(LOCK_POLL_MS);
  }
}

async function pendingMigrations(client: pg.Client): Promise<string[]> {
  const entries = await readdir(path.join(packageRoot(), 'schema/prisma/migrations'), { withFileTypes: true });
  const known = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const { rows: tables } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found",
  );
  if (!tables[0]?.found) return known.sort();
  const { rows } = await client
    .query<{ name: string }>(
      `SELECT migration_name AS name FROM _prisma_migrations
        WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    )
    .catch((error: unknown) => {
      throw hasCode(error, '42501')
        ? new Error(`${String(client.user)} cannot tell what is migrated. ${REMEDY}`)
        : error;
    });
  const applied = new Set(rows.map((row) => row.name));
  return known.filter((name) => !applied.has(name)).sort();
}

const REMEDY = "Run `npm run migrate` with the owner's role in DATABASE_OWNER_URL.";

async function assertMayMigrate(client: pg.Client, pending: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ allowed: boolean }>(
    "SELECT has_database_privilege(current_database(), 'CREATE') AS allowed",
  );
  if (rows[0]?.allowed) return;
  throw new Error(`The database lacks ${pending.join(', ')}, and ${String(client.user)} may not migrate it. ${REMEDY}`);
}

async function deploy(ownerUrl: string): Promise<void> {
  const { exitCode, said } = await runPrisma(['migrate', 'deploy'], ownerUrl);
  if (exitCode !== 0) throw new Error(`The database could not be migrated.\n${said}`);
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined && codes.includes(error.code);
}
