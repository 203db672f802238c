import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DropAreaError } from './drop-area.errors.js';
import type { PutResult } from './drop-area.port.js';
import { DONE, isSameContent, type Fingerprint } from './drop-folders.rules.js';
import { publishOnce, type EarlierFile } from './publishing.js';
import type { SftpConnections } from './sftp-connections.js';
import type { SftpHandle, SftpSession } from './sftp-session.js';
import { isStatus, SFTP_STATUS, SftpStatusError } from './sftp-status.js';
import { fingerprintOf } from './sftp-transfer.js';

const OWN_FILES_MODE = 0o640;
/** Entries among which the parts of attempts that died are looked for. */
const MOST_SWEPT = 10_000;
const SETTLING_PAUSE_MS = 500;

/** A part of ours: nobody else, and no other attempt, has a file of that name. */
export interface SftpPart {
  folder: string;
  /** `MASSIVA_….txt` */
  name: string;
  path: string;
  handle: SftpHandle;
  /** It has been removed under this name. */
  isGone: boolean;
}

/** Who looks again when a connection was lost. */
export interface Settling {
  connections: SftpConnections;
  officeCode: string;
  settleMs: number;
}

/**
 * A new part, after those of attempts that died were removed. Each has a name of its own: a rename of an earlier
 * attempt that the server still carries out, long after its connection was given up, then finds nothing to rename
 * instead of publishing what is only half written here.
 */
export async function createPart(session: SftpSession, folder: string, name: string): Promise<SftpPart> {
  const stem = name.replace(/\.txt$/, '');
  await sweep(session, folder, stem);
  const path = posix.join(folder, `${stem}.${randomBytes(4).toString('hex')}.part`);
  return { folder, name, path, handle: await session.create(path, OWN_FILES_MODE), isGone: false };
}

/**
 * Gives the part its final name. When the answer to that does not come any more, it is found out what has happened: a
 * part that was removed can no longer be renamed, and after that the name is there or never will be. SFTP cannot make
 * the name itself durable, as it cannot sync folders: a file that a server loses with its power is an answer overdue.
 */
export async function publish(
  session: SftpSession,
  { part, written, settling }: { part: SftpPart; written: Fingerprint; settling: Settling },
): Promise<PutResult> {
  await assertOurs(session, part);
  const target = posix.join(part.folder, part.name);
  let wasAsked = false;
  try {
    return await publishOnce(written, {
      lookForEarlier: () => earlierFile(session, part),
      name: async () => {
        wasAsked = true;
        const outcome = await nameWithoutReplacing(session, part.path, target);
        if (outcome === 'LINKED') await removePart(session, part).catch(() => undefined); // tried again by `discard`
        return outcome !== 'TAKEN';
      },
    });
  } catch (error) {
    const isAnswered =
      error instanceof SftpStatusError || (error instanceof DropAreaError && error.trouble === 'NAME_TAKEN');
    if (!wasAsked || isAnswered) throw error;
    return settle({ part, written, settling }, error);
  }
}

/** Removes an unpublished part and the part's name of a published one. What failed before is what counts. */
export async function discard(
  part: SftpPart,
  connections: SftpConnections,
  at: { officeCode: string; withinMs: number },
): Promise<void> {
  if (part.isGone) return;
  await connections
    .use(at.officeCode, AbortSignal.timeout(at.withinMs), (session) => removePart(session, part))
    .catch(() => undefined); // the next attempt sweeps it away
}

/** `LINKED`: it has both names now. `TAKEN`: there is something of that name. */
export async function nameWithoutReplacing(
  session: SftpSession,
  from: string,
  to: string,
): Promise<'LINKED' | 'MOVED' | 'TAKEN'> {
  try {
    await session.link(from, to);
    return 'LINKED';
  } catch (error) {
    if (!(error instanceof SftpStatusError)) throw error;
  }
  if (await session.lstat(to)) return 'TAKEN';
  // No such extension, or links are not to be had: on that file system, or to another's file (fs.protected_hardlinks).
  try {
    await session.rename(from, to);
    return 'MOVED';
  } catch (error) {
    if (isStatus(error, SFTP_STATUS.FAILURE) && (await session.lstat(to))) return 'TAKEN';
    throw error;
  }
}

async function settle(
  { part, written, settling }: { part: SftpPart; written: Fingerprint; settling: Settling },
  cause: unknown,
): Promise<PutResult> {
  const { connections, officeCode, settleMs } = settling;
  const deadline = AbortSignal.timeout(settleMs);
  for (;;) {
    let found: EarlierFile;
    try {
      found = await connections.use(officeCode, deadline, async (session) => {
        await removePart(session, part);
        return earlierFile(session, part);
      });
    } catch (error) {
      if (deadline.aborted || error instanceof SftpStatusError) throw cause;
      await sleep(SETTLING_PAUSE_MS);
      continue;
    }
    if (!found) throw cause;
    if (found !== 'SAME_NAME_NO_FILE' && isSameContent(found, written)) return 'SENT';
    throw new DropAreaError('NAME_TAKEN');
  }
}

async function earlierFile(session: SftpSession, { folder, name }: SftpPart): Promise<EarlierFile> {
  for (const path of [posix.join(folder, name), posix.join(folder, DONE, name)]) {
    if (!(await session.lstat(path))) continue;
    const found = await fingerprintOf(session, path);
    if (found) return found;
    if (await session.lstat(path)) return 'SAME_NAME_NO_FILE';
  }
  return null;
}

/** Somebody took the part away, or put another in its place: only what was written here may be published. */
async function assertOurs(session: SftpSession, { path, handle }: SftpPart): Promise<void> {
  const [written, named] = await Promise.all([session.fstat(handle), session.lstat(path)]);
  // SFTP tells no inode.
  const isSame =
    named?.isFile() && named.size === written.size && named.mtime === written.mtime && named.uid === written.uid;
  if (!isSame) throw new DropAreaError('UNREACHABLE');
}

async function removePart(session: SftpSession, part: SftpPart): Promise<void> {
  await session.unlink(part.path);
  part.isGone = true;
}

/** The names are ours alone, and whoever holds the claim is the only one who sends under them. */
async function sweep(session: SftpSession, folder: string, stem: string): Promise<void> {
  let seen = 0;
  for await (const entries of session.entries(folder)) {
    for (const { filename, attrs } of entries) {
      if (isPartOf(stem, filename) && attrs.isFile()) await session.unlink(posix.join(folder, filename));
    }
    if ((seen += entries.length) >= MOST_SWEPT) return;
  }
}

function isPartOf(stem: string, name: string): boolean {
  return name.startsWith(stem) && /^(\.[0-9a-f]{8})?\.part$/.test(name.slice(stem.length));
}
