import type { Logger } from 'pino';
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
  logger: Logger;
}

interface Lane {
  /** Settles when the work ends or its deadline has passed. */
  waitedFor: Promise<number>;
  slow: boolean;
  overdue: boolean;
}

interface Rest {
  failures: number;
  /** On the clock of `performance.now`. */
  until: number;
}

/**
 * One lane an office, so that an office that fails, is slow or hangs holds up nobody else. A lane past its deadline
 * stays taken until its work has really ended: a second piece of work would hang on the same thing. An office that
 * failed rests, longer each time. There are never more lanes than offices.
 */
export class OfficeLanes {
  readonly #options: OfficeLanesOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #rests = new Map<string, Rest>();
  /** Offices in the order in which they were served, the one longest ago first. */
  readonly #served = new Map<string, true>();

  constructor(options: OfficeLanesOptions) {
    this.#options = options;
  }

  /** Starts what may be started now, offices served longest ago first, and returns the lanes to be waited for. */
  start(officeCodes: readonly string[]): Promise<number>[] {
    const order = new Map([...this.#served.keys()].map((officeCode, index) => [officeCode, index + 1]));
    const byTurn = [...officeCodes].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const ready = byTurn.filter((officeCode) => !this.#lanes.has(officeCode) && !this.#isResting(officeCode));
    const free = this.#options.atOnce - [...this.#lanes.values()].filter(({ slow }) => !slow).length;
    return ready.slice(0, Math.max(0, free)).map((officeCode) => this.#start(officeCode));
  }

  /** Waits for the lanes that run, each until its deadline at most. */
  async settle(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map(({ waitedFor }) => waitedFor));
  }

  #start(officeCode: string): Promise<number> {
    this.#served.delete(officeCode);
    this.#served.set(officeCode, true);
    const { work, patienceMs, deadlineMs } = this.#options;
    const lane: Lane = { waitedFor: Promise.resolve(0), slow: false, overdue: false };
    this.#lanes.set(officeCode, lane);
    lane.waitedFor = new Promise((resolve) => {
      const deadline = new AbortController();
      const patience = setTimeout(() => (lane.slow = true), patienceMs);
      const last = setTimeout(() => {
        lane.overdue = true;
        deadline.abort(new DropAreaError('TIMED_OUT'));
        this.#fail(officeCode, new DropAreaError('TIMED_OUT'));
        resolve(0);
      }, deadlineMs);
      void this.#work(officeCode, lane, work(officeCode, deadline.signal)).then((done) => {
        clearTimeout(patience);
        clearTimeout(last);
        this.#lanes.delete(officeCode);
        resolve(done);
      });
    });
    return lane.waitedFor;
  }

  async #work(officeCode: string, lane: Lane, work: Promise<number>): Promise<number> {
    try {
      const done = await work;
      if (!lane.overdue) this.#rests.delete(officeCode);
      return done;
    } catch (error) {
      if (!lane.overdue) this.#fail(officeCode, error);
      return 0;
    }
  }

  #fail(officeCode: string, error: unknown): void {
    const { restMs, longestRestMs, logger, task } = this.#options;
    const failures = (this.#rests.get(officeCode)?.failures ?? 0) + 1;
    const pause = Math.min(restMs * 2 ** Math.min(failures - 1, 10), longestRestMs);
    this.#rests.set(officeCode, { failures, until: performance.now() + pause });
    const known = asDropAreaError(error);
    if (known instanceof DropAreaError) logger.warn({ officeCode, trouble: known.trouble, failures }, `${task} failed`);
    else logger.error({ officeCode, err: error, failures }, `${task} failed`);
  }

  #isResting(officeCode: string): boolean {
    return (this.#rests.get(officeCode)?.until ?? 0) > performance.now();
  }
}
