import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const BUFFER_BYTES = 64 * 1024;
/** Never through a link: the folder is shared with the other side. */
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** A file being written under its `.part` name, in blocks. */
export class AnswerFile {
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #blocks: Buffer[] = [];
  #buffered = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(path: string): Promise<AnswerFile> {
    return new AnswerFile(await open(path, CREATE, 0o644));
  }

  async write(content: string | Buffer): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    this.#blocks.push(bytes);
    this.#buffered += bytes.length;
    if (this.#buffered >= BUFFER_BYTES) await this.#flush();
  }

  /** SHA-256 (hex) of every byte written so far. */
  async hashSoFar(): Promise<string> {
    await this.#flush();
    return this.#hash.copy().digest('hex');
  }

  /** Writes what is left, to the disk. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#handle.datasync();
    await this.#handle.close();
  }

  /** Closes it as it is; what has been written stays under the `.part` name. */
  async abandon(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const block = Buffer.concat(this.#blocks);
    this.#blocks = [];
    this.#buffered = 0;
    this.#hash.update(block);
    for (let done = 0; done < block.length;) {
      done += (await this.#handle.write(block, done)).bytesWritten;
    }
  }
}
