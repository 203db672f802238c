export interface Counted {
  /** All that was spent on the key in the present minute, by all gateways. */
  spent: number;
  /** Until the next minute of that key begins. */
  msLeft: number;
}

/** Counts what is spent on keys, for all gateways together. A call may fail or take long: nobody waits for it. */
export interface SharedCounter {
  add(key: string, points: number): Promise<Counted>;
}
