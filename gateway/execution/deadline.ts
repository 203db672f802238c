import { setMaxListeners } from 'node:events';
import { DomainError } from '../../schema/kernel/domain-error.js';

/** Something that is done for a request and can be given up. */
export interface DeadlinePart {
  /** The request has no more time, or nobody waits for it any longer. Must not throw. */
  stop(reason: DomainError): void;
}

/** The time that one request has, and who is to be told when it is over. */
export class Deadline {
  readonly #timer: NodeJS.Timeout;
  readonly #endsAt: number;
  /** What is under way; a set costs a tenth of the listeners of an `AbortSignal`, and a plan may run dozens at once. */
  readonly #parts = new Set<DeadlinePart>();
  #controller: AbortController | null = null;
  #reason: DomainError | null = null;

  constructor(milliseconds: number) {
    this.#endsAt = performance.now() + milliseconds;
    this.#timer = setTimeout(() => this.abort(new DomainError('DEADLINE_EXCEEDED')), milliseconds);
  }

  /** Fires with a `DomainError` as its reason. Made when it is first asked for: over HTTP nobody asks. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      setMaxListeners(0, this.#controller.signal);
      if (this.#reason !== null) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why nothing more is to be done for the request; `null` while it has time. */
  get reason(): DomainError | null {
    return this.#reason;
  }

  /** Milliseconds that are left, at least 0. */
  get remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** Tells `part` when the request is over. Whoever adds a part looks at `reason` first and removes it at its end. */
  add(part: DeadlinePart): void {
    this.#parts.add(part);
  }

  remove(part: DeadlinePart): void {
    this.#parts.delete(part);
  }

  /** Stops what works for the request: the caller has gone, or time is up. */
  abort(reason: DomainError): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    for (const part of this.#parts) part.stop(reason);
    this.#parts.clear();
  }

  /** The request has been answered. */
  end(): void {
    clearTimeout(this.#timer);
  }

  /**
   * Runs a part of the work that may take `capMs` at most, and never longer than this deadline. The work is not told:
   * what it has got to stop with is `signal`, which fires with the request alone.
   *
   * @throws DomainError DEADLINE_EXCEEDED with the given details when either passes.
   */
  limit<T>(capMs: number, details: Record<string, unknown>, run: () => Promise<T>): Promise<T> {
    if (this.#reason !== null) return Promise.reject(this.#reason);
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => end(() => reject(new DomainError('DEADLINE_EXCEEDED', { details }))), capMs);
      const part: DeadlinePart = { stop: (reason) => end(() => reject(reason)) };
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.#parts.delete(part);
        settle();
      };
      this.#parts.add(part);
      run().then(
        (value) => end(() => resolve(value)),
        (error: unknown) => end(() => reject(error as Error)),
      );
    });
  }
}
