import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { HostedDropArea } from '../../legacy-adapter/massivo/file-process/hosted-drop-area.js';
import { DirectoryDropArea } from '../../legacy-adapter/massivo/transport/directory-drop-area.js';
import { DropAreaError } from '../../legacy-adapter/massivo/transport/drop-area.errors.js';
import type {
  AnswerFile,
  DropArea,
  DropAreaTrouble,
  DropEntry,
  OfficeFolder,
  OutgoingFile,
  PutResult,
} from '../../legacy-adapter/massivo/transport/drop-area.port.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { GatedDropArea } from '../testkit/gated-drop-area.js';

/** How every office of massivo hangs. */
export const VARIANTS = {
  obedient: 'every call hangs until its deadline',
  deaf: 'every call hangs and is deaf to its deadline',
  kernel: 'every call hangs in the kernel, as on a dead mount; the directory in its process, as in the product',
  unprotected: 'the same in the process of the product itself, as it would be without a process for the files',
} as const;
export type Variant = keyof typeof VARIANTS;

export interface Places {
  root: string;
  /** Calls in the kernel hang at this pipe while nobody has its other end. */
  pipe: string;
  /** The other calls hang while there is this file. */
  flag: string;
}

export function hangingDropArea(variant: Variant, { root, pipe, flag }: Places): DropArea {
  const directory = new DirectoryDropArea({ root, makeFolders: true });
  if (variant === 'kernel') {
    const host = path.join(packageRoot(), 'tests/testkit/gated-host.ts');
    return new HostedDropArea({ root }, { program: { path: host, args: [root, pipe] } });
  }
  if (variant === 'unprotected') return new GatedDropArea(directory, pipe);
  return new WaitingDropArea(directory, { flag, isObedient: variant === 'obedient' });
}

const LOOK_MS = 50;

/** Hangs in this process, without a thread. */
class WaitingDropArea implements DropArea {
  readonly #dropArea: DropArea;
  readonly #flag: string;
  readonly #isObedient: boolean;
  readonly #waiting = new Set<() => void>();

  constructor(dropArea: DropArea, { flag, isObedient }: { flag: string; isObedient: boolean }) {
    this.#dropArea = dropArea;
    this.#flag = flag;
    this.#isObedient = isObedient;
    setInterval(() => {
      if (this.#waiting.size > 0 && !existsSync(flag)) for (const goOn of [...this.#waiting]) goOn();
    }, LOOK_MS).unref();
  }

  async put(file: OutgoingFile): Promise<PutResult> {
    await this.#pass(file.signal);
    return this.#dropArea.put(file);
  }

  async *list(folder: OfficeFolder, signal: AbortSignal): AsyncGenerator<DropEntry, void, void> {
    await this.#pass(signal);
    yield* this.#dropArea.list(folder, signal);
  }

  async open(file: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    await this.#pass(signal);
    return this.#dropArea.open(file, signal);
  }

  async take(file: AnswerFile, signal: AbortSignal): Promise<void> {
    await this.#pass(signal);
    return this.#dropArea.take(file, signal);
  }

  async health(officeCode: string, signal: AbortSignal): Promise<DropAreaTrouble | null> {
    await this.#pass(signal);
    return this.#dropArea.health(officeCode, signal);
  }

  close(): Promise<void> {
    return this.#dropArea.close();
  }

  async #pass(signal: AbortSignal): Promise<void> {
    if (!existsSync(this.#flag)) return;
    await new Promise<void>((resolve, reject) => {
      const goOn = (): void => {
        this.#waiting.delete(goOn);
        resolve();
      };
      this.#waiting.add(goOn);
      if (!this.#isObedient) return;
      signal.addEventListener('abort', () => {
        this.#waiting.delete(goOn);
        reject(new DropAreaError('TIMED_OUT'));
      });
    });
  }
}
