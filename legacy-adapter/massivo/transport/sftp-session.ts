import type { FileEntryWithStats, Stats } from 'ssh2';
import { DropAreaError } from './drop-area.errors.js';
import type { SftpConnection, SftpRequest } from './sftp-connection.js';
import { isStatus, SFTP_STATUS } from './sftp-status.js';

/** A file or folder that the server has opened; of no use on another connection, where it may mean another file. */
export type SftpHandle = Buffer;

/** What `statvfs@openssh.com` tells about a file system. */
export interface FileSystemFacts {
  freeBytes: number;
  /** Null where the file system does not count them. */
  freeFiles: number | null;
  isReadOnly: boolean;
}

interface StatVfs {
  f_frsize: number;
  f_bavail: number;
  f_files: number;
  f_favail: number;
  f_flag: number;
}

const READ_ONLY_MOUNT = 1;
/** So that a folder of many entries is not a round trip for every hundred of them. */
const LISTINGS_UNDER_WAY = 4;

/**
 * What one call does on an office's connection, until its signal fires. An answer that is then still awaited may never
 * come, since what the server hangs on cannot be told: so the connection is given up with it.
 */
export class SftpSession {
  readonly #connection: SftpConnection;
  readonly #signal: AbortSignal;
  readonly #release: () => void;
  #unanswered = 0;
  #isReleased = false;

  constructor(connection: SftpConnection, { signal, release }: { signal: AbortSignal; release: () => void }) {
    this.#connection = connection;
    this.#signal = signal;
    this.#release = release;
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Gives the connection back; may be called again. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#release();
  }

  /** Looks at the name itself and follows nothing; null when there is none. */
  lstat(path: string): Promise<Stats | null> {
    return orNull(this.#ask<Stats>((sftp, done) => sftp.lstat(path, done)));
  }

  fstat(handle: SftpHandle): Promise<Stats> {
    return this.#ask((sftp, done) => sftp.fstat(handle, done));
  }

  openToRead(path: string): Promise<SftpHandle | null> {
    return orNull(this.#ask<SftpHandle>((sftp, done) => sftp.open(path, 'r', done)));
  }

  /** A file of ours under a name that nothing has, a dangling link included. */
  create(path: string, mode: number): Promise<SftpHandle> {
    return this.#ask((sftp, done) => sftp.open(path, 'wx', { mode }, done));
  }

  /** What there is from that place on, not more than `length`; empty at the end of the file. */
  read(handle: SftpHandle, position: number, length: number): Promise<Buffer> {
    return this.#ask((sftp, done) =>
      sftp.read(handle, Buffer.allocUnsafe(length), 0, length, position, (error, count, data) =>
        done(error, data?.subarray(0, count)),
      ),
    );
  }

  write(handle: SftpHandle, bytes: Buffer, position: number): Promise<void> {
    return this.#ask((sftp, done) => sftp.write(handle, bytes, 0, bytes.length, position, done));
  }

  /** Makes what was written durable, where the server offers that. */
  async sync(handle: SftpHandle): Promise<void> {
    await this.#ask((sftp, done) => sftp.ext_openssh_fsync(handle, done)).catch((error: unknown) => {
      if (!isStatus(error, SFTP_STATUS.OP_UNSUPPORTED)) throw error;
    });
  }

  /** A second name for a file; refused when it is taken. */
  link(from: string, to: string): Promise<void> {
    return this.#ask((sftp, done) => sftp.ext_openssh_hardlink(from, to, done));
  }

  /** The protocol's own rename, which refuses a name that is taken. */
  rename(from: string, to: string): Promise<void> {
    return this.#ask((sftp, done) => sftp.rename(from, to, done));
  }

  /** Harmless when there is nothing of that name. */
  async unlink(path: string): Promise<void> {
    await orNull(this.#ask<unknown>((sftp, done) => sftp.unlink(path, done)));
  }

  makeFolder(path: string): Promise<void> {
    return this.#ask((sftp, done) => sftp.mkdir(path, done));
  }

  /** A folder's entries, as many at a time as the server hands out (OpenSSH: 100), `.` and `..` left out. */
  async *entries(path: string): AsyncGenerator<FileEntryWithStats[], void, void> {
    const handle = await this.#ask<SftpHandle>((sftp, done) => sftp.opendir(path, done));
    const ahead: Promise<FileEntryWithStats[] | null>[] = [];
    try {
      for (;;) {
        while (ahead.length < LISTINGS_UNDER_WAY) ahead.push(heeded(this.#someEntries(handle)));
        const some = await ahead.shift();
        if (!some) return;
        yield some;
      }
    } finally {
      this.closeLater(handle);
    }
  }

  /** Null where the server does not tell. */
  async fileSystem(path: string): Promise<FileSystemFacts | null> {
    try {
      const facts = await this.#ask<StatVfs>((sftp, done) => sftp.ext_openssh_statvfs(path, done));
      return {
        freeBytes: Number(facts.f_bavail) * Number(facts.f_frsize),
        freeFiles: Number(facts.f_files) > 0 ? Number(facts.f_favail) : null,
        isReadOnly: (Number(facts.f_flag) & READ_ONLY_MOUNT) !== 0,
      };
    } catch {
      return null;
    }
  }

  /** Nobody waits for it, and its failure changes nothing: what is lost with a connection is closed with it. */
  closeLater(handle: SftpHandle): void {
    this.#connection.request<unknown>((sftp, done) => sftp.close(handle, done)).catch(() => undefined);
  }

  /** Null at the end of the folder. */
  #someEntries(handle: SftpHandle): Promise<FileEntryWithStats[] | null> {
    return this.#ask<FileEntryWithStats[]>((sftp, done) => sftp.readdir(handle, done)).catch(nullAtEnd);
  }

  async #ask<T>(send: SftpRequest<T>): Promise<T> {
    if (this.#signal.aborted) throw new DropAreaError('TIMED_OUT');
    this.#unanswered += 1;
    try {
      return await this.#connection.request(send);
    } finally {
      this.#unanswered -= 1;
    }
  }

  readonly #onAbort = (): void => {
    if (this.#unanswered > 0) this.#connection.drop(new DropAreaError('TIMED_OUT'));
  };
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (isStatus(error, SFTP_STATUS.NO_SUCH_FILE)) return null;
    throw error;
  });
}

function nullAtEnd(error: unknown): null {
  if (isStatus(error, SFTP_STATUS.EOF)) return null;
  throw error;
}

/** Its failure is seen when it is awaited; nobody may come to that when an earlier one has failed. */
export function heeded<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
