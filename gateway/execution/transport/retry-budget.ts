/** Share of the recent queries that may be asked once more. */
const RATIO = 0.2;
/** Second attempts that are always there after a time without trouble. */
const RESERVE = 10;

/**
 * Second attempts that a subgraph may still be burdened with: one for every five queries, and a few in reserve. One that
 * is in trouble gets a fifth more to do, not twice as much from everybody.
 */
export class RetryBudget {
  #left = RESERVE;

  /** A query is asked for the first time. */
  asked(): void {
    this.#left = Math.min(RESERVE, this.#left + RATIO);
  }

  /** Whether it may be asked again; if so, that is taken off. */
  take(): boolean {
    // A hair less than one: five times 0.2 is not quite 1 in floating point.
    if (this.#left < 1 - RATIO / 2) return false;
    this.#left = Math.max(0, this.#left - 1);
    return true;
  }
}
