/** What happens in a run, as it happens, with the seconds since its beginning. */
export class Journal {
  readonly #write: (line: string) => void;
  readonly #counts = new Map<string, number>();
  #beginning = performance.now();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** From now on seconds count. */
  begin(): void {
    this.#beginning = performance.now();
  }

  note(text: string, counted?: string): void {
    if (counted !== undefined) this.count(counted);
    this.#write(`  ${((performance.now() - this.#beginning) / 1_000).toFixed(1).padStart(6)} s  ${text}`);
  }

  /** Counts without a line. */
  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  counts(): [what: string, count: number][] {
    return [...this.#counts].sort(([one], [other]) => one.localeCompare(other));
  }
}
