import type { DomainError } from '../../../schema/kernel/domain-error.js';
import type { DeadlinePart } from '../deadline.js';
import type { GraphCall } from '../graph-call.js';
import type { SubgraphAnswer } from '../subgraph-client.port.js';
import { readAnswer, type HttpAnswer, type ReadAnswer } from './subgraph-answer.rules.js';

type Read = Extract<ReadAnswer, { fault: null }>;

/** One plan that waits for the answer of a fetch, on its own request's time. */
export class Waiter implements DeadlinePart {
  readonly #call: GraphCall;
  readonly #resolve: (answer: SubgraphAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly asTexts: boolean;
  fetch: SharedFetch | null = null;

  constructor(
    { call, asTexts }: { call: GraphCall; asTexts: boolean },
    resolve: (answer: SubgraphAnswer) => void,
    reject: (error: unknown) => void,
  ) {
    this.#call = call;
    this.asTexts = asTexts;
    this.#resolve = resolve;
    this.#reject = reject;
    call.deadline.add(this);
  }

  stop(reason: DomainError): void {
    this.#reject(reason);
    this.fetch?.leave(this);
  }

  answer({ answer, deprecation }: Read): void {
    this.#call.deadline.remove(this);
    this.#call.deprecation ??= deprecation;
    this.#resolve(answer);
  }

  fail(error: unknown): void {
    this.#call.deadline.remove(this);
    this.#reject(error);
  }
}

/**
 * A fetch that is under way, and all who wait for it. It goes on as long as one of them does: whoever has no more time,
 * or whose client has gone, leaves without a word to the others.
 */
export class SharedFetch {
  /** Another one of the same query and variables: of another caller, or too far gone to be joined. */
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
  readonly #waiters: Waiter[] = [];

  /**
   * @param identity whose query it is (`identityOf`)
   * @param endsAt when the subgraph stops working for it, on `performance.now()`'s clock.
   * @param epoch how many mutations had been answered when it began.
   */
  constructor(
    readonly identity: string,
    readonly endsAt: number,
    readonly epoch: number,
  ) {}

  join(waiter: Waiter): void {
    waiter.fetch = this;
    this.#waiters.push(waiter);
  }

  leave(waiter: Waiter): void {
    const at = this.#waiters.indexOf(waiter);
    if (at !== -1) this.#waiters.splice(at, 1);
    if (this.#waiters.length === 0 && !this.isProbe) this.#over();
  }

  /** Whether the first who waits takes entities as text; an answer is read for him first. */
  get asTexts(): boolean {
    return this.#waiters[0]?.asTexts ?? false;
  }

  /** Everybody gets data of his own to change: `read` goes to the first, for the others the text is read again. */
  answer(http: HttpAnswer, read: Read, { asTexts }: { asTexts: boolean }): void {
    const waiters = this.#waiters.splice(0);
    this.#over();
    waiters.forEach((waiter, index) => {
      const own = index === 0 && waiter.asTexts === asTexts ? read : readAnswer(http, waiter.asTexts);
      waiter.answer(own.fault === null ? own : read);
    });
  }

  fail(error: unknown): void {
    const waiters = this.#waiters.splice(0);
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
