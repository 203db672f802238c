import type { Logger } from 'pino';
import { isOfficeWide, OfficeBreakers, type CircuitChange } from './isolation/office-breaker.js';
import { asDropAreaError, DropAreaError } from './transport/drop-area.errors.js';

export interface OfficeLanesOptions {
  /** What the lanes do, for the log. */
  task: string;
  /** Does a bounded amount of work for one office; says how much it was. */
  work: (officeCode: string, signal: AbortSignal) => Promise<number>;
  /** Offices worked for at a time, those that have run out of patience not counted. */
  atOnce: number;
  /** A lane that takes longer no longer keeps the others waiting. */
  patienceMs: number;
  /** After this the signal fires and nobody waits for the lane any more. */
  deadlineMs: number;
  restMs: number;
  longestRestMs: number;
  /** The offices' own breakers, which both ways share; an office whose circuit is open gets no lane. */
  offices?: OfficeBreakers;
  /** Told when this way to an office is stopped or opened again. */
  onChange?: (change: CircuitChange) => void;
  logger: Logger;
}

interface Lane {
  /** Settles when the work ends or its deadline has passed. */
  waitedFor: Promise<number>;
  slow: boolean;
}

/**
 * One lane an office, so that an office that fails, is slow or hangs holds up nobody else. A lane past its deadline
 * stays taken until its work has really ended: a second piece of work would hang on the same thing. There are never
 * more lanes than offices.
 *
 * What takes the whole office away is the business of its breaker (`offices`); what stops only this way to it, a full
 * disk for example, that of a breaker for this way.
 */
export class OfficeLanes {
  readonly #options: OfficeLanesOptions;
  readonly #offices: OfficeBreakers | undefined;
  readonly #thisWay: OfficeBreakers;
  readonly #lanes = new Map<string, Lane>();
  /** Offices in the order in which they were served, the one longest ago first. */
  readonly #served = new Map<string, true>();

  constructor(options: OfficeLanesOptions) {
    const { offices, restMs, longestRestMs, onChange } = options;
    this.#options = options;
    this.#offices = offices;
    const counts = (error: unknown): boolean => !offices || !isOfficeWide(error);
    this.#thisWay = new OfficeBreakers({ counts, restMs, longestRestMs, ...(onChange && { onChange }) });
  }

  /** Starts what may be started now, offices served longest ago first, and returns the lanes to be waited for. */
  start(officeCodes: readonly string[]): Promise<number>[] {
    const order = new Map([...this.#served.keys()].map((officeCode, index) => [officeCode, index + 1]));
    const byTurn = [...officeCodes].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    let free = this.#options.atOnce - [...this.#lanes.values()].filter(({ slow }) => !slow).length;
    const started: Promise<number>[] = [];
    for (const officeCode of byTurn) {
      if (free <= 0) break;
      if (this.#lanes.has(officeCode) || !this.#enter(officeCode)) continue;
      started.push(this.#start(officeCode));
      free -= 1;
    }
    return started;
  }

  /** Waits for the lanes that run, each until its deadline at most. */
  async settle(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map(({ waitedFor }) => waitedFor));
  }

  #start(officeCode: string): Promise<number> {
    this.#served.delete(officeCode);
    this.#served.set(officeCode, true);
    const { patienceMs, deadlineMs } = this.#options;
    const lane: Lane = { waitedFor: Promise.resolve(0), slow: false };
    this.#lanes.set(officeCode, lane);
    lane.waitedFor = new Promise((resolve) => {
      const deadline = new AbortController();
      const patience = setTimeout(() => (lane.slow = true), patienceMs);
      const last = setTimeout(() => {
        deadline.abort(new DropAreaError('TIMED_OUT'));
        resolve(0);
      }, deadlineMs);
      void this.#work(officeCode, deadline.signal).then((done) => {
        clearTimeout(patience);
        clearTimeout(last);
        this.#lanes.delete(officeCode);
        this.#leave(officeCode);
        resolve(done);
      });
    });
    return lane.waitedFor;
  }

  async #work(officeCode: string, signal: AbortSignal): Promise<number> {
    const { work, logger, task } = this.#options;
    try {
      return await this.#thisWay.of(officeCode).call(() => work(officeCode, signal), signal);
    } catch (error) {
      // Troubles of drop areas are told when a circuit opens, once; anything else is nobody's usual business.
      if (!(asDropAreaError(error) instanceof DropAreaError)) {
        logger.error({ officeCode, err: error }, `${task} failed`);
      }
      return 0;
    }
  }

  #enter(officeCode: string): boolean {
    const thisWay = this.#thisWay.of(officeCode);
    if (!thisWay.enter()) return false;
    if (this.#offices && !this.#offices.of(officeCode).enter()) {
      thisWay.leave();
      return false;
    }
    return true;
  }

  #leave(officeCode: string): void {
    this.#thisWay.of(officeCode).leave();
    this.#offices?.of(officeCode).leave();
  }
}
