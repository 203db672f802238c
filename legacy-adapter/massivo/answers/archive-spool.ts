import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AnswerDefect } from './answer-defect.js';
import { openZip, type ArchiveBytes, type ZipArchive } from './zip-archive.js';
import { ZipDefect } from './zip-records.rules.js';

export interface SpoolOptions {
  /** Where what is too large for memory is laid. */
  directory: string;
  maximumBytes: number;
  /** Larger archives go to the disk. */
  memoryBytes?: number;
}

/** An archive that no longer depends on the office: what follows runs inside a transaction. */
export interface SpooledArchive {
  zip: ZipArchive;
  /** Lets go of memory and disk. */
  close(): Promise<void>;
}

const MEMORY_BYTES = 16 * 1024 * 1024;
/** Read from the disk at a time: PDFs of a few kilobytes, lying one behind the other, come many with one call. */
const WINDOW_BYTES = 1024 * 1024;

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
    const bytes = this.#file ? bytesOnDisk(this.#file, this.#bytes) : bytesInMemory(wholeOf(this.#chunks));
    this.#chunks = [];
    try {
      return { zip: await openZip(bytes), close: () => this.close() };
    } catch (error) {
      if (!(error instanceof ZipDefect)) throw error;
      // Without its directory, which is written last, it is still being written, or was cut.
      if (error.kind === 'INCOMPLETE') throw new AnswerDefect('ARCHIVE_INCOMPLETE');
      throw new AnswerDefect('ARCHIVE_MISMATCH', { about: error.message });
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

function wholeOf(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks);
}

function bytesInMemory(whole: Buffer): ArchiveBytes {
  return { size: whole.length, read: (position, length) => whole.subarray(position, position + length) };
}

/** A new window for each stretch: what was given before stays as it is. */
function bytesOnDisk(file: FileHandle, size: number): ArchiveBytes {
  let start = 0;
  let window: Buffer = Buffer.alloc(0);
  return {
    size,
    read: async (position, length) => {
      if (position < start || position + length > start + window.length) {
        // A place beyond the end is the archive's own word, and nothing lies there.
        const left = Math.max(0, size - position);
        window = await readFully(file, position, Math.min(Math.max(length, WINDOW_BYTES), left));
        start = position;
      }
      return window.subarray(position - start, position - start + length);
    },
  };
}

async function readFully(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) return bytes.subarray(0, done);
    done += bytesRead;
  }
  return bytes;
}
