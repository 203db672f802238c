import { setMaxListeners } from 'node:events';
import { DomainError } from '../../schema/kernel/domain-error.js';

/** The time that one request has, and the signal that tells everybody who works for it to stop. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #endsAt: number;

  constructor(milliseconds: number) {
    // One listener a fetch that is under way; a plan may run dozens at once.
    setMaxListeners(0, this.#controller.signal);
    this.#endsAt = performance.now() + milliseconds;
    this.#timer = setTimeout(() => this.abort(new DomainError('DEADLINE_EXCEEDED')), milliseconds);
  }

  /** Fires with a `DomainError` as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds that are left, at least 0. */
  get remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** Stops what works for the request: the caller has gone, or time is up. */
  abort(reason: DomainError): void {
    this.#controller.abort(reason);
  }

  /** The request has been answered. */
  end(): void {
    clearTimeout(this.#timer);
  }

  /**
   * Runs a part of the work that may take `capMs` at most, and never longer than this deadline.
   *
   * @throws DomainError DEADLINE_EXCEEDED with the given details when either passes, also when `run` does not heed its
   *   signal.
   */
  async limit<T>(
    capMs: number,
    details: Record<string, unknown>,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.signal.aborted) throw this.signal.reason;
    const part = new AbortController();
    const follow = (): void => part.abort(this.signal.reason);
    this.signal.addEventListener('abort', follow, { once: true });
    const timer = setTimeout(() => part.abort(new DomainError('DEADLINE_EXCEEDED', { details })), capMs);
    const stopped = new Promise<never>((_resolve, reject) => {
      part.signal.addEventListener('abort', () => reject(part.signal.reason as DomainError), { once: true });
    });
    try {
      return await Promise.race([run(part.signal), stopped]);
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', follow);
    }
  }
}
