const LARGEST = 2 ** 31;
const MOST = 1_000;

/** The seeds asked for: `--seed 7`, `--seed 3..9`, `--seeds 20` (1 to 20); 1 where nothing is said. */
export function seedList({ seed, seeds }: { seed?: string; seeds?: string }): number[] {
  if (seed !== undefined && seeds !== undefined) throw new RangeError('--seed or --seeds, not both');
  const range = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(seeds === undefined ? (seed ?? '1') : `1..${seeds}`);
  const first = Number(range?.[1]);
  const last = Number(range?.[2] ?? range?.[1]);
  if (!range || first > last || last >= LARGEST || last - first >= MOST) {
    throw new RangeError('a seed is a whole number: --seed 7, --seed 1..20 or --seeds 20');
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const SLOWEST = 10;

/** How many times as long a run takes (`--pace`). */
export function paceOf(text: string): number {
  const pace = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || pace < 1 || pace > SLOWEST)
    throw new RangeError('--pace is a number from 1 to 10');
  return pace;
}
