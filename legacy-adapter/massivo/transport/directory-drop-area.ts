import { constants, type Dirent } from 'node:fs';
import { access, lstat, mkdir, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { asDropArea, asDropAreaError, DropAreaError, systemCodeOf } from './drop-area.errors.js';
import {
  type AnswerFile,
  type DropArea,
  type DropAreaTrouble,
  type DropEntry,
  type OfficeFolder,
  type OutgoingFile,
  type PutResult,
} from './drop-area.port.js';
import { createAnew, lstatOf, openRegular, renameWithoutReplacing } from './directory-file.js';
import { discard, publish, writeAll } from './directory-outgoing.js';
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

export interface DirectoryDropAreaOptions {
  /** Holds `<officeCode>/{in,ack,err,out}`, each with `done/`. */
  root: string;
  /** Makes an office's folders when they are missing (the development set-up); else that is a trouble. */
  makeFolders?: boolean;
  /** Entries of a folder that one look goes through. */
  maximumEntries?: number;
}

/** Read at a time: all of a usual file, and never a buffer much larger than the file. */
const MOST_READ_BYTES = 1024 * 1024;
const LEAST_READ_BYTES = 4 * 1024;

/** The drop area on a local or mounted directory. */
export class DirectoryDropArea implements DropArea {
  readonly #root: string;
  readonly #makeFolders: boolean;
  readonly #maximumEntries: number;

  constructor({ root, makeFolders = false, maximumEntries = MAXIMUM_ENTRIES }: DirectoryDropAreaOptions) {
    this.#root = root;
    this.#makeFolders = makeFolders;
    this.#maximumEntries = maximumEntries;
  }

  async put({ officeCode, name, bytes, claim, signal }: OutgoingFile): Promise<PutResult> {
    // Step by step, so that a failure of the claim or of the bytes is not taken for one of the drop area.
    const folder = await asDropArea(() => this.#folder(officeCode, 'in'));
    const part = join(folder, `${plain(name).slice(0, -'.txt'.length)}.part`);
    const handle = await claim.hold(() => asDropArea(() => createAnew(part)));
    try {
      const written = await writeAll(handle, bytes, signal);
      return await claim.publish(() => asDropArea(() => publish({ folder, part, name, handle, written })));
    } finally {
      await discard(part, handle);
    }
  }

  async *list({ officeCode, folder }: OfficeFolder, signal: AbortSignal): AsyncGenerator<DropEntry, void, void> {
    let seen = 0;
    const path = await asDropArea(() => this.#folder(officeCode, folder));
    const directory = await asDropArea(() => opendir(path, { bufferSize: 256 }));
    try {
      for (;;) {
        const entry = await asDropArea(() => directory.read());
        if (!entry) return;
        if (signal.aborted) throw new DropAreaError('TIMED_OUT');
        if ((seen += 1) > this.#maximumEntries) {
          yield { kind: 'TRUNCATED' };
          return;
        }
        const shown = await asDropArea(() => dropEntryOf(path, entry));
        if (shown) yield shown;
      }
    } finally {
      await directory.close();
    }
  }

  async open({ officeCode, folder, name }: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    return asDropArea(async () => {
      const found = await openRegular(join(await this.#folder(officeCode, folder), plain(name)));
      const highWaterMark = Math.min(Math.max(found?.bytes ?? 0, LEAST_READ_BYTES), MOST_READ_BYTES);
      return found?.handle.createReadStream({ signal, highWaterMark }) ?? null;
    });
  }

  async take({ officeCode, folder, name }: AnswerFile, signal: AbortSignal): Promise<void> {
    await asDropArea(async () => {
      const path = await this.#folder(officeCode, folder);
      const from = join(path, plain(name));
      if (!(await lstatOf(from))?.isFile()) return;
      for (let copy = 1; copy <= MAXIMUM_COPIES; copy += 1) {
        signal.throwIfAborted();
        if (await moved(from, join(path, DONE, copyName(name, copy)))) return;
      }
      throw new DropAreaError('FULL');
    });
  }

  async health(officeCode: string, signal: AbortSignal): Promise<DropAreaTrouble | null> {
    try {
      for (const folder of FOLDERS) {
        signal.throwIfAborted();
        const path = await this.#folder(officeCode, folder);
        await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
      }
      return null;
    } catch (error) {
      const known = asDropAreaError(error);
      if (known instanceof DropAreaError) return known.trouble;
      throw error;
    }
  }

  /** Nothing is kept open between two calls. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The folder's path, once it is sure that office, folder and `done/` are directories of their own. */
  async #folder(officeCode: string, folder: Folder): Promise<string> {
    if (!isOfficeCode(officeCode)) throw new DropAreaError('MISSING');
    const office = join(this.#root, officeCode);
    const path = join(office, folder);
    if (this.#makeFolders) await mkdir(join(path, DONE), { recursive: true });
    // One after the other: at an office that hangs a call takes one thread, not three.
    for (const directory of [office, path]) {
      if (!(await lstat(directory)).isDirectory()) throw new DropAreaError('MISSING', { systemCode: 'ENOTDIR' });
    }
    // The receiver's own: ours beside the answers, the office's beside what it is sent.
    const done = await lstatOf(join(path, DONE));
    if (done && !done.isDirectory()) throw new DropAreaError('MISSING', { systemCode: 'ENOTDIR' });
    if (!done && folder !== 'in') await mkdir(join(path, DONE)).catch(ignoreExisting);
    return path;
  }
}

async function moved(from: string, to: string): Promise<boolean> {
  return renameWithoutReplacing(from, to).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return true; // somebody else was faster
    throw error;
  });
}

async function dropEntryOf(folder: string, entry: Dirent): Promise<DropEntry | null> {
  const { name } = entry;
  const unknown = !entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink();
  const kind = unknown ? await lstatOf(join(folder, name)) : entry; // some file systems do not tell the type
  return kind && shownEntry(name, kind);
}

function ignoreExisting(error: unknown): void {
  if (systemCodeOf(error) !== 'EEXIST') throw error;
}
