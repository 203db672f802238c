/** One who waits for a place: called once, when there is one. */
export type Turn = () => void;

export interface ConcurrencyLimitOptions {
  /** How many may be under way at once. */
  atOnce: number;
  /** How many may wait for a place. */
  queue: number;
}

/** Keeps a subgraph from being asked more at once than it can bear, and the gateway from collecting what waits for it. */
export class ConcurrencyLimit {
  readonly #options: ConcurrencyLimitOptions;
  /** In the order in which they came. */
  readonly #waiting = new Set<Turn>();
  #underWay = 0;

  constructor(options: ConcurrencyLimitOptions) {
    this.#options = options;
  }

  get underWay(): number {
    return this.#underWay;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a place if there is one; whoever has one must `leave`. */
  enter(): boolean {
    if (this.#underWay >= this.#options.atOnce) return false;
    this.#underWay += 1;
    return true;
  }

  /** Waits for a place, which is `turn`'s when it is called; `false`: too many wait already. */
  wait(turn: Turn): boolean {
    if (this.#waiting.size >= this.#options.queue) return false;
    this.#waiting.add(turn);
    return true;
  }

  /** Waits no longer. */
  giveUp(turn: Turn): void {
    this.#waiting.delete(turn);
  }

  /** Hands the place to who has waited longest. */
  leave(): void {
    for (const turn of this.#waiting) {
      this.#waiting.delete(turn);
      turn();
      return;
    }
    this.#underWay -= 1;
  }
}
