/** Counts by name, added up over the workers. */
export class Tally {
  readonly counts: Map<string, number>;

  constructor(counts: ReadonlyMap<string, number> = new Map()) {
    this.counts = new Map(counts);
  }

  add(name: string, count = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  addAll(other: ReadonlyMap<string, number>): void {
    for (const [name, count] of other) this.add(name, count);
  }

  get(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** Those whose names begin so, without the beginning, by name. */
  under(prefix: string): [string, number][] {
    return [...this.counts]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, count]): [string, number] => [name.slice(prefix.length), count])
      .sort(([one], [other]) => (one < other ? -1 : 1));
  }
}
