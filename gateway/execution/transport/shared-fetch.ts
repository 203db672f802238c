import type { DomainError } from '../../../schema/kernel/domain-error.js';
import type { DeadlinePart } from '../deadline.js';
import type { GraphCall } from '../graph-call.js';
import type { SubgraphAnswer } from '../subgraph-client.port.js';
import type { FetchMeter } from './measured-client.js';
import { readAnswer, type HttpAnswer, type ReadAnswer, type TextWish } from './subgraph-answer.rules.js';

type Read = Extract<ReadAnswer, { fault: null }>;

/** What one caller asks with a query's text, and until when he would wait for an answer of his own. */
export interface Question {
  variables: string;
  /** Under which it is looked for (`keyOf`). */
  key: string;
  /** Whose it is (`identityOf`). */
  identity: string;
  /** When the subgraph stops working for it, on `performance.now()`'s clock. */
  endsAt: number;
  /** How many mutations had been answered when it was asked. */
  epoch: number;
}

export interface WaiterParts {
  call: GraphCall;
  asTexts: TextWish;
  /** On `performance.now()`'s clock. */
  startedAt: number;
  meter: FetchMeter;
}

/** One plan that waits for the answer of a fetch, on its own request's time. */
export class Waiter implements DeadlinePart {
  readonly #parts: WaiterParts;
  readonly #resolve: (answer: SubgraphAnswer) => void;
  readonly #reject: (error: unknown) => void;
  fetch: SharedFetch | null = null;

  constructor(parts: WaiterParts, resolve: (answer: SubgraphAnswer) => void, reject: (error: unknown) => void) {
    this.#parts = parts;
    this.#resolve = resolve;
    this.#reject = reject;
    parts.call.deadline.add(this);
  }

  get asTexts(): TextWish {
    return this.#parts.asTexts;
  }

  stop(reason: DomainError): void {
    this.#failed(reason);
    this.fetch?.leave(this);
  }

  answer({ answer, deprecation }: Read): void {
    const { call, meter, startedAt } = this.#parts;
    call.deadline.remove(this);
    call.deprecation ??= deprecation;
    meter.answered(answer, startedAt);
    this.#resolve(answer);
  }

  fail(error: unknown): void {
    this.#parts.call.deadline.remove(this);
    this.#failed(error);
  }

  #failed(error: unknown): void {
    const { meter, startedAt } = this.#parts;
    meter.failed(startedAt);
    this.#reject(error);
  }
}

/**
 * A fetch that is under way, and all who wait for it. It goes on as long as one of them does: whoever has no more time,
 * or whose client has gone, leaves without a word to the others.
 */
export class SharedFetch {
  /** Another one of the same query and key of variables: of another caller, or too far gone to be joined. */
  next: SharedFetch | null = null;
  /** It is over; whoever runs it must stop. */
  isOver = false;
  /** Goes on although nobody waits, because of what it will tell about the subgraph. */
  isProbe = false;
  /** The subgraph has had all the time that it may take. */
  hasTimedOut = false;
  /** Called once, when it is over. */
  onEnd: (() => void) | null = null;
  /** Stops what it waits for at the moment: a place, a second attempt, the subgraph. */
  onOver: (() => void) | null = null;
  #waiters: Waiter[];

  /**
   * @param question of the first who waits: whoever joins asks the same.
   * @param startedAt on `performance.now()`'s clock.
   */
  constructor(
    readonly question: Question,
    readonly startedAt: number,
    first: Waiter,
  ) {
    first.fetch = this;
    this.#waiters = [first];
  }

  join(waiter: Waiter): void {
    waiter.fetch = this;
    this.#waiters.push(waiter);
  }

  leave(waiter: Waiter): void {
    const at = this.#waiters.indexOf(waiter);
    if (at !== -1) this.#waiters.splice(at, 1);
    if (this.#waiters.length === 0 && !this.isProbe) this.#over();
  }

  /** What the first who waits takes as text; an answer is read for him first. */
  get asTexts(): TextWish {
    return this.#waiters[0]?.asTexts ?? false;
  }

  /** Everybody gets data of his own to change: `read` goes to the first, for the others the text is read again. */
  answer(http: HttpAnswer, read: Read, { asTexts }: { asTexts: TextWish }): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#over();
    for (const [index, waiter] of waiters.entries()) {
      const own = index === 0 && waiter.asTexts === asTexts ? read : readAnswer(http, waiter.asTexts);
      waiter.answer(own.fault === null ? own : read);
    }
  }

  fail(error: unknown): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#over();
    for (const waiter of waiters) waiter.fail(error);
  }

  /** Nobody waits longer than this for a subgraph. */
  timeOut(error: DomainError): void {
    this.hasTimedOut = true;
    this.fail(error);
  }

  #over(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.onEnd?.();
    this.onOver?.();
  }
}
