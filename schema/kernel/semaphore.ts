import { DomainError } from './domain-error.js';

/**
 * Bounds how many pieces of work run at a time. Those beyond wait in their order, in a queue with a bound and with a
 * deadline; who finds it full, or waits too long, gets a retryable SERVICE_BUSY instead of hanging.
 */
export class Semaphore {
  readonly #waiting: (() => void)[] = [];
  readonly #limits: { atOnce: number; waiting: number; waitMs: number };
  #running = 0;

  constructor(limits: { atOnce: number; waiting: number; waitMs: number }) {
    this.#limits = limits;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> {
    if (this.#running < this.#limits.atOnce) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#waiting.length >= this.#limits.waiting) return Promise.reject(new DomainError('SERVICE_BUSY'));
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        clearTimeout(deadline);
        resolve();
      };
      const deadline = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(admit), 1);
        reject(new DomainError('SERVICE_BUSY'));
      }, this.#limits.waitMs);
      this.#waiting.push(admit);
    });
  }

  /** The place of whoever leaves goes to the first in the queue without becoming free in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
