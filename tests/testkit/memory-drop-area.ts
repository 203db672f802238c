import { Readable } from 'node:stream';
import { DropAreaError } from '../../legacy-adapter/massivo/transport/drop-area.errors.js';
import {
  isPlainName,
  type AnswerFile,
  type AnswerFolder,
  type DropArea,
  type DropAreaTrouble,
  type DropEntry,
  type OfficeFolder,
  type OutgoingFile,
  type PutResult,
} from '../../legacy-adapter/massivo/transport/drop-area.port.js';

type Content = Buffer | 'NOT_A_REGULAR_FILE';

/** Where a fault may strike. */
export type FaultPoint = 'put' | 'written' | 'published' | 'list' | 'open' | 'take';

/**
 * The drop area without a disk. Held to the same contract as the real one; besides, a test can make any step fail,
 * hang, or lose the process.
 */
export class MemoryDropArea implements DropArea {
  /** `<office>/<folder>/<name>` → what lies there. */
  readonly #files = new Map<string, Content>();
  readonly #missing = new Set<string>();
  /** Set by a test; whatever it throws or never resolves happens at that point. */
  fault: (point: FaultPoint, officeCode: string) => Promise<void> = () => Promise.resolve();
  /** Calls of any kind, in order: `put PROC-H501`. */
  readonly calls: string[] = [];

  async put({ officeCode, name, bytes, claim, signal }: OutgoingFile): Promise<PutResult> {
    await this.#enter('put', officeCode, signal);
    assertPlain(name);
    const part = `${officeCode}/in/${name.replace(/\.txt$/, '.part')}`;
    await claim.hold(() => Promise.resolve(this.#files.delete(part)));
    const chunks: Buffer[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    this.#files.set(part, Buffer.concat(chunks));
    try {
      await this.fault('written', officeCode);
      assertInTime(signal);
      return await claim.publish(async () => {
        const result = this.#publish({ officeCode, name, part, content: Buffer.concat(chunks) });
        await this.fault('published', officeCode);
        return result;
      });
    } finally {
      this.#files.delete(part);
    }
  }

  async *list({ officeCode, folder }: OfficeFolder, signal: AbortSignal): AsyncGenerator<DropEntry, void, void> {
    await this.#enter('list', officeCode, signal);
    for (const [path, content] of [...this.#files]) {
      const name = nameIn(path, `${officeCode}/${folder}/`);
      if (name === null) continue;
      if (content === 'NOT_A_REGULAR_FILE') yield { kind: 'FOREIGN', reason: 'NOT_A_REGULAR_FILE' };
      else if (!isPlainName(name)) yield { kind: 'FOREIGN', reason: 'MALFORMED_NAME' };
      else if (!name.endsWith('.part')) yield { kind: 'FILE', name };
    }
  }

  async open({ officeCode, folder, name }: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    await this.#enter('open', officeCode, signal);
    assertPlain(name);
    const content = this.#files.get(`${officeCode}/${folder}/${name}`);
    return Buffer.isBuffer(content) ? Readable.from([content]) : null;
  }

  async take({ officeCode, folder, name }: AnswerFile, signal: AbortSignal): Promise<void> {
    await this.#enter('take', officeCode, signal);
    assertPlain(name);
    const path = `${officeCode}/${folder}/${name}`;
    const content = this.#files.get(path);
    if (!Buffer.isBuffer(content)) return;
    const done = `${officeCode}/${folder}/done/${name}`;
    let copy = 1;
    while (this.#files.has(copy === 1 ? done : `${done}.${copy}`)) copy += 1;
    this.#files.set(copy === 1 ? done : `${done}.${copy}`, content);
    this.#files.delete(path);
  }

  health(officeCode: string): Promise<DropAreaTrouble | null> {
    return Promise.resolve(this.#missing.has(officeCode) ? 'MISSING' : null);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  // ------------------------------------------------------------------------------------------ the office's side

  /** Puts something under `<office>/<path>`. */
  place(officeCode: string, path: string, content: Content | string): void {
    this.#files.set(
      `${officeCode}/${path}`,
      typeof content === 'string' && content !== 'NOT_A_REGULAR_FILE' ? Buffer.from(content) : (content as Content),
    );
  }

  read(officeCode: string, path: string): Buffer | null {
    const content = this.#files.get(`${officeCode}/${path}`);
    return Buffer.isBuffer(content) ? content : null;
  }

  /** Names in a folder, `in` or `ack/done` or any other, sorted. */
  names(officeCode: string, folder: string): string[] {
    return [...this.#files.keys()].flatMap((path) => nameIn(path, `${officeCode}/${folder}/`) ?? []).sort();
  }

  move(officeCode: string, from: string, to: string): void {
    const content = this.#files.get(`${officeCode}/${from}`);
    if (content === undefined) throw new Error('there is nothing to be moved');
    this.#files.delete(`${officeCode}/${from}`);
    this.#files.set(`${officeCode}/${to}`, content);
  }

  /** The office's folders are not there. */
  takeAway(officeCode: string): void {
    this.#missing.add(officeCode);
  }

  async #enter(point: FaultPoint, officeCode: string, signal: AbortSignal): Promise<void> {
    this.calls.push(`${point} ${officeCode}`);
    if (this.#missing.has(officeCode)) throw new DropAreaError('MISSING');
    assertInTime(signal);
    await this.fault(point, officeCode);
    assertInTime(signal);
  }

  #publish(file: { officeCode: string; name: string; part: string; content: Buffer }): PutResult {
    const { officeCode, name, part, content } = file;
    const [path, done] = [`${officeCode}/in/${name}`, `${officeCode}/in/done/${name}`];
    const earlier = this.#files.get(path) ?? this.#files.get(done);
    if (earlier !== undefined) {
      if (Buffer.isBuffer(earlier) && earlier.equals(content)) return 'ALREADY_THERE';
      throw new DropAreaError('NAME_TAKEN');
    }
    this.#files.delete(part);
    this.#files.set(path, content);
    return 'SENT';
  }
}

export const ANSWER_FOLDERS: readonly AnswerFolder[] = ['ack', 'err', 'out'];

function nameIn(path: string, folder: string): string | null {
  return path.startsWith(folder) && !path.slice(folder.length).startsWith('done/') ? path.slice(folder.length) : null;
}

function assertPlain(name: string): void {
  if (!isPlainName(name)) throw new RangeError('not the plain name of a file');
}

function assertInTime(signal: AbortSignal): void {
  if (signal.aborted) throw new DropAreaError('TIMED_OUT');
}
