import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { BooksError } from '../books/books.store.js';
import type { OpenReceipt } from '../books/book-index.js';
import type { EventFields } from '../events.js';
import { settingsOf } from '../control/faults.rules.js';
import type { DropArea } from '../drop/drop-area.store.js';
import { shownName } from '../drop/request-name.rules.js';
import { systemErrorCode } from '../system-error.js';
import { Answering } from './answering.service.js';
import type { OfficeContext } from './office-context.js';
import { Reception } from './reception.service.js';
import type { Slots } from './slots.js';

/** Files of one office that are worked on at a time. */
const AT_ONCE = 4;
/** Between two tries at something that the drop area refused. */
const RETRY_MS = 1000;
/** After so many looks at nothing the pause grows, up to so many times. */
const IDLE_ROUNDS = 20;
const MAX_IDLE_FACTOR = 4;
/** Foreign names remembered, so that each is reported once. */
const MAX_FOREIGN = 500;

export interface DeskOptions {
  readonly drop: DropArea;
  readonly slots: Slots;
  readonly pollMs: number;
}

/** Until when a receipt rests: a time, or a change of the control file. */
interface Rest {
  readonly untilMs: number;
  readonly controlVersion: number;
  readonly trouble?: string;
}

/**
 * One office at work: looks at its `in/`, takes files in, answers what is due. Whatever its drop area does, it harms
 * no other office; only `BooksError` ends it.
 */
export class OfficeDesk {
  readonly #context: OfficeContext;
  readonly #options: DeskOptions;
  readonly #reception: Reception;
  readonly #answering: Answering;
  readonly #rests = new Map<number, Rest>();
  readonly #foreign = new Set<string>();
  #areaReady = false;
  #trouble: string | undefined;
  #permissionsOf = -1;
  #idleRounds = 0;

  constructor(context: OfficeContext, options: DeskOptions) {
    this.#context = context;
    this.#options = options;
    this.#reception = new Reception(context, options.drop);
    this.#answering = new Answering(context, options.drop);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await this.#round(signal);
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One look at the area and one go at what is due; gives the pause until the next. */
  async #round(signal: AbortSignal): Promise<number> {
    let pauseMs = this.#idlePause();
    let worked = false;
    try {
      await this.#prepareArea();
      worked = await this.#receive(signal);
      this.#trouble = undefined;
    } catch (error) {
      this.#areaReady = false;
      this.#trouble = this.#reportTrouble('drop-area-trouble', error, { before: this.#trouble });
      pauseMs = Math.max(pauseMs, RETRY_MS);
    }
    if (await this.#answer(signal)) worked = true;
    this.#idleRounds = worked ? 0 : this.#idleRounds + 1;
    return worked ? 0 : pauseMs;
  }

  /** An office with nothing to do looks up to four times less often: 140 of them took 14 % of a core otherwise. */
  #idlePause(): number {
    const { drop, pollMs } = this.#options;
    const waiting = this.#context.books.index.openReceipts(drop.officeCode).length > 0;
    return waiting ? pollMs : pollMs * Math.min(1 + Math.floor(this.#idleRounds / IDLE_ROUNDS), MAX_IDLE_FACTOR);
  }

  /** Whether a file was taken in. One that cannot be taken in does not hold back the others. */
  async #receive(signal: AbortSignal): Promise<boolean> {
    const { drop, slots } = this.#options;
    const { requests, foreign } = await drop.look();
    for (const entry of foreign) this.#reportForeign(entry.name, entry.reason);
    let received = 0;
    let failure: unknown;
    for (const file of requests) {
      if (signal.aborted) break;
      try {
        if (await slots.run(() => this.#reception.receive(file))) received += 1;
      } catch (error) {
        if (error instanceof BooksError) throw error;
        failure = error;
      }
    }
    if (failure !== undefined && received === 0) throw failure;
    return received > 0;
  }

  async #prepareArea(): Promise<void> {
    const { drop } = this.#options;
    if (!this.#areaReady) {
      await drop.ensure();
      for (const { received } of this.#context.books.index.openReceipts(drop.officeCode)) {
        // Received, then killed before the file was moved.
        if (!(await drop.isTaken(received.takenAs))) await drop.take(received.file, received.takenAs);
      }
      this.#areaReady = true;
    }
    const { control, version } = this.#context.control;
    if (version === this.#permissionsOf) return;
    await drop.setReadOnly(settingsOf(control, drop.officeCode).readOnly?.probability === 1);
    this.#permissionsOf = version;
  }

  async #answer(signal: AbortSignal): Promise<boolean> {
    const { drop, slots } = this.#options;
    const nowMs = performance.now();
    const open = this.#context.books.index.openReceipts(drop.officeCode);
    const ready = open.filter(({ received }) => this.#isRested(received.receipt, nowMs)).slice(0, AT_ONCE);
    await Promise.all(ready.map((receipt) => slots.run(() => this.#advance(receipt, signal))));
    return ready.length > 0;
  }

  #isRested(receipt: number, nowMs: number): boolean {
    const rest = this.#rests.get(receipt);
    return !rest || nowMs >= rest.untilMs || rest.controlVersion !== this.#context.control.version;
  }

  async #advance(open: OpenReceipt, signal: AbortSignal): Promise<void> {
    const { receipt, file } = open.received;
    const controlVersion = this.#context.control.version;
    try {
      const pause = await this.#answering.advance(open, signal);
      if (pause.do === 'close') this.#rests.delete(receipt);
      else {
        const untilMs = pause.do === 'wait' ? performance.now() + pause.ms : Infinity;
        this.#rests.set(receipt, { untilMs, controlVersion });
      }
    } catch (error) {
      const before = this.#rests.get(receipt)?.trouble;
      const trouble = this.#reportTrouble('answer-trouble', error, { before, file });
      this.#rests.set(receipt, { untilMs: performance.now() + RETRY_MS, controlVersion, trouble });
    }
  }

  /** Reports a trouble unless it is the same as before; the books' own is not to be lived with. */
  #reportTrouble(event: string, error: unknown, { before, file }: { before?: string; file?: string }): string {
    if (error instanceof BooksError) throw error;
    const trouble = troubleOf(error);
    if (trouble !== before) this.#report(event, { file, reason: trouble });
    return trouble;
  }

  #reportForeign(name: string, reason: string): void {
    if (this.#foreign.has(name) || this.#foreign.size >= MAX_FOREIGN) return;
    this.#foreign.add(name);
    this.#report('foreign-entry', { name: shownName(name), reason });
    if (this.#foreign.size === MAX_FOREIGN) this.#report('foreign-entries-not-reported-further');
  }

  #report(event: string, fields: EventFields = {}): void {
    this.#context.events.report(event, { office: this.#options.drop.officeCode, ...fields });
  }
}

/** What went wrong, as the system names it. */
function troubleOf(error: unknown): string {
  return systemErrorCode(error) ?? (error instanceof Error ? error.message : 'unknown');
}
