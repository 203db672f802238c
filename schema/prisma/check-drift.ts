import { mkdtemp, rm, chmod } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../kernel/postgres/embedded-postgres.js';
import { migrationDrift } from './drift.js';

// `npm run db:check`: fails when schema.prisma says what no migration does, on a database server of its own.
const folder = await mkdtemp(path.join(os.tmpdir(), 'casellario-bridge-drift-'));
await chmod(folder, 0o755); // as root, the server's own user must be able to enter
const server = await startEmbeddedPostgres({ dataDir: folder, durable: false });
try {
  const drift = await migrationDrift(server.url('postgres'));
  if (drift !== undefined) process.exitCode = 1;
  process.stdout.write(`${drift ?? 'The migrations come to exactly what schema.prisma says.'}\n`);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
