import { setMaxListeners } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../schema/kernel/clock.js';
import { Books } from '../books/books.store.js';
import { ControlWatch } from '../control/control.store.js';
import type { Delays } from '../control/faults.rules.js';
import { DropArea } from '../drop/drop-area.store.js';
import { isOfficeFolder } from '../drop/request-name.rules.js';
import type { EventLog } from '../events.js';
import type { OfficeContext } from './office-context.js';
import { OfficeDesk } from './office-desk.service.js';
import { Slots } from './slots.js';

/** Files that are worked on at a time, all offices together. */
const AT_ONCE = 8;

export interface EmulatorOptions {
  readonly dropRoot: string;
  readonly stateDir: string;
  /** Offices whose folders are made at start; others are found when their folder appears. */
  readonly offices: readonly string[];
  readonly seed: number;
  readonly maxRows: number;
  readonly delays: Delays;
  readonly pollMs: number;
}

export interface EmulatorParts {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly die: () => void;
}

/** Every office of the drop root at work, over one set of books. */
export class Emulator {
  readonly #options: EmulatorOptions;
  readonly #context: OfficeContext;
  readonly #slots = new Slots(AT_ONCE);
  readonly #desks = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #failure: unknown;

  private constructor(options: EmulatorOptions, context: OfficeContext) {
    this.#options = options;
    this.#context = context;
  }

  /** Reads books and control file; nothing is answered before `run`. */
  static async open(options: EmulatorOptions, { clock, events, die }: EmulatorParts): Promise<Emulator> {
    const { stateDir, seed, maxRows, delays } = options;
    const books = await Books.open(stateDir, { clock, events });
    const control = new ControlWatch(stateDir, events);
    return new Emulator(options, { stateDir, seed, maxRows, delays, clock, events, books, control, die });
  }

  /** Works until told to stop, finishes the steps under way, closes the books. Rejects when the books fail. */
  async run(signal: AbortSignal): Promise<void> {
    const { dropRoot, pollMs } = this.#options;
    const { control, events, books } = this.#context;
    const stop = AbortSignal.any([signal, this.#stop.signal]);
    // Every desk listens while it rests.
    setMaxListeners(0, stop);
    await mkdir(dropRoot, { recursive: true });
    events.report('started', { openReceipts: this.#openReceipts() });
    while (!stop.aborted) {
      await control.refresh();
      for (const officeCode of await this.#offices()) this.#open(officeCode, stop);
      await sleep(pollMs, undefined, { signal: stop }).catch(() => undefined);
    }
    await Promise.all(this.#desks.values());
    await books.close();
    if (this.#failure !== undefined) throw this.#failure;
    events.report('stopped', { openReceipts: this.#openReceipts() });
  }

  #open(officeCode: string, stop: AbortSignal): void {
    if (this.#desks.has(officeCode)) return;
    const drop = new DropArea(this.#options.dropRoot, officeCode);
    const desk = new OfficeDesk(this.#context, { drop, slots: this.#slots, pollMs: this.#options.pollMs });
    this.#desks.set(
      officeCode,
      desk.run(stop).catch((error: unknown) => this.#fail(error)),
    );
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#stop.abort();
  }

  async #offices(): Promise<Set<string>> {
    const folders = await readdir(this.#options.dropRoot, { withFileTypes: true }).catch(() => []);
    const found = folders.filter((entry) => entry.isDirectory() && isOfficeFolder(entry.name)).map(({ name }) => name);
    return new Set([...this.#options.offices, ...this.#context.books.index.offices(), ...found]);
  }

  #openReceipts(): number {
    const { index } = this.#context.books;
    return index.offices().reduce((sum, officeCode) => sum + index.openReceipts(officeCode).length, 0);
  }
}
