import { createReadStream } from 'node:fs';
import { mkdir, open, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { EventLog } from '../events.js';
import type { BookEntry } from './book-entries.js';
import { BookIndex } from './book-index.js';

const BOOKS_FILE = 'books.jsonl';

/** The books cannot be written or read: the emulator must not go on without them. */
export class BooksError extends Error {
  override readonly name = 'BooksError';
}

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The emulator's memory: an append-only file and an index of what of it is needed at hand. */
export class Books {
  readonly index = new BookIndex();
  readonly #handle: FileHandle;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #broken: BooksError | undefined;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Opens the books in `stateDir`, reads them, and drops a last line that a crash has cut short. */
  static async open(stateDir: string, { clock, events }: { clock: Clock; events: EventLog }): Promise<Books> {
    await mkdir(stateDir, { recursive: true });
    const path = join(stateDir, BOOKS_FILE);
    const handle = await open(path, 'a');
    const books = new Books(handle);
    const whole = await books.#load(path, clock);
    const { size } = await handle.stat();
    if (whole < size) {
      await truncate(path, whole);
      events.report('books-mended', { dropped: size - whole });
    }
    if (whole > size) await handle.appendFile('\n');
    return books;
  }

  /**
   * Takes an entry into the index at once and resolves when it is on the disk; entries of the same moment share one
   * fsync. Rejects with `BooksError`, for this entry and all later ones, when the disk refuses.
   */
  append(entry: BookEntry): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    this.index.apply(entry, performance.now());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line: `${JSON.stringify(entry)}\n`, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#handle.appendFile(batch.map(({ line }) => line).join(''));
        await this.#handle.datasync();
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        this.#broken = new BooksError('the books cannot be written', { cause });
        for (const { reject } of batch.concat(this.#waiting)) reject(this.#broken);
        this.#waiting = [];
      }
    }
    // In the same turn as the last look at the queue: an entry that comes later starts a new round.
    this.#writing = undefined;
  }

  /** Reads the entries into the index; gives the length in bytes of what is whole. */
  async #load(path: string, clock: Clock): Promise<number> {
    let whole = 0;
    let torn = false;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      if (torn) throw new BooksError(`the books are damaged at byte ${whole}`);
      const entry = readEntry(line);
      if (!entry) {
        torn = true;
        continue;
      }
      const agoMs = Math.max(0, clock.now().getTime() - Date.parse(entry.at));
      this.index.apply(entry, performance.now() - agoMs);
      whole += Buffer.byteLength(line) + 1;
    }
    return whole;
  }
}

function readEntry(line: string): BookEntry | undefined {
  try {
    return JSON.parse(line) as BookEntry;
  } catch {
    return undefined;
  }
}
