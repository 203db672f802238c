import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { fromBuffer, fromFd, type Options, type ZipFile } from 'yauzl';
import { AnswerDefect } from './answer-defect.js';

export interface SpoolOptions {
  /** Where what is too large for memory is laid. */
  directory: string;
  maximumBytes: number;
  /** Larger archives go to the disk. Reading from memory saves five system calls a PDF. */
  memoryBytes?: number;
}

/** An archive that no longer depends on the office: what follows runs inside a transaction. */
export interface SpooledArchive {
  zip: ZipFile;
  /** Lets go of memory and disk. */
  close(): Promise<void>;
}

const MEMORY_BYTES = 16 * 1024 * 1024;
const ZIP_OPTIONS: Options = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true };
const zipInMemory = promisify<Buffer, Options, ZipFile>(fromBuffer);
const zipOnDisk = promisify<number, Options, ZipFile>(fromFd);

/** Copies an archive away from the office and opens it. Throws `AnswerDefect` when it is too large or not whole. */
export async function spoolArchive(content: Readable, options: SpoolOptions): Promise<SpooledArchive> {
  const spool = new Spool(options);
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) await spool.add(chunk);
    return await spool.open();
  } catch (error) {
    await spool.close();
    throw error;
  }
}

class Spool {
  readonly #options: SpoolOptions;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #file: FileHandle | null = null;

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  async add(chunk: Buffer): Promise<void> {
    const { maximumBytes, memoryBytes = MEMORY_BYTES } = this.#options;
    this.#bytes += chunk.length;
    if (this.#bytes > maximumBytes) throw new AnswerDefect('ARCHIVE_TOO_LARGE');
    this.#chunks.push(chunk);
    if (this.#bytes > memoryBytes) await this.#writeOut();
  }

  async open(): Promise<SpooledArchive> {
    if (this.#file) await this.#writeOut();
    try {
      const zip = this.#file
        ? await zipOnDisk(this.#file.fd, ZIP_OPTIONS)
        : await zipInMemory(Buffer.concat(this.#chunks), ZIP_OPTIONS);
      this.#chunks = [];
      zip.on('error', () => undefined); // also told to whoever is reading an entry; unheard it would end the process
      return { zip, close: () => this.close() };
    } catch {
      // Without its directory, which is written last, it is still being written, or was cut.
      throw new AnswerDefect('ARCHIVE_INCOMPLETE');
    }
  }

  async close(): Promise<void> {
    this.#chunks = [];
    await this.#file?.close();
    this.#file = null;
  }

  /** The file loses its name at once: what is in it is personal data, and goes with this process at the latest. */
  async #writeOut(): Promise<void> {
    if (!this.#file) {
      const path = join(this.#options.directory, `casellario-bridge-${randomUUID()}`);
      this.#file = await open(path, 'wx+', 0o600);
      await unlink(path);
    }
    const chunks = this.#chunks;
    this.#chunks = [];
    for (const chunk of chunks) await this.#file.writeFile(chunk);
  }
}
