import { migrateDatabase } from '../../schema/kernel/migrate.js';
import { readConfig } from '../config.js';
import { runtimeRoleOf } from '../start/store.js';

/** `npm run migrate`: brings the database to the newest migration, as its owner; nothing else is started. */
try {
  const { databaseUrl, databaseOwnerUrl } = readConfig({ needs: ['database'] });
  if (databaseUrl === null)
    throw new Error('DATABASE_URL is not set: the embedded database is migrated by `npm start`.');
  const { applied } = await migrateDatabase({
    ownerUrl: databaseOwnerUrl ?? databaseUrl,
    ...runtimeRoleOf(databaseUrl),
  });
  process.stdout.write(applied.length > 0 ? `applied: ${applied.join(', ')}\n` : 'nothing to do\n');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
