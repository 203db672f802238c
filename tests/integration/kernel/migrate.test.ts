import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { migrateDatabase } from '../../../schema/kernel/migrate.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { APPEND_ONLY_TABLES } from '../../../schema/kernel/runtime-role.js';
import { migrationDrift } from '../../../schema/prisma/drift.js';
import { createEmptyDatabase, createTestDatabase } from '../../testkit/database.js';
import { temporaryFolder } from '../../testkit/temporary-folder.js';

type EmptyDatabase = Awaited<ReturnType<typeof createEmptyDatabase>>;

let empty: EmptyDatabase;
const clients: pg.Client[] = [];

beforeEach(async () => {
  empty = await createEmptyDatabase();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await empty.drop();
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // its database is dropped while it is still connected
  await client.connect();
  clients.push(client);
  return client;
}

function roleOf(url: string): { name: string; password: string } {
  const { username, password } = new URL(url);
  return { name: username, password };
}

const sqlState = (attempt: Promise<unknown>): Promise<string | undefined> =>
  attempt.then(
    () => undefined,
    (error: pg.DatabaseError) => error.code,
  );

describe('migrating', () => {
  it('is done once by any number of processes that start together, and found done afterwards', async () => {
    const options = { ownerUrl: empty.ownerUrl, runtimeRole: roleOf(empty.appUrl) };
    const all = await Promise.all([1, 2, 3].map(() => migrateDatabase(options)));
    const applied = all.flatMap((result) => result.applied);
    expect(applied.length).toBeGreaterThan(0);
    expect(new Set(applied).size).toBe(applied.length);
    expect(await migrateDatabase(options)).toEqual({ applied: [] });

    const app = await connect(empty.appUrl);
    expect((await app.query('SELECT count(*)::int AS n FROM agreements.public_body')).rows).toEqual([{ n: 0 }]);
  });

  it('tells Prisma’s reason when it cannot be done', async () => {
    const owner = await connect(empty.ownerUrl);
    await owner.query('CREATE SCHEMA agreements; CREATE TABLE agreements.public_body (other int)');
    await expect(migrateDatabase({ ownerUrl: empty.ownerUrl })).rejects.toThrow(/could not be migrated[^]*not empty/);
  });

  it('makes a database that is missing', async () => {
    const url = new URL(empty.ownerUrl);
    url.pathname = `${url.pathname}_missing`;
    await migrateDatabase({ ownerUrl: url.toString() });
    const made = await connect(url.toString());
    expect((await made.query('SELECT * FROM legacy.transition_log')).rows).toEqual([]);
    const owner = await connect(empty.ownerUrl);
    await owner.query(`DROP DATABASE ${owner.escapeIdentifier(url.pathname.slice(1))} WITH (FORCE)`);
  });
});

describe('the runtime role', () => {
  it('R-22 adds to the log and cannot change it', async () => {
    const { appUrl, drop } = await createTestDatabase();
    const app = await connect(appUrl);
    for (const table of APPEND_ONLY_TABLES) {
      expect(await sqlState(app.query(`SELECT * FROM ${table}`))).toBeUndefined();
      const insert = "SELECT has_table_privilege(current_user, $1, 'INSERT') AS granted";
      expect((await app.query(insert, [table])).rows).toEqual([{ granted: true }]);
      expect(await sqlState(app.query(`DELETE FROM ${table}`))).toBe('42501');
      expect(await sqlState(app.query(`TRUNCATE ${table}`))).toBe('42501');
      const update = "SELECT has_any_column_privilege(current_user, $1, 'UPDATE') AS granted";
      expect((await app.query(update, [table])).rows).toEqual([{ granted: false }]);
    }
    await drop();
  });

  it('reads and writes every other table, later ones too, and changes no structure', async () => {
    const { appUrl, ownerUrl, drop } = await createTestDatabase();
    const [owner, app] = [await connect(ownerUrl), await connect(appUrl)];
    await owner.query('CREATE TABLE certificates.later (id int GENERATED ALWAYS AS IDENTITY, text text)');
    const { rows } = await app.query<{ table: string; granted: boolean }>(
      `SELECT format('%I.%I', schemaname, tablename) AS table,
              bool_and(has_table_privilege(format('%I.%I', schemaname, tablename), kind)) AS granted
         FROM pg_tables, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS kind
        WHERE schemaname IN ('agreements', 'certificates', 'keys', 'legacy') GROUP BY 1 ORDER BY 1`,
    );
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter(({ granted }) => !granted).map(({ table }) => table)).toEqual(APPEND_ONLY_TABLES);
    await app.query("INSERT INTO certificates.later (text) VALUES ('a')");
    expect(await sqlState(app.query('CREATE TABLE certificates.mine (id int)'))).toBe('42501');
    expect(await sqlState(app.query('ALTER TABLE certificates.later ADD COLUMN x int'))).toBe('42501');
    expect(await sqlState(app.query('DELETE FROM _prisma_migrations'))).toBe('42501');
    await drop();
  });

  it('finds nothing to do by itself, and says what is missing and who can make it', async () => {
    const { appUrl, ownerUrl, drop } = await createTestDatabase();
    expect(await migrateDatabase({ ownerUrl: appUrl })).toEqual({ applied: [] });
    const owner = await connect(ownerUrl);
    const { rows } = await owner.query<{ name: string }>('SELECT max(migration_name) AS name FROM _prisma_migrations');
    const [{ name } = { name: '' }] = rows;
    await owner.query('DELETE FROM _prisma_migrations WHERE migration_name = $1', [name]);
    await expect(migrateDatabase({ ownerUrl: appUrl })).rejects.toThrow(
      `The database lacks ${name}, and bridge_app may not migrate it. Run \`npm run migrate\``,
    );
    await owner.query('REVOKE SELECT ON _prisma_migrations FROM bridge_app');
    await expect(migrateDatabase({ ownerUrl: appUrl })).rejects.toThrow(
      'bridge_app cannot tell what is migrated. Run `npm run migrate`',
    );
    await drop();
  });

  it('gets the password it is given, is made by many at once, and is left alone when it is the owner', async () => {
    const { ownerUrl, drop } = await createTestDatabase();
    const name = `role_of_${new URL(empty.ownerUrl).pathname.slice(1)}`;
    const grant = (password: string) => migrateDatabase({ ownerUrl, runtimeRole: { name, password } });
    const login = new URL(ownerUrl);
    login.username = name;
    await Promise.all([grant('first'), grant('first'), grant('first')]);
    login.password = 'first';
    await connect(login.toString());

    await grant('second');
    expect(await sqlState(connect(login.toString()))).toBe('28P01');
    login.password = 'second';
    await connect(login.toString());

    await migrateDatabase({ ownerUrl, runtimeRole: { name: new URL(ownerUrl).username, password: 'not mine' } });
    const owner = await connect(ownerUrl);
    expect((await owner.query('SELECT 1')).rowCount).toBe(1);
    await owner.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
    await drop();
  });
});

describe('drift', () => {
  it('is nothing between the committed schema and its migrations, and shows when there is some', async () => {
    expect(await migrationDrift(empty.ownerUrl)).toBeUndefined();

    const folder = await temporaryFolder();
    const drifted = path.join(folder.path, 'schema.prisma');
    await cp(path.join(packageRoot(), 'schema/prisma/schema.prisma'), drifted);
    const text = await readFile(drifted, 'utf8');
    await writeFile(
      drifted,
      `${text}\nmodel Forgotten {\n  id Int @id\n  @@map("forgotten")\n  @@schema("legacy")\n}\n`,
    );
    expect(await migrationDrift(empty.ownerUrl, drifted)).toMatch(/forgotten/);
    await folder.remove();
  });
});
