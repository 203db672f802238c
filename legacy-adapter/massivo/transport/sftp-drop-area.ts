import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { FileEntryWithStats } from 'ssh2';
import { asDropArea, asDropAreaError, DropAreaError } from './drop-area.errors.js';
import {
  isPlainName,
  type AnswerFile,
  type DropArea,
  type DropAreaTrouble,
  type DropEntry,
  type OfficeFolder,
  type OutgoingFile,
  type PutResult,
} from './drop-area.port.js';
import {
  copyName,
  DONE,
  FOLDERS,
  isOfficeCode,
  MAXIMUM_COPIES,
  MAXIMUM_ENTRIES,
  plain,
  shownEntry,
  type Folder,
} from './drop-folders.rules.js';
import { SftpConnections } from './sftp-connections.js';
import { createPart, discard, nameWithoutReplacing, publish } from './sftp-outgoing.js';
import { DEFAULT_SFTP_TIMINGS, type SftpServer, type SftpTimings } from './sftp-server.type.js';
import type { SftpSession } from './sftp-session.js';
import { isStatus, SFTP_STATUS, SftpStatusError } from './sftp-status.js';
import { explained, openRegular, readAhead, writeAll } from './sftp-transfer.js';

export interface SftpDropAreaOptions {
  /** Holds `<officeCode>/{in,ack,err,out}`, each with `done/`; the folders are the office's to make. */
  server: SftpServer;
  logger: Logger;
  /** Entries of a folder that one look goes through. */
  maximumEntries?: number;
  timings?: Partial<SftpTimings>;
}

/** The drop area on an SFTP server: what `DirectoryDropArea` does, over one connection an office. */
export class SftpDropArea implements DropArea {
  readonly #root: string;
  readonly #maximumEntries: number;
  readonly #timings: SftpTimings;
  readonly #connections: SftpConnections;

  constructor({ server, logger, maximumEntries = MAXIMUM_ENTRIES, timings }: SftpDropAreaOptions) {
    this.#root = server.root;
    this.#maximumEntries = maximumEntries;
    this.#timings = { ...DEFAULT_SFTP_TIMINGS, ...timings };
    this.#connections = new SftpConnections({ server, logger, timings: this.#timings });
  }

  async put({ officeCode, name, bytes, claim, signal }: OutgoingFile): Promise<PutResult> {
    plain(name);
    const { settleMs, discardMs } = this.#timings;
    const connections = this.#connections;
    const session = await this.#lease(officeCode, signal);
    try {
      // Step by step, so that a failure of the claim or of the bytes is not taken for one of the drop area.
      const folder = await asDropArea(() => this.#folder(session, officeCode, 'in'));
      const part = await claim.hold(() => explained(session, folder, () => createPart(session, folder, name)));
      try {
        const written = await writeAll({ session, folder, handle: part.handle }, bytes, signal);
        if (signal.aborted) throw new DropAreaError('TIMED_OUT');
        const settling = { connections, officeCode, settleMs };
        return await claim.publish(() =>
          explained(session, folder, () => publish(session, { part, written, settling })),
        );
      } finally {
        session.closeLater(part.handle);
        await discard(part, connections, { officeCode, withinMs: discardMs });
      }
    } finally {
      session.release();
    }
  }

  async *list({ officeCode, folder }: OfficeFolder, signal: AbortSignal): AsyncGenerator<DropEntry, void, void> {
    let seen = 0;
    const session = await this.#lease(officeCode, signal);
    try {
      const path = await this.#folder(session, officeCode, folder);
      for await (const entries of session.entries(path)) {
        for (const entry of entries) {
          if (signal.aborted) throw new DropAreaError('TIMED_OUT');
          if ((seen += 1) > this.#maximumEntries) {
            yield { kind: 'TRUNCATED' };
            return;
          }
          const shown = await dropEntryOf(session, path, entry);
          if (shown) yield shown;
        }
      }
    } catch (error) {
      throw asDropAreaError(error);
    } finally {
      session.release();
    }
  }

  async open({ officeCode, folder, name }: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    plain(name);
    const session = await this.#lease(officeCode, signal);
    try {
      const path = await this.#folder(session, officeCode, folder);
      const file = await openRegular(session, posix.join(path, name));
      if (!file) {
        session.release();
        return null;
      }
      const content = Readable.from(readAhead(session, file), { objectMode: false });
      content.once('close', () => {
        session.closeLater(file.handle);
        session.release();
      });
      content.on('error', () => undefined); // told to who reads; unheard it would end the process
      return addAbortSignal(signal, content);
    } catch (error) {
      session.release();
      throw asDropAreaError(error);
    }
  }

  async take({ officeCode, folder, name }: AnswerFile, signal: AbortSignal): Promise<void> {
    plain(name);
    const session = await this.#lease(officeCode, signal);
    try {
      const path = await asDropArea(() => this.#folder(session, officeCode, folder));
      await explained(session, path, () => moveToDone(session, path, name));
    } finally {
      session.release();
    }
  }

  /** SFTP cannot be asked for rights: a file is made in each folder, which nobody looks at, and removed. */
  async health(officeCode: string, signal: AbortSignal): Promise<DropAreaTrouble | null> {
    let session: SftpSession | null = null;
    try {
      session = await this.#lease(officeCode, signal);
      for (const folder of FOLDERS) await this.#probe(session, officeCode, folder);
      return null;
    } catch (error) {
      const known = asDropAreaError(error);
      if (known instanceof DropAreaError) return known.trouble;
      throw error;
    } finally {
      session?.release();
    }
  }

  close(): Promise<void> {
    this.#connections.close();
    return Promise.resolve();
  }

  async #lease(officeCode: string, signal: AbortSignal): Promise<SftpSession> {
    if (!isOfficeCode(officeCode)) throw new DropAreaError('MISSING');
    return this.#connections.lease(officeCode, signal);
  }

  async #probe(session: SftpSession, officeCode: string, folder: Folder): Promise<void> {
    const path = await this.#folder(session, officeCode, folder);
    const file = posix.join(path, `health-${randomBytes(4).toString('hex')}.part`);
    await explained(session, path, async () => {
      session.closeLater(await session.create(file, 0o600));
      await session.unlink(file);
    });
  }

  /** The folder's path, once it is sure that office, folder and `done/` are directories of their own. */
  async #folder(session: SftpSession, officeCode: string, folder: Folder): Promise<string> {
    const office = posix.join(this.#root, officeCode);
    const path = posix.join(office, folder);
    const done = posix.join(path, DONE);
    const [atOffice, atPath, atDone] = await Promise.all([office, path, done].map((each) => session.lstat(each)));
    if (!atOffice?.isDirectory() || !atPath?.isDirectory()) throw new DropAreaError('MISSING');
    // The receiver's own: ours beside the answers, the office's beside what it is sent.
    if (atDone && !atDone.isDirectory()) throw new DropAreaError('MISSING', { systemCode: 'ENOTDIR' });
    if (!atDone && folder !== 'in') await makeDone(session, done);
    return path;
  }
}

async function makeDone(session: SftpSession, done: string): Promise<void> {
  try {
    await session.makeFolder(done);
  } catch (error) {
    // Another worker may have been faster.
    if (!(error instanceof SftpStatusError) || !(await session.lstat(done))?.isDirectory()) throw error;
  }
}

async function moveToDone(session: SftpSession, folder: string, name: string): Promise<void> {
  const from = posix.join(folder, name);
  if (!(await session.lstat(from))?.isFile()) return;
  for (let copy = 1; copy <= MAXIMUM_COPIES; copy += 1) {
    const to = posix.join(folder, DONE, copyName(name, copy));
    try {
      const outcome = await nameWithoutReplacing(session, from, to);
      if (outcome === 'LINKED') await session.unlink(from);
      if (outcome !== 'TAKEN') return;
    } catch (error) {
      if (isStatus(error, SFTP_STATUS.NO_SUCH_FILE)) return; // somebody else was faster
      throw error;
    }
  }
  throw new DropAreaError('FULL');
}

async function dropEntryOf(
  session: SftpSession,
  folder: string,
  { filename, attrs }: FileEntryWithStats,
): Promise<DropEntry | null> {
  const isPlain = isPlainName(filename);
  // Some servers list names only; a name that is not plain must not become part of a path.
  const kind = attrs.mode !== undefined || !isPlain ? attrs : await session.lstat(posix.join(folder, filename));
  return kind && shownEntry(filename, kind);
}
