import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface TemporaryFolder {
  path: string;
  remove(): Promise<void>;
}

/** A folder that every user can enter (root's embedded server runs as another user), or, with 0o700, only its owner. */
export async function temporaryFolder(mode = 0o755): Promise<TemporaryFolder> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'casellario-bridge-test-')));
  await chmod(folder, mode);
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
