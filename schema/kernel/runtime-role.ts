import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface RuntimeRole {
  readonly name: string;
  /** Left out: the role has to exist, and its password is somebody else's business. */
  readonly password?: string;
}

export interface RuntimeGrant {
  readonly client: pg.Client;
  /** Connection string of the client, to try the role's password on the same database. */
  readonly ownerUrl: string;
  readonly role: RuntimeRole;
}

const SCHEMAS = ['agreements', 'certificates', 'gateway', 'keys', 'legacy'];

/** what the product may add to and never change, whatever goes wrong in it. */
export const APPEND_ONLY_TABLES = [
  'certificates.certificate_reading',
  'certificates.certificate_revocation',
  'certificates.document_erasure',
  'certificates.subject_request',
  'keys.data_key',
  'keys.key_check',
  'legacy.massivo_batch_event',
  'legacy.transition_log',
];

const ROLE_ATTEMPTS = 10;
const ROLE_RETRY_MS = 25;

/**
 * Makes the runtime role if it is missing and gives it exactly its rights, on what is there and on what later
 * migrations will add. Can be repeated.
 */
export async function grantRuntimeRole(grant: RuntimeGrant): Promise<void> {
  await ensureRole(grant);
  const { client, role } = grant;
  const { rows } = await client.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY($1)',
    [SCHEMAS],
  );
  if (rows.length === 0) return;
  const { rows: appendOnly } = await client.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [APPEND_ONLY_TABLES],
  );
  const to = client.escapeIdentifier(role.name);
  const schemas = rows.map((row) => client.escapeIdentifier(row.name)).join(', ');
  const rights = [
    `GRANT USAGE ON SCHEMA ${schemas} TO ${to}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schemas} TO ${to}`,
    `GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA ${schemas} TO ${to}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schemas} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${to}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schemas} GRANT SELECT, USAGE ON SEQUENCES TO ${to}`,
    // So that it can tell, at its start, whether it fits the database.
    `GRANT SELECT ON _prisma_migrations TO ${to}`,
    ...appendOnly.map(({ name }) => `REVOKE ALL ON ${name} FROM ${to}; GRANT SELECT, INSERT ON ${name} TO ${to}`),
  ];
  // One transaction: nobody ever sees the log with the right to change it.
  await client.query(`BEGIN; ${rights.join('; ')}; COMMIT`);
}

/** Roles belong to the whole server: processes that migrate other databases may be making the same one right now. */
async function ensureRole({ client, ownerUrl, role }: RuntimeGrant): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role.name]);
      if (rowCount === 0) return await client.query(`CREATE ROLE ${definition(client, role)}`).then(() => undefined);
      if (role.password === undefined || (await accepts(ownerUrl, role.name, role.password))) return;
      return await client.query(`ALTER ROLE ${definition(client, role)}`).then(() => undefined);
    } catch (error) {
      if (attempt === ROLE_ATTEMPTS || !isConcurrentChange(error)) throw error;
      await sleep(ROLE_RETRY_MS);
    }
  }
}

function definition(client: pg.Client, { name, password }: RuntimeRole): string {
  const secret = password === undefined ? '' : ` PASSWORD ${client.escapeLiteral(password)}`;
  return `${client.escapeIdentifier(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE${secret}`;
}

/** Whether the role's password is already the given one: nothing else in SQL tells, and most starts change nothing. */
async function accepts(ownerUrl: string, name: string, password: string): Promise<boolean> {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  const client = new pg.Client({ connectionString: url.toString(), connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Wrong password, no password at all, or no right to log in: all mended by ALTER ROLE.
    if (error instanceof pg.DatabaseError && (error.code === '28P01' || error.code === '28000')) return false;
    throw error;
  } finally {
    await client.end();
  }
}

/** Duplicate role, duplicate key of the role's index, "tuple concurrently updated". */
function isConcurrentChange(error: unknown): boolean {
  return error instanceof pg.DatabaseError && ['42710', '23505', 'XX000'].includes(error.code ?? '');
}
