import path from 'node:path';
import { packageRoot } from '../kernel/package-root.js';
import { runPrisma } from '../kernel/prisma-cli.js';

/** Exit codes of `prisma migrate diff --exit-code`. */
const SAME = 0;
const DIFFERENT = 2;

/**
 * What the migrations lack to come to the schema file, in Prisma's words; undefined when they agree. Replays the
 * migrations in a database made for it, so the role must be allowed to create databases.
 *
 * @throws Error when the comparison itself fails.
 */
export async function migrationDrift(ownerUrl: string, schemaFile?: string): Promise<string | undefined> {
  const folder = path.join(packageRoot(), 'schema/prisma');
  const from = ['--from-migrations', path.join(folder, 'migrations')];
  const to = ['--to-schema', schemaFile ?? path.join(folder, 'schema.prisma')];
  const { exitCode, said } = await runPrisma(['migrate', 'diff', ...from, ...to, '--exit-code'], ownerUrl);
  if (exitCode === SAME) return undefined;
  if (exitCode === DIFFERENT) return said;
  throw new Error(`Migrations and schema could not be compared.\n${said}`);
}
