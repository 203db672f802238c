import type { Clock } from '../../schema/kernel/clock.js';

/** Half a minute of 3,000 calls a second, at about 120 bytes each. */
const MAXIMUM = 100_000;

/**
 * Tokens that have been shown: each is good for one call. They are remembered until they would be refused anyway; when
 * there are too many, the oldest are forgotten first, which are the ones that end soonest.
 */
export class SpentTokens {
  readonly #ids = new Map<string, number>();
  readonly #clock: Clock;
  readonly #maximum: number;

  constructor(clock: Clock, maximum = MAXIMUM) {
    this.#clock = clock;
    this.#maximum = maximum;
  }

  get size(): number {
    return this.#ids.size;
  }

  /** Whether the token was not shown before. `refusedFrom`: milliseconds since the epoch. */
  spend(id: string, refusedFrom: number): boolean {
    this.#forget();
    if (this.#ids.has(id)) return false;
    this.#ids.set(id, refusedFrom);
    return true;
  }

  /** In the order in which they came, which is nearly the order in which they end. */
  #forget(): void {
    const now = this.#clock.now().getTime();
    for (const [id, refusedFrom] of this.#ids) {
      if (refusedFrom > now && this.#ids.size < this.#maximum) return;
      this.#ids.delete(id);
    }
  }
}
