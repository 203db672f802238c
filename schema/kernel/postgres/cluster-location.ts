import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runningServer } from './running-server.js';
import { canEnter, makeFolder, serverUser, type ServerUser } from './server-user.js';

/** Folders outside the clone, used by root alone and only when the server's user cannot enter the clone's own. */
export interface SystemFolders {
  readonly data: string;
  readonly cache: string;
}

export const SYSTEM_FOLDERS: SystemFolders = {
  data: '/var/lib/casellario-bridge',
  cache: '/var/cache/casellario-bridge',
};

/** Where one embedded database lives: its folder holds the cluster, its secret and its log. */
export interface ClusterLocation {
  readonly home: string;
  readonly user: ServerUser;
}

export const clusterFolder = (home: string): string => path.join(home, 'cluster');
export const secretFile = (home: string): string => path.join(home, 'secret');
export const logFile = (home: string): string => path.join(home, 'server.log');

/** In DATA_DIR: where the cluster lies, when not in DATA_DIR itself. */
const POINTER = 'postgres.location';
/** In a cluster's folder below the system's: the DATA_DIR it serves. */
const OWNER = 'data-dir';

/**
 * Finds or chooses the home of a data folder's cluster: `<dataDir>/postgres`, or, for root below a folder that the
 * server's user cannot enter (such as root's own home), a folder of its own below the system's, named by a pointer
 * file in `dataDir`. Sweeps the system's folder of clusters nobody points at any more.
 */
export async function locateCluster(dataDir: string, system: SystemFolders): Promise<ClusterLocation> {
  await mkdir(dataDir, { recursive: true });
  const folder = await realpath(dataDir);
  const home = (await pointedHome(folder)) ?? path.join(folder, 'postgres');
  const made = await folderExists(clusterFolder(home));
  const user = await serverUser(made ? clusterFolder(home) : undefined);
  if (user.ids === undefined) {
    if (made) await assertOwn(clusterFolder(home));
    return prepared({ home, user });
  }

  await sweep(system, folder);
  if (isBelow(system.data, home)) return prepared(await claim({ home, user }, folder, system));
  if (made || (await canEnter(user, folder))) return prepared({ home, user });
  return prepared(await claim({ home: newHome(system), user }, folder, system));
}

async function prepared(location: ClusterLocation): Promise<ClusterLocation> {
  // The cluster inside is 0700; its folder must let the server's user through to it.
  await makeFolder(location.home, location.user.ids === undefined ? 0o700 : 0o711);
  return location;
}

/**
 * Writes the pointer before the cluster's folder exists, so that a sweep by another instance never finds the folder
 * without its pointer. A copied DATA_DIR brings along a pointer to its original's cluster: it gets one of its own. A
 * moved one keeps its cluster.
 */
async function claim(location: ClusterLocation, dataDir: string, system: SystemFolders): Promise<ClusterLocation> {
  const served = await readLine(path.join(location.home, OWNER));
  const taken = served !== undefined && served !== dataDir && (await pointedHome(served)) === location.home;
  const home = taken ? newHome(system) : location.home;
  await writeAtomically(path.join(dataDir, POINTER), home);
  await makeFolder(system.data, 0o711);
  await makeFolder(home, 0o711);
  await writeAtomically(path.join(home, OWNER), dataDir);
  return { ...location, home };
}

/** Removes clusters whose data folder is gone or points elsewhere; never one whose server runs. */
async function sweep(system: SystemFolders, startingDataDir: string): Promise<void> {
  for (const name of await readdir(system.data).catch(() => [])) {
    const home = path.join(system.data, name);
    const dataDir = await readLine(path.join(home, OWNER));
    if (dataDir === undefined || (await pointedHome(dataDir)) === home) continue;
    if ((await pointedHome(startingDataDir)) === home) continue; // this data folder was moved here
    if ((await runningServer(clusterFolder(home))) !== undefined) continue;
    await rm(home, { recursive: true, force: true });
  }
}

async function assertOwn(cluster: string): Promise<void> {
  const { uid } = await stat(cluster);
  if (process.getuid === undefined || uid === process.getuid()) return;
  throw new Error(
    `The embedded database in ${cluster} belongs to user id ${uid}, and this is user id ${process.getuid()}: ` +
      'PostgreSQL would refuse. Start as that user or as root, or choose another DATA_DIR.',
  );
}

export async function folderExists(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

const newHome = (system: SystemFolders): string => path.join(system.data, randomUUID());

const pointedHome = (dataDir: string): Promise<string | undefined> => readLine(path.join(dataDir, POINTER));

const isBelow = (folder: string, file: string): boolean => file.startsWith(folder + path.sep);

async function readLine(file: string): Promise<string | undefined> {
  const content = await readFile(file, 'utf8').catch(() => undefined);
  return content?.trim();
}

async function writeAtomically(file: string, line: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${line}\n`, { flush: true });
  await rename(draft, file);
}
