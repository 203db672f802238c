import { stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migrateDatabase } from '../../../schema/kernel/migrate.js';
import { executable, packagedBinaries, runnableBinaries } from '../../../schema/kernel/postgres/binaries.js';
import { clusterFolder, SYSTEM_FOLDERS } from '../../../schema/kernel/postgres/cluster-location.js';
import { startEmbeddedPostgres } from '../../../schema/kernel/postgres/embedded-postgres.js';
import { serverEnvironment, serverUser } from '../../../schema/kernel/postgres/server-user.js';
import { ManagedProcess, type ProcessOptions } from './managed-process.js';

export interface ChaosDatabase {
  /** Connection strings of the owner and of the running product; the same through all lives of the server. */
  ownerUrl: string;
  appUrl: string;
  process: ManagedProcess;
}

type Common = Pick<ProcessOptions, 'journal' | 'onStarted' | 'logFile'>;

const DATABASE = 'casellario_bridge';
const RUNTIME_ROLE = 'bridge_app';
const READY_DEADLINE_MS = 60_000;

/**
 * A server of the run's own: made and migrated as the product does it, then run here as a plain child on a port that
 * it keeps, so that its postmaster can be killed and started again under everybody's feet.
 */
export async function startChaosDatabase(folder: string, common: Common): Promise<ChaosDatabase> {
  const made = await startEmbeddedPostgres({ dataDir: folder });
  const runtimeRole = { name: RUNTIME_ROLE, password: made.passwordOf(RUNTIME_ROLE) };
  await migrateDatabase({ ownerUrl: made.url(DATABASE), runtimeRole });
  await made.stop();

  const cluster = clusterFolder(made.home);
  const user = await serverUser(cluster);
  const binaries = await runnableBinaries(await packagedBinaries(), user, SYSTEM_FOLDERS.cache);
  const port = await freePort();
  const { uid, gid } = await stat(cluster);
  const reach = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'];
  // A killed process loses nothing that the kernel has; forcing it to disk would only make each recovery wait for it.
  const settings = [...reach, 'jit=off', 'fsync=off'];
  const server = new ManagedProcess({
    ...common,
    name: 'database',
    program: executable(binaries, 'postgres'),
    args: ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    env: serverEnvironment(),
    ...(process.getuid?.() === 0 && { user: { uid, gid } }),
    stopSignal: 'SIGINT',
  });
  server.start();
  const at = (url: string): string => Object.assign(new URL(url), { port: String(port) }).toString();
  const ownerUrl = at(made.url(DATABASE));
  await untilItAnswers(ownerUrl);
  return { ownerUrl, appUrl: at(made.url(DATABASE, RUNTIME_ROLE)), process: server };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function untilItAnswers(url: string): Promise<void> {
  for (const deadline = performance.now() + READY_DEADLINE_MS; performance.now() < deadline; await sleep(50)) {
    if (await query(url, 'SELECT 1').then(Boolean, () => false)) return;
  }
  throw new Error('the database of the run does not answer');
}

/** One statement on a connection of its own; rejects while the server is down. */
export async function query<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, statement_timeout: 20_000 });
  client.on('error', () => undefined); // the statement under way reports it
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end().catch(() => undefined);
  }
}
