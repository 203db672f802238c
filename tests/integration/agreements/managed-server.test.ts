import pg from 'pg';
import { migrateDatabase } from '../../../schema/kernel/migrate.js';
import { createEmptyDatabase } from '../../testkit/database.js';
import { WORLD_TIMEOUT_MS } from '../../testkit/agreements-world.js';

const OWNER = 'owner_without_privileges';

async function run(url: string, ...statements: string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results: pg.QueryResult[] = [];
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  } finally {
    await client.end();
  }
}

describe('a managed server, on which nobody is superuser', () => {
  it(
    'R-09 the owner of the database makes the exclusion constraint with its extension',
    async () => {
      const { ownerUrl, drop } = await createEmptyDatabase();
      const database = new URL(ownerUrl).pathname.slice(1);
      try {
        await run(
          ownerUrl,
          `DROP ROLE IF EXISTS ${OWNER}`,
          `CREATE ROLE ${OWNER} LOGIN PASSWORD 'owner' NOSUPERUSER NOCREATEROLE NOCREATEDB`,
          `ALTER DATABASE "${database}" OWNER TO ${OWNER}`,
        );
        const url = new URL(ownerUrl);
        Object.assign(url, { username: OWNER, password: 'owner' });
        const { applied } = await migrateDatabase({ ownerUrl: url.href });
        expect(applied).toContain('20260601092000_agreements_in_full');
        const [extension, constraint] = await run(
          url.href,
          "SELECT 1 FROM pg_extension WHERE extname = 'btree_gist'",
          `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'direct_agreement_no_overlap'`,
        );
        expect(extension?.rowCount).toBe(1);
        expect(constraint?.rows[0].definition).toMatch(/EXCLUDE USING gist .*office_code.*ipa_code.*daterange/);
      } finally {
        await drop();
      }
    },
    WORLD_TIMEOUT_MS,
  );
});
