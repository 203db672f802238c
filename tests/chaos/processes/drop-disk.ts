import { execFile } from 'node:child_process';
import { chmod, mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { OrphanGuard } from './orphan-guard.js';

const run = promisify(execFile);

/** Where the offices' folders lie, on a disk that can be full. */
export interface DropDisk {
  root: string;
  /** What "full" means on this machine. */
  how: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** 20,000 certificates of a kilobyte, each file with its copy. */
const SIZE_MB = 192;
const BLOCK = Buffer.alloc(1024 * 1024);

/** A small file system in memory, really full; where it may not be mounted, folders that take no new file. */
export async function openDropDisk(root: string, guard: OrphanGuard): Promise<DropDisk> {
  await mkdir(root, { recursive: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=0755`, 'casellario-chaos', root]);
  } catch {
    return lockedFolders(root);
  }
  guard.watchMount(root);
  return fullFileSystem(root);
}

function fullFileSystem(root: string): DropDisk {
  const ballast = path.join(root, '.ballast');
  return {
    root,
    how: `tmpfs of ${SIZE_MB} MB, filled to the last byte`,
    async fill() {
      const file = await open(ballast, 'w');
      try {
        for (const block of [BLOCK, Buffer.alloc(4096), Buffer.alloc(1)]) await writeUntilFull(file, block);
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    async remove() {
      await run('umount', ['-l', root]);
    },
  };
}

async function writeUntilFull(file: { write(block: Buffer): Promise<{ bytesWritten: number }> }, block: Buffer) {
  try {
    while ((await file.write(block)).bytesWritten === block.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function lockedFolders(root: string): DropDisk {
  const setModes = async (mode: number): Promise<void> => {
    for (const office of await readdir(root)) {
      for (const folder of ['in', 'out', 'ack', 'err']) {
        await chmod(path.join(root, office, folder), mode).catch(() => undefined);
      }
    }
  };
  const felt = process.getuid?.() === 0 ? 'root does not feel it: no full disk in this run' : 'no new file is taken';
  return {
    root,
    how: `nothing may be mounted here; the folders lose their write permission (${felt})`,
    fill: () => setModes(0o555),
    free: () => setModes(0o755),
    remove: () => setModes(0o755),
  };
}
