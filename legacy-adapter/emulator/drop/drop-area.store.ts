import { constants, type Dirent } from 'node:fs';
import { chmod, lstat, mkdir, open, opendir, rename, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, systemErrorCode } from '../system-error.js';
import { answerPlace, readRequestName, type AnswerName } from './request-name.rules.js';

export const DROP_FOLDERS = ['in', 'ack', 'out', 'err'] as const;

/** Never through a link, never waiting at a pipe or a device. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const READ_ONLY_MODE = 0o1555;
const OPEN_MODE = 0o755;
/** Names taken up in one look at `in/`; the rest waits for the next one. */
const MAX_NAMES = 1000;

/** An entry of `in/` that the office leaves alone. */
export interface ForeignEntry {
  readonly name: string;
  readonly reason: 'name outside the pattern' | 'not a regular file';
}

/**
 * One office's drop area, `<root>/<officeCode>/{in,ack,out,err}`, each with the `done/` of its receiver.
 *
 * Only regular files are opened, only names of the protocol are made, nothing of the other side is ever deleted.
 */
export class DropArea {
  readonly officeCode: string;
  readonly #path: string;

  constructor(root: string, officeCode: string) {
    this.officeCode = officeCode;
    this.#path = join(root, officeCode);
  }

  /** Makes the folders that are missing. Refuses a folder that is a link or a file. */
  async ensure(): Promise<void> {
    for (const folder of DROP_FOLDERS) {
      await mkdir(join(this.#path, folder, 'done'), { recursive: true });
      for (const path of [this.#path, join(this.#path, folder), join(this.#path, folder, 'done')]) {
        if (!(await lstat(path)).isDirectory()) throw new Error(`not a directory of its own: ${path}`);
      }
    }
  }

  /** What lies in `in/`: request files in the order of their names, and what is none of the office's business. */
  async look(): Promise<{ requests: string[]; foreign: ForeignEntry[] }> {
    const requests: string[] = [];
    const foreign: ForeignEntry[] = [];
    for await (const entry of await opendir(join(this.#path, 'in'))) {
      const reason = foreignReason(entry);
      if (reason && foreign.length < MAX_NAMES) foreign.push({ name: entry.name, reason });
      else if (isRequest(entry) && requests.push(entry.name) === MAX_NAMES) break;
    }
    return { requests: requests.sort(), foreign };
  }

  /** Opens a request file that has not been taken in; `undefined` when it is gone or no regular file. */
  openRequest(file: string): Promise<FileHandle | undefined> {
    return openRegular(join(this.#path, 'in', file));
  }

  /** Opens a request file that has been taken in. */
  openTaken(takenAs: string): Promise<FileHandle | undefined> {
    return openRegular(join(this.#path, 'in', 'done', takenAs));
  }

  /** Moves a request file out of `in/`. Moving it again is harmless. */
  async take(file: string, takenAs: string): Promise<void> {
    try {
      await rename(join(this.#path, 'in', file), join(this.#path, 'in', 'done', takenAs));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /** Whether a file of this name lies in `in/done/`. */
  async isTaken(file: string): Promise<boolean> {
    try {
      await lstat(join(this.#path, 'in', 'done', file));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /**
   * Takes the write permission of the four folders away, or gives it back where this method took it away: the sticky
   * bit, which means nothing in folders of one user, marks its own doing.
   */
  async setReadOnly(readOnly: boolean): Promise<void> {
    for (const folder of DROP_FOLDERS) {
      const path = join(this.#path, folder);
      const mode = (await lstat(path)).mode & 0o7777;
      if (readOnly && mode !== READ_ONLY_MODE) await chmod(path, READ_ONLY_MODE);
      if (!readOnly && mode === READ_ONLY_MODE) await chmod(path, OPEN_MODE);
    }
  }

  partPath(requestFile: string, answer: AnswerName): string {
    const place = answerPlace(requestFile, answer);
    return join(this.#path, place.folder, place.partFile);
  }

  /** Renames a finished `.part` to the answer's name. */
  async publish(requestFile: string, answer: AnswerName): Promise<void> {
    const place = answerPlace(requestFile, answer);
    await rename(this.partPath(requestFile, answer), join(this.#path, place.folder, place.file));
  }

  /** Cuts a finished `.part` to a share (0 … 1) of its length. */
  async cut(requestFile: string, answer: AnswerName, share: number): Promise<void> {
    const path = this.partPath(requestFile, answer);
    const { size } = await lstat(path);
    await truncate(path, Math.floor(size * share));
  }
}

function foreignReason(entry: Dirent): ForeignEntry['reason'] | undefined {
  if (entry.isDirectory()) return entry.name === 'done' ? undefined : 'not a regular file';
  if (!entry.isFile()) return 'not a regular file';
  if (readRequestName(entry.name) || entry.name.endsWith('.part')) return undefined;
  return 'name outside the pattern';
}

const isRequest = (entry: Dirent): boolean => entry.isFile() && readRequestName(entry.name) !== undefined;

async function openRegular(path: string): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, READ);
  } catch (error) {
    if (isMissing(error) || systemErrorCode(error) === 'ELOOP') return undefined;
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}
