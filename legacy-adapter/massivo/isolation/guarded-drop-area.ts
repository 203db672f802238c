import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type {
  AnswerFile,
  DropArea,
  DropAreaTrouble,
  DropEntry,
  OfficeFolder,
  OutgoingFile,
  PutResult,
} from '../transport/drop-area.port.js';
import type { OfficeBreakers } from './office-breaker.js';

/**
 * A drop area with a circuit breaker for each office, the same for both ways: what makes sending hang makes collecting
 * hang too, and the first to find out spares the other. Every call is counted, not every lane, since a lane may end
 * well without having called the office at all.
 */
export class GuardedDropArea implements DropArea {
  readonly #dropArea: DropArea;
  readonly #breakers: OfficeBreakers;

  constructor(dropArea: DropArea, breakers: OfficeBreakers) {
    this.#dropArea = dropArea;
    this.#breakers = breakers;
  }

  put(file: OutgoingFile): Promise<PutResult> {
    return this.#breakers.of(file.officeCode).call(() => this.#dropArea.put(file), file.signal);
  }

  async *list(folder: OfficeFolder, signal: AbortSignal): AsyncGenerator<DropEntry, void, void> {
    const breaker = this.#breakers.of(folder.officeCode);
    const entries = this.#dropArea.list(folder, signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const entry = await breaker.call(() => entries.next(), signal);
        if (entry.done) return;
        yield entry.value;
      }
    } finally {
      await entries.return?.();
    }
  }

  /** Reading is part of the call: an office may hang in the middle of a file. */
  async open(file: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    const breaker = this.#breakers.of(file.officeCode);
    const content = await breaker.call(() => this.#dropArea.open(file, signal), signal);
    if (content) breaker.watch(finished(content, { cleanup: true }), signal);
    return content;
  }

  take(file: AnswerFile, signal: AbortSignal): Promise<void> {
    return this.#breakers.of(file.officeCode).call(() => this.#dropArea.take(file, signal), signal);
  }

  health(officeCode: string, signal: AbortSignal): Promise<DropAreaTrouble | null> {
    return this.#dropArea.health(officeCode, signal);
  }

  close(): Promise<void> {
    return this.#dropArea.close();
  }
}
