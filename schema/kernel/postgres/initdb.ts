import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { executable, type PostgresBinaries } from './binaries.js';
import { clusterFolder, folderExists, type ClusterLocation } from './cluster-location.js';
import { rolePassword } from './credentials.js';
import { isAlive } from './running-server.js';
import { handOver, serverEnvironment } from './server-user.js';

/** Superuser of the embedded cluster; migrations run as this role. */
export const OWNER_ROLE = 'bridge_owner';

const DEADLINE_MS = 60_000;

/** What this process is making right now. */
const drafts = new Set<string>();

export interface NewCluster {
  readonly location: ClusterLocation;
  readonly binaries: PostgresBinaries;
  readonly secret: string;
  /** False: nothing is forced to disk (throw-away clusters of tests). */
  readonly durable: boolean;
}

/**
 * Makes the cluster unless it is there. It is made beside its place and renamed into it when complete, so a start
 * killed half-way leaves only a draft, which the next one removes.
 *
 * @throws Error with initdb's own words.
 */
export async function ensureCluster(cluster: NewCluster): Promise<void> {
  const { location, durable } = cluster;
  const target = clusterFolder(location.home);
  await removeDeadDrafts(location.home);
  if (await folderExists(target)) return;

  const draft = `${target}.draft-${process.pid}-${randomUUID()}`;
  const passwordFile = `${draft}.password`;
  drafts.add(draft).add(passwordFile);
  try {
    await mkdir(draft, { mode: 0o700 });
    await handOver(location.user, draft);
    await writePassword(cluster, passwordFile);
    await runInitdb(cluster, draft, passwordFile);
    await rename(draft, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another start was faster: use its own
    });
    if (durable) await syncFolder(location.home);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
    drafts.delete(draft);
    drafts.delete(passwordFile);
  }
}

async function writePassword({ location, secret }: NewCluster, file: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  await handle.writeFile(rolePassword(secret, OWNER_ROLE));
  await handle.close();
  await handOver(location.user, file);
}

async function runInitdb(
  { location, binaries, durable }: NewCluster,
  folder: string,
  passwordFile: string,
): Promise<void> {
  const initdb = [
    executable(binaries, 'initdb'),
    ...['-D', folder, '-U', OWNER_ROLE, '--pwfile', passwordFile, '-A', 'scram-sha-256', '--no-instructions'],
    // Code-point order, Unicode case rules, and the same answers on every system whatever its locales.
    ...['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...(durable ? [] : ['--no-sync']),
  ];
  const [command, ...args] = location.user.hasName ? initdb : [...UNDER_A_NAME, ...initdb];
  try {
    await promisify(execFile)(command as string, args, {
      ...location.user.ids,
      cwd: '/',
      env: serverEnvironment(),
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
  } catch (error) {
    throw new Error(initdbFailure(error as { stderr?: string; message: string }, location), { cause: error });
  }
}

/**
 * initdb asks for the name of its user id and gives up when there is none (containers run under arbitrary ids). In a
 * user namespace the same id goes by the name of `nobody`; the files still belong to the real id. The server itself
 * asks for no name.
 */
const UNDER_A_NAME = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];

function initdbFailure(error: { stderr?: string; message: string }, { user, home }: ClusterLocation): string {
  const reason = error.stderr?.trim() || error.message;
  const nameless =
    "This user id has no entry in the system's user database, which initdb demands, and the way round it (a user " +
    'namespace) is closed here: add an entry for it, or set DATABASE_URL to a server of your own. ';
  return `${user.hasName ? '' : nameless}The embedded database could not be made in ${home}: ${reason}`;
}

async function removeDeadDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = /^cluster\.draft-(\d+)/.exec(name)?.[1];
    // Our own id on a draft we did not make: of an earlier life in a container, where ids repeat.
    const inUse = Number(pid) === process.pid ? drafts.has(path.join(home, name)) : isAlive(Number(pid));
    if (pid === undefined || inUse) continue;
    // The initdb of a killed start goes on for a second and may write while we delete.
    await rm(path.join(home, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Without it a power cut could undo the rename and leave a database without its folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
