import { open } from 'node:fs/promises';
import { closeSync, constants, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type {
  AnswerFile,
  DropArea,
  DropAreaTrouble,
  DropEntry,
  OfficeFolder,
  OutgoingFile,
  PutResult,
} from '../../legacy-adapter/massivo/transport/drop-area.port.js';

/** No pipe is in the way to this one. */
export const FREE_OFFICE = 'PROC-Z999';

/**
 * A drop area behind a pipe that every call has to open first. While nobody has the pipe's other end, opening it hangs
 * in the kernel as a call to a dead mount does: for real, in a thread of libuv's pool, deaf to every signal.
 */
export class GatedDropArea implements DropArea {
  readonly #dropArea: DropArea;
  readonly #pipe: string;

  constructor(dropArea: DropArea, pipe: string) {
    this.#dropArea = dropArea;
    this.#pipe = pipe;
  }

  async put(file: OutgoingFile): Promise<PutResult> {
    await this.#pass(file.officeCode);
    return this.#dropArea.put(file);
  }

  async *list(folder: OfficeFolder, signal: AbortSignal): AsyncGenerator<DropEntry, void, void> {
    await this.#pass(folder.officeCode);
    yield* this.#dropArea.list(folder, signal);
  }

  async open(file: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    await this.#pass(file.officeCode);
    return this.#dropArea.open(file, signal);
  }

  async take(file: AnswerFile, signal: AbortSignal): Promise<void> {
    await this.#pass(file.officeCode);
    return this.#dropArea.take(file, signal);
  }

  async health(officeCode: string, signal: AbortSignal): Promise<DropAreaTrouble | null> {
    await this.#pass(officeCode);
    return this.#dropArea.health(officeCode, signal);
  }

  close(): Promise<void> {
    return this.#dropArea.close();
  }

  async #pass(officeCode: string): Promise<void> {
    if (officeCode === FREE_OFFICE) return;
    await (await open(this.#pipe, 'r')).close();
  }
}

/** Whether the calls behind a pipe hang or pass, those under way included. */
export class Gate {
  readonly #pipe: string;
  #otherEnd: number | null = null;

  constructor(pipe: string) {
    this.#pipe = pipe;
  }

  /** Both ends at once, which never hangs. */
  open(): void {
    this.#otherEnd ??= openSync(this.#pipe, constants.O_RDWR | constants.O_NONBLOCK);
  }

  shut(): void {
    if (this.#otherEnd !== null) closeSync(this.#otherEnd);
    this.#otherEnd = null;
  }
}
