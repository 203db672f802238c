import type { SharedFetch } from './shared-fetch.js';

/**
 * The fetches from one subgraph that are under way, none of which may take longer than `timeoutMs`. One timer for all
 * of them, since they must end in the order in which they began: a timer for each takes 0.8 µs of CPU a fetch.
 */
export class FetchesUnderWay {
  readonly #timeoutMs: number;
  readonly #timeOut: (fetch: SharedFetch) => void;
  /** In the order in which they began. */
  readonly #fetches = new Set<SharedFetch>();
  #timer: NodeJS.Timeout | null = null;
  #onIdle: (() => void) | null = null;

  /** @param timeOut tells a fetch that it has had its time, and thereby ends it. */
  constructor(timeoutMs: number, timeOut: (fetch: SharedFetch) => void) {
    this.#timeoutMs = timeoutMs;
    this.#timeOut = timeOut;
  }

  /** One that begins now. */
  add(fetch: SharedFetch): void {
    this.#fetches.add(fetch);
    if (this.#timer === null) this.#look(this.#timeoutMs);
  }

  ended(fetch: SharedFetch): void {
    this.#fetches.delete(fetch);
    if (this.#fetches.size === 0) this.#onIdle?.();
  }

  /** Waits until there are none, or as long as that. @returns those that are left. */
  async drain(milliseconds: number): Promise<SharedFetch[]> {
    if (this.#fetches.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return [...this.#fetches];
  }

  /** Keeps nothing alive: whatever is under way has a socket or a timer of its own. */
  #look(inMs: number): void {
    this.#timer = setTimeout(() => this.#endOverdue(), Math.max(1, inMs)).unref();
  }

  #endOverdue(): void {
    this.#timer = null;
    for (const fetch of this.#fetches) {
      const leftMs = fetch.startedAt + this.#timeoutMs - performance.now();
      if (leftMs > 0) return this.#look(leftMs);
      this.#timeOut(fetch);
    }
  }
}
