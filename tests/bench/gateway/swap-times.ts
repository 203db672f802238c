import { quantile } from './load.js';
import { table } from './report.js';
import type { Outcome } from './steady-load.js';
import { editionOf, type Edition, type SwapRequest } from './swap-questions.js';

interface Swap {
  edition: Edition;
  /** By SIGHUP; else it is left to the gateway to see. */
  isTold: boolean;
  begin: number;
  /** When the first answer from it was there. */
  end: number;
}

interface Timed {
  due: number;
  latency: number;
}

export interface SwapRun {
  swaps: number;
  requestsASecond: number;
  operations: number;
  /** Supergraphs that the gateway has refused, by its log. */
  refused: number;
}

/** Of the time before a swap is told, and of that after it has taken over. */
const WINDOW_MS = 250;

/** What a steady load has met while supergraphs took turns. */
export class SwapTimes {
  readonly #swaps: Swap[] = [];
  readonly #requests: Timed[] = [];
  #served: Edition;
  /** Since when nothing else is served; `null` while another is to take over. */
  #servedSince: number | null = 0;
  #isMeasured = false;
  /** Requests without an answer, or with another status than 200. */
  failed = 0;
  /** Answers that no supergraph has given. */
  wrong = 0;
  /** Right answers of a supergraph that had not yet, or no more, to be served when they were asked for. */
  stale = 0;

  constructor(served: Edition) {
    this.#served = served;
  }

  get faults(): number {
    return this.failed + this.wrong + this.stale;
  }

  get hasTakenOver(): boolean {
    return this.#servedSince !== null;
  }

  /** What is noted from now on counts; all before was to warm up. Faults have always counted. */
  begin(): void {
    this.#isMeasured = true;
  }

  swapBegins(edition: Edition, isTold: boolean): void {
    const begin = performance.now();
    this.#swaps.push({ edition, isTold, begin, end: Infinity });
    this.#served = edition;
    this.#servedSince = null;
  }

  note({ request, due, sent, ended, status, answer }: Outcome<SwapRequest>): void {
    if (this.#isMeasured) this.#requests.push({ due, latency: ended - due });
    const edition = status === 200 ? editionOf(request, answer) : undefined;
    if (status !== 200) this.failed += 1;
    else if (edition === undefined) this.wrong += 1;
    if (edition === undefined) process.stderr.write(`\n${status} ${answer.toString().slice(0, 500)}\n`);
    else if (edition === this.#served) this.#tookOver(ended);
    else if (this.#servedSince !== null && sent > this.#servedSince) this.stale += 1;
  }

  get requests(): readonly Timed[] {
    return this.#requests;
  }

  get swaps(): readonly Swap[] {
    return this.#swaps;
  }

  #tookOver(now: number): void {
    if (this.#servedSince !== null) return;
    this.#servedSince = now;
    const swap = this.#swaps.at(-1);
    if (swap) swap.end = now;
  }
}

export function swapTable(times: SwapTimes, { swaps, requestsASecond, operations, refused }: SwapRun): string {
  const { requests, failed, wrong, stale } = times;
  const took = times.swaps.filter(({ isTold }) => isTold).map(({ begin, end }) => end - begin);
  const rows = windowsOf(times).map(([about, latencies]) => [
    about,
    String(latencies.length),
    ...[0.5, 0.9, 0.99].map((share) => (latencies.length > 0 ? quantile(latencies, share).toFixed(1) : '')),
    Math.max(...latencies).toFixed(1),
  ]);
  return [
    `**${swaps} swaps** of the supergraph at ${requestsASecond} requests/s of ${operations} operations: ` +
      `${requests.length} requests, ${failed} failed, ${wrong} wrong, ${stale} by a supergraph no more served, ` +
      `${refused} supergraphs refused; from SIGHUP to the first answer ${quantile(took, 0.5).toFixed(0)} ms ` +
      `(p99 ${quantile(took, 0.99).toFixed(0)})`,
    '',
    table(['Requests due', 'Requests', 'p50, ms', 'p90, ms', 'p99, ms', 'most, ms'], rows),
  ].join('\n');
}

/** Latencies by the time for which their requests were due. */
function windowsOf({ swaps, requests }: SwapTimes): [about: string, latencies: number[]][] {
  const names = ['between swaps', `${WINDOW_MS} ms before`, 'from the change to its service', `${WINDOW_MS} ms after`];
  const windows = names.map((about): [string, number[]] => [about, []]);
  let next = 0;
  for (const { due, latency } of [...requests].sort((one, other) => one.due - other.due)) {
    while (next < swaps.length && due > (swaps[next]?.end ?? 0) + WINDOW_MS) next += 1;
    const swap = swaps[next];
    windows[swap ? placeOf(due, swap) : 0]?.[1].push(latency);
  }
  return windows;
}

function placeOf(due: number, { begin, end }: Swap): 0 | 1 | 2 | 3 {
  if (due < begin - WINDOW_MS) return 0;
  if (due < begin) return 1;
  return due <= end ? 2 : 3;
}
