import { createHash } from 'node:crypto';
import { unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { asDropArea, DropAreaError } from './drop-area.errors.js';
import type { PutResult } from './drop-area.port.js';
import { DONE, type Fingerprint } from './drop-folders.rules.js';
import { fingerprintOf, isSameFile, lstatOf, renameWithoutReplacing, syncDirectory } from './directory-file.js';
import { publishOnce, type EarlierFile } from './publishing.js';

export interface FinishedPart {
  folder: string;
  part: string;
  name: string;
  handle: FileHandle;
  written: Fingerprint;
}

export async function publish({ folder, part, name, handle, written }: FinishedPart): Promise<PutResult> {
  // Somebody took the part away, or put another in its place: only what was written here may be published.
  if (!(await isSameFile(part, await handle.stat({ bigint: true })))) throw new DropAreaError('UNREACHABLE');
  const result = await publishOnce(written, {
    lookForEarlier: () => earlierFile(folder, name),
    name: () => renameWithoutReplacing(part, join(folder, name)),
  });
  if (result === 'SENT') await syncDirectory(folder);
  return result;
}

/** Writes everything and makes it durable. */
export async function writeAll(
  handle: FileHandle,
  bytes: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<Fingerprint> {
  const hash = createHash('sha256');
  let written = 0;
  for await (const chunk of bytes) {
    if (signal.aborted) throw new DropAreaError('TIMED_OUT');
    await asDropArea(() => handle.writeFile(chunk));
    hash.update(chunk);
    written += chunk.length;
  }
  if (signal.aborted) throw new DropAreaError('TIMED_OUT');
  await asDropArea(() => handle.sync());
  return { bytes: written, sha256: hash.digest('hex') };
}

async function earlierFile(folder: string, name: string): Promise<EarlierFile> {
  for (const path of [join(folder, name), join(folder, DONE, name)]) {
    const found = await fingerprintOf(path);
    if (found) return found;
    if (await lstatOf(path)) return 'SAME_NAME_NO_FILE';
  }
  return null;
}

/** Closes the part, and removes it where it is still ours and unpublished. */
export async function discard(part: string, handle: FileHandle): Promise<void> {
  try {
    if (await isSameFile(part, await handle.stat({ bigint: true }))) await unlink(part);
  } catch {
    // A part that cannot be removed is taken over by the next attempt; what failed before is what counts.
  } finally {
    await handle.close();
  }
}
