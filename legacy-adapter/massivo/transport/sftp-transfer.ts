import { createHash } from 'node:crypto';
import { asDropAreaError, DropAreaError } from './drop-area.errors.js';
import type { Fingerprint } from './drop-folders.rules.js';
import { heeded, type SftpHandle, type SftpSession } from './sftp-session.js';
import { isStatus, SFTP_STATUS } from './sftp-status.js';

/** Every server takes a block of this size in one packet (section 3 of the protocol: 34,000 bytes at least). */
const BLOCK_BYTES = 31 * 1024;
/** Blocks under way at a time, so that a distant server does not make each of them wait for the one before. */
const BLOCKS_UNDER_WAY = 32;

/** A regular file that is open, and how large it was then. */
export interface OpenFile {
  handle: SftpHandle;
  bytes: number;
}

/**
 * Opens a regular file; null when there is nothing of that name, or something that is no regular file. SFTP knows no
 * O_NOFOLLOW and no O_NONBLOCK, so the name is looked at before (opening a pipe may wait for ever) and again after.
 * What remains is an exchange back and forth between the looks: then a link may be followed, to what the office's own
 * server lets our account read, or a pipe waited at, until the deadline gives the connection up.
 */
export async function openRegular(session: SftpSession, path: string): Promise<OpenFile | null> {
  if (!(await session.lstat(path))?.isFile()) return null;
  const handle = await session.openToRead(path);
  if (!handle) return null;
  try {
    const [opened, named] = await Promise.all([session.fstat(handle), session.lstat(path)]);
    if (opened.isFile() && named?.isFile()) return { handle, bytes: opened.size };
  } catch (error) {
    session.closeLater(handle);
    throw error;
  }
  session.closeLater(handle);
  return null;
}

/** The bytes of an open file, up to its end even if it grows, some blocks ahead of who reads them. */
export async function* readAhead(
  session: SftpSession,
  { handle, bytes }: OpenFile,
): AsyncGenerator<Buffer, void, void> {
  const ahead: Promise<Buffer>[] = [];
  for (let asked = 0; ;) {
    while (ahead.length === 0 || (ahead.length < BLOCKS_UNDER_WAY && asked < bytes)) {
      ahead.push(heeded(readBlock(session, handle, asked)));
      asked += BLOCK_BYTES;
    }
    const block = (await ahead.shift()) ?? Buffer.alloc(0);
    if (block.length > 0) yield block;
    if (block.length < BLOCK_BYTES) return;
  }
}

/** Null when there is no such regular file. */
export async function fingerprintOf(session: SftpSession, path: string): Promise<Fingerprint | null> {
  const file = await openRegular(session, path);
  if (!file) return null;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const block of readAhead(session, file)) {
      hash.update(block);
      bytes += block.length;
    }
  } finally {
    session.closeLater(file.handle);
  }
  return { bytes, sha256: hash.digest('hex') };
}

export interface FileInTheMaking {
  session: SftpSession;
  /** Where it is, for finding out what a failure means. */
  folder: string;
  handle: SftpHandle;
}

/** Writes everything and makes it durable. A failure of the bytes themselves is passed on as it is. */
export async function writeAll(
  file: FileInTheMaking,
  bytes: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<Fingerprint> {
  const { session, folder, handle } = file;
  const hash = createHash('sha256');
  const underWay: Promise<void>[] = [];
  let written = 0;
  for await (const block of blocksOf(bytes, signal)) {
    while (underWay.length >= BLOCKS_UNDER_WAY) await underWay.shift();
    const position = written;
    underWay.push(heeded(explained(session, folder, () => session.write(handle, block, position))));
    hash.update(block);
    written += block.length;
  }
  await Promise.all(underWay);
  await explained(session, folder, () => session.sync(handle));
  return { bytes: written, sha256: hash.digest('hex') };
}

/** Runs an act; where the server says no without saying why, its file system may tell. */
export async function explained<T>(session: SftpSession, folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (isStatus(error, SFTP_STATUS.FAILURE)) {
      const facts = await session.fileSystem(folder);
      const systemCode = 'SSH_FX_FAILURE';
      if (facts?.isReadOnly) throw new DropAreaError('READ_ONLY', { systemCode, cause: error });
      if (facts && (facts.freeBytes < BLOCK_BYTES || facts.freeFiles === 0))
        throw new DropAreaError('FULL', { systemCode, cause: error });
    }
    throw asDropAreaError(error);
  }
}

/** A server may answer with less than it was asked for. */
async function readBlock(session: SftpSession, handle: SftpHandle, position: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  while (bytes < BLOCK_BYTES) {
    const part = await session.read(handle, position + bytes, BLOCK_BYTES - bytes);
    if (part.length === 0) break;
    parts.push(part);
    bytes += part.length;
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, bytes);
}

/** The same bytes in blocks of one size, the last one smaller. */
async function* blocksOf(bytes: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    if (signal.aborted) throw new DropAreaError('TIMED_OUT');
    waiting.push(chunk);
    length += chunk.length;
    if (length < BLOCK_BYTES) continue;
    const joined = Buffer.concat(waiting, length);
    let from = 0;
    for (; length - from >= BLOCK_BYTES; from += BLOCK_BYTES) yield joined.subarray(from, from + BLOCK_BYTES);
    waiting = [joined.subarray(from)];
    length -= from;
  }
  if (length > 0) yield Buffer.concat(waiting, length);
}
