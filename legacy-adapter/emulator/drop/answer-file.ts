import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const BUFFER_BYTES = 256 * 1024;
/** Texts are joined no further: until it is written, a joined text holds every piece of it. */
const TEXT_CHARACTERS = 16 * 1024;
/** Never through a link: the folder is shared with the other side. */
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** A file being written under its `.part` name, in blocks. */
export class AnswerFile {
  readonly #handle: FileHandle;
  readonly #hash: Hash | undefined;
  #blocks: Buffer[] = [];
  #text = '';
  #buffered = 0;
  #written: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, hash: Hash | undefined) {
    this.#handle = handle;
    this.#hash = hash;
  }

  /** @param hashed whether its hash will be asked for. */
  static async create(path: string, { hashed = false } = {}): Promise<AnswerFile> {
    return new AnswerFile(await open(path, CREATE, 0o644), hashed ? createHash('sha256') : undefined);
  }

  /** A promise only where there is something to wait for: a promise a record would cost more than the record. */
  write(content: string | Buffer): Promise<void> | undefined {
    this.#buffered += content.length;
    if (typeof content === 'string') {
      this.#text += content;
      if (this.#text.length >= TEXT_CHARACTERS) this.#closeText();
    } else {
      this.#closeText();
      this.#blocks.push(content);
    }
    return this.#buffered >= BUFFER_BYTES ? this.#flush() : undefined;
  }

  /** SHA-256 (hex) of every byte written so far, of a file that is `hashed`. */
  async hashSoFar(): Promise<string> {
    if (!this.#hash) throw new Error('this file is not being hashed');
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
    await this.#written.catch(() => undefined);
    await this.#handle.close();
  }

  #closeText(): void {
    if (this.#text === '') return;
    this.#blocks.push(Buffer.from(this.#text, 'utf8'));
    this.#text = '';
  }

  /** One block after the other, whoever waits for it. */
  #flush(): Promise<void> {
    this.#closeText();
    const [only] = this.#blocks;
    const block = this.#blocks.length === 1 && only ? only : Buffer.concat(this.#blocks);
    this.#blocks = [];
    this.#buffered = 0;
    this.#hash?.update(block);
    this.#written = this.#written.then(() => this.#writeOut(block));
    return this.#written;
  }

  async #writeOut(block: Buffer): Promise<void> {
    for (let done = 0; done < block.length;) {
      done += (await this.#handle.write(block, done)).bytesWritten;
    }
  }
}
