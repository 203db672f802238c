/**
 * How many items took how many whole minutes, exactly. Packed for storage as LEB128 numbers, alternately the step from
 * one occurring minute to the next and the items there: two to three bytes for each minute that occurs, where two years
 * of a country's answers have some ten thousand.
 */
export class MinuteHistogram {
  /** Items by minute, below `DENSE_MINUTES`: ten thousand numbers are added in 0.1 ms, and are in order. */
  #dense = new Float64Array(1_024);
  readonly #late = new Map<number, number>();
  #size = 0;
  #items = 0;

  /** @throws RangeError when the bytes are none of ours. */
  static unpack(packed: Uint8Array): MinuteHistogram {
    const histogram = new MinuteHistogram();
    histogram.addPacked(packed);
    return histogram;
  }

  /** Minutes that occur. */
  get size(): number {
    return this.#size;
  }

  get items(): number {
    return this.#items;
  }

  add(minutes: number, items: number): void {
    const before = minutes < DENSE_MINUTES ? this.#dense[minutes] : this.#late.get(minutes);
    if (!before) this.#size += 1;
    this.#items += items;
    if (minutes >= DENSE_MINUTES) this.#late.set(minutes, (before ?? 0) + items);
    else {
      if (minutes >= this.#dense.length) this.#widen(minutes);
      this.#dense[minutes] = (before ?? 0) + items;
    }
  }

  addPacked(packed: Uint8Array): void {
    let minutes = 0;
    for (let at = 0; at < packed.length;) {
      const step = readNumber(packed, at);
      const items = readNumber(packed, step.next);
      minutes += step.value;
      this.add(minutes, items.value);
      at = items.next;
    }
  }

  pack(): Buffer {
    const bytes: number[] = [];
    let before = 0;
    for (const [minutes, items] of this.#ascending()) {
      writeNumber(bytes, minutes - before);
      writeNumber(bytes, items);
      before = minutes;
    }
    return Buffer.from(bytes);
  }

  /**
   * The nearest rank: the least number of minutes that at least so many hundredths of the items took at most. Null
   * without any item.
   */
  percentiles(hundredths: readonly number[]): (number | null)[] {
    const ranks = hundredths.map((share) => Math.ceil((this.#items * share) / 100));
    const found: (number | null)[] = hundredths.map(() => null);
    let reached = 0;
    for (const [minutes, items] of this.#ascending()) {
      reached += items;
      ranks.forEach((rank, index) => {
        if (found[index] === null && reached >= rank) found[index] = minutes;
      });
      if (!found.includes(null)) break;
    }
    return found;
  }

  *#ascending(): Generator<[minutes: number, items: number]> {
    for (let minutes = 0; minutes < this.#dense.length; minutes += 1) {
      const items = this.#dense[minutes];
      if (items) yield [minutes, items];
    }
    yield* [...this.#late].sort(([one], [other]) => one - other);
  }

  #widen(minutes: number): void {
    let length = this.#dense.length;
    while (length <= minutes) length *= 2;
    const wider = new Float64Array(length);
    wider.set(this.#dense);
    this.#dense = wider;
  }
}

/** 45 days: later answers are few. Bounds what one late answer can take up. */
const DENSE_MINUTES = 65_536;

/** Seven bits a byte, the lowest first; the highest bit says that more follow. Multiplies: counts may pass 2^32. */
function writeNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

function readNumber(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    value += (byte % 128) * scale;
    if (byte < 128) return { value, next: at + 1 };
    scale *= 128;
  }
  throw new RangeError('a packed histogram ends in the middle of a number');
}
