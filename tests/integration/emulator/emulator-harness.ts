import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import type { BookEntry } from '../../../legacy-adapter/emulator/books/book-entries.js';
import { writeControl } from '../../../legacy-adapter/emulator/control/control.store.js';
import type { EventFields } from '../../../legacy-adapter/emulator/events.js';
import { Emulator, type EmulatorOptions } from '../../../legacy-adapter/emulator/office/emulator.service.js';
import { FixedClock } from '../../../schema/kernel/clock.js';
import { generatePersons } from '../../testkit/person-generator.js';
import {
  DEFAULT_HEADER,
  fileOfLines,
  headerLine,
  rowLine,
  type GeneratedHeader,
} from '../../testkit/massivo-generator.js';

export const ROMA = 'PROC-H501';
export const NOW = '2026-02-09T10:00:00+01:00';
const DEADLINE_MS = 60_000;

/** A name in the sender's own count. */
export function requestName(count: number, { ipaCode = 'c_h501', officeCode = ROMA } = {}): string {
  return `MASSIVA_${ipaCode}_${officeCode}_20260209_${String(count).padStart(6, '0')}.txt`;
}

/** A good request of so many good rows, unless told otherwise. */
export function requestBytes(
  requestId: string,
  header: Partial<GeneratedHeader> & { rows?: number; seed?: number } = {},
): Buffer {
  const { rows = 3, seed = 1, ...fields } = header;
  const lines = [...generatePersons({ seed, rows, invalidShare: 0 })].map((person, index) =>
    rowLine(index + 1, person),
  );
  return fileOfLines([headerLine({ ...DEFAULT_HEADER, requestId, ...fields }), ...lines]);
}

/** Waits until there is something, or fails: no test depends on how fast the machine is. */
export async function eventually<Value>(what: string, look: () => Promise<Value | undefined | false>): Promise<Value> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Drop root and state directory of one emulator, seen from the sender's side. */
export class DropSite {
  readonly drop: string;
  readonly state: string;

  private constructor(readonly root: string) {
    this.drop = join(root, 'drop');
    this.state = join(root, 'state');
  }

  static async create(): Promise<DropSite> {
    const site = new DropSite(await mkdtemp(join(tmpdir(), 'emulator-')));
    await mkdir(site.drop);
    return site;
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  path(...parts: string[]): string {
    return join(this.drop, ...parts);
  }

  /** Sends a file as the protocol wants it: `.part`, then its name. */
  async send(name: string, bytes: Buffer, officeCode: string = ROMA): Promise<void> {
    const part = this.path(officeCode, 'in', name.replace(/\.txt$/, '.part'));
    await mkdir(dirname(part), { recursive: true });
    await writeFile(part, bytes);
    await rename(part, this.path(officeCode, 'in', name));
  }

  tell(control: unknown): Promise<void> {
    return writeControl(this.state, control);
  }

  /** The text of a file below an office once it is there. */
  answer(file: string, officeCode: string = ROMA): Promise<string> {
    return eventually(file, async () => readFile(this.path(officeCode, file), 'utf8').catch(() => undefined));
  }

  async has(file: string, officeCode: string = ROMA): Promise<boolean> {
    return (await stat(this.path(officeCode, file)).catch(() => undefined)) !== undefined;
  }

  async files(folder: string, officeCode: string = ROMA): Promise<string[]> {
    const entries = await readdir(this.path(officeCode, folder), { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  }

  async books(): Promise<BookEntry[]> {
    const text = await readFile(join(this.state, 'books.jsonl'), 'utf8').catch(() => '');
    // The last line may just be being written, or was when the emulator was killed.
    const whole = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean);
    return whole.map((line) => JSON.parse(line) as BookEntry);
  }

  /** Waits until this many receipts are closed. */
  closed(count: number): Promise<BookEntry[]> {
    return eventually(`${count} closed receipts`, async () => {
      const books = await this.books();
      return books.filter(({ step }) => step === 'closed').length >= count && books;
    });
  }
}

/** An emulator in this process, at zero delay and a fixed time, over a site of its own. */
export class RunningEmulator {
  readonly events: { readonly event: string; readonly fields: EventFields }[] = [];
  readonly #stop = new AbortController();
  #finished: Promise<void> = Promise.resolve();

  private constructor(readonly site: DropSite) {}

  static async start(options: Partial<EmulatorOptions> = {}, site?: DropSite): Promise<RunningEmulator> {
    const running = new RunningEmulator(site ?? (await DropSite.create()));
    const { drop: dropRoot, state: stateDir } = running.site;
    const delays = { ackDelayMs: 0, processDelayMs: 0 };
    const settings = { dropRoot, stateDir, offices: [ROMA], seed: 1, maxRows: 1000, delays, pollMs: 10, ...options };
    const events = { report: (event: string, fields: EventFields = {}) => void running.events.push({ event, fields }) };
    const die = (): never => {
      throw new Error('dying is tried with a process of its own');
    };
    const emulator = await Emulator.open(settings, { clock: new FixedClock(NOW), events, die });
    running.#finished = emulator.run(running.#stop.signal);
    return running;
  }

  seen(event: string): Promise<EventFields> {
    return eventually(event, () => Promise.resolve(this.events.find((entry) => entry.event === event)?.fields));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#finished;
  }
}

/** An outcome file taken apart, its closing hash worked out anew. */
export function readOutcome(text: string): {
  header: string[];
  rows: string[][];
  closing: string[];
  hashHolds: boolean;
} {
  const lines = text.split('\r\n').slice(0, -1);
  const [header = [], ...rest] = lines.map((line) => line.split(';'));
  const closing = rest.pop() ?? [];
  const body = text.slice(0, text.lastIndexOf('F;'));
  const sha256 = createHash('sha256').update(body, 'utf8').digest('hex');
  return { header, rows: rest, closing, hashHolds: closing[4] === sha256 };
}

/** The entries of a ZIP, by name, each with the SHA-256 of its content; read by another implementation. */
export async function readZip(path: string): Promise<Map<string, string>> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(path, { lazyEntries: true });
  const openStream = promisify<yauzl.Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  const found = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject).on('end', resolve);
    zip.on('entry', (entry: yauzl.Entry) => {
      const read = async (): Promise<void> => {
        const hash = createHash('sha256');
        for await (const chunk of await openStream(entry)) hash.update(chunk);
        found.set(entry.fileName, hash.digest('hex'));
        zip.readEntry();
      };
      read().catch(reject);
    });
    zip.readEntry();
  });
  return found;
}
