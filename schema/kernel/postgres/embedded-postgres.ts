import path from 'node:path';
import { packagedBinaries, runnableBinaries } from './binaries.js';
import { clusterFolder, locateCluster, secretFile, SYSTEM_FOLDERS, type SystemFolders } from './cluster-location.js';
import { clusterSecret, rolePassword } from './credentials.js';
import { ensureCluster, OWNER_ROLE } from './initdb.js';
import { discardForeignPidFile, runningServer } from './running-server.js';
import { settledServer } from './server-end.js';
import { startServer, type ServerSettings } from './server-process.js';
import { handOver } from './server-user.js';

export interface EmbeddedPostgresOptions {
  /** Folder that holds the database, or (root below a folder only root may enter) says where it lies. */
  readonly dataDir: string;
  /** False: nothing is forced to disk; faster, and lost with the machine. For throw-away databases of tests. */
  readonly durable?: boolean;
  /** PostgreSQL settings over the ones below. */
  readonly settings?: ServerSettings;
  readonly systemFolders?: SystemFolders;
}

/** A real PostgreSQL server on 127.0.0.1, reached by password alone. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** Folder of the cluster, its secret and the server's log. */
  readonly home: string;
  /** False: another living process started the server on this folder, and it is shared; `stop` then leaves it alone. */
  readonly owned: boolean;
  /** Settles when an owned server has ended, asked to or not; never for a shared one. */
  readonly ended: Promise<void>;
  /** Connection string with the role's password; the cluster's superuser when no role is named. */
  url(database: string, role?: string): string;
  /** The password this cluster expects of a role that `migrateDatabase` makes. */
  passwordOf(role: string): string;
  /** Fast shutdown; immediate after a deadline. */
  stop(): Promise<void>;
}

/** For two cores and one product; 200 connections leave room for a few split processes of 20 to 40 each. */
const SETTINGS: ServerSettings = {
  shared_buffers: '256MB',
  max_connections: 200,
  synchronous_commit: 'on',
  jit: 'off', // statements here take milliseconds, compiling one takes a hundred
};

/**
 * statements and their values never reach the log. An error's own text can carry a value ("invalid input syntax
 * … "RSSMRA80…""), so errors are left out altogether (`log` ranks above `error`); the client gets them all the same.
 */
const SILENCE: ServerSettings = {
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: -1,
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
  log_checkpoints: 'off',
  log_connections: '',
};

const NOT_DURABLE: ServerSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Two starts at once on one folder: the slower one comes to share the server of the faster one at its next look. */
const ATTEMPTS = 3;

/**
 * Starts the embedded PostgreSQL on a data folder, making the database cluster at first use. The server dies with
 * this process, however that ends. Measured on two cores: 1.3 s the first time, 0.2 s later.
 *
 * @throws Error with a sentence saying what to do, and initdb's or the server's own last words.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable = true, systemFolders = SYSTEM_FOLDERS } = options;
  const packaged = await packagedBinaries();
  const location = await locateCluster(path.resolve(options.dataDir), systemFolders);
  const binaries = await runnableBinaries(packaged, location.user, systemFolders.cache);
  const secret = await clusterSecret(secretFile(location.home));
  await handOver(location.user, secretFile(location.home));
  await ensureCluster({ location, binaries, secret, durable });

  const cluster = clusterFolder(location.home);
  const settings = { ...SETTINGS, ...SILENCE, ...(durable ? {} : NOT_DURABLE), ...options.settings };
  const access = accessTo(location.home, secret);
  for (let attempt = 1; ; attempt += 1) {
    const shared = await settledServer(cluster, binaries);
    if (shared !== undefined) return sharedServer(access(shared.port));
    await discardForeignPidFile(cluster);
    try {
      const server = await startServer({ location, binaries, settings });
      return { ...access(server.port), owned: true, ended: server.ended, stop: server.stop };
    } catch (error) {
      if (attempt === ATTEMPTS || (await runningServer(cluster)) === undefined) throw error;
    }
  }
}

type Access = Pick<EmbeddedPostgres, 'port' | 'home' | 'url' | 'passwordOf'>;

function accessTo(home: string, secret: string): (port: number) => Access {
  const passwordOf = (role: string): string => rolePassword(secret, role);
  return (port) => ({
    port,
    home,
    passwordOf,
    url: (database, role = OWNER_ROLE) =>
      `postgresql://${role}:${passwordOf(role)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
  });
}

function sharedServer(access: Access): EmbeddedPostgres {
  return { ...access, owned: false, ended: new Promise(() => undefined), stop: () => Promise.resolve() };
}
