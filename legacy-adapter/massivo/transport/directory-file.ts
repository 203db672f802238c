import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { link, lstat, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { DropAreaError, systemCodeOf } from './drop-area.errors.js';
import type { Fingerprint } from './drop-folders.rules.js';

/** Never through a link, never waiting at a pipe or a device. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const OWN_FILES_MODE = 0o640;
/** What file systems say that have no hard links. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'];

/** A file, and how long it was when it was opened. */
export interface OpenedFile {
  handle: FileHandle;
  bytes: number;
}

/**
 * Opens a regular file; null when there is nothing of that name, or something that is no regular file. Looked at before
 * (opening a device may do something) and after (it may have been exchanged in between).
 */
export async function openRegular(path: string): Promise<OpenedFile | null> {
  if (!(await lstatOf(path))?.isFile()) return null;
  let handle: FileHandle;
  try {
    handle = await open(path, READ);
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENXIO', 'ENODEV'].includes(systemCodeOf(error) ?? '')) return null;
    throw error;
  }
  try {
    const found = await handle.stat();
    if (found.isFile()) return { handle, bytes: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}

/** A new file under that name, in place of an earlier attempt's. What is no regular file was put there by others. */
export async function createAnew(path: string): Promise<FileHandle> {
  const earlier = await lstatOf(path);
  if (earlier && !earlier.isFile()) throw new DropAreaError('NAME_TAKEN');
  if (earlier) await unlink(path);
  return open(path, CREATE, OWN_FILES_MODE);
}

/** Null when there is no such regular file. */
export async function fingerprintOf(path: string): Promise<Fingerprint | null> {
  const found = await openRegular(path);
  if (!found) return null;
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of found.handle.createReadStream() as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Whether the path still names the file that was opened. */
export async function isSameFile(path: string, file: BigIntStats): Promise<boolean> {
  const found = await lstatOf(path);
  return found !== null && found.ino === file.ino && found.dev === file.dev;
}

export async function lstatOf(path: string): Promise<BigIntStats | null> {
  return lstat(path, { bigint: true }).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw error;
  });
}

/**
 * Renames without ever replacing: rename(2) would overwrite what has the name, so a hard link is made and the old name
 * taken away, as OpenSSH's SFTP server does. False when the name is taken.
 */
export async function renameWithoutReplacing(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    const code = systemCodeOf(error) ?? '';
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw error;
    if (await lstatOf(to)) return false;
    await rename(from, to);
    return true;
  }
  await unlink(from);
  return true;
}

/** Makes a rename in the directory durable, where the file system can. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync().catch((error: unknown) => {
      if (systemCodeOf(error) !== 'EINVAL') throw error;
    });
  } finally {
    await handle.close();
  }
}
