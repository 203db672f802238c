import { parentPort, workerData } from 'node:worker_threads';
import { EXECUTORS } from './executors.js';
import { runRound, type FoundDifference } from './round.js';
import { Tally } from './tally.js';

/** What a worker is told: the rounds `first`, `first + step`, …, until it has executed its operations. */
export interface ShardOrder {
  readonly seed: number;
  readonly operations: number;
  readonly first: number;
  readonly step: number;
  /** By executor, how many differences are handed back; all are counted. */
  readonly kept: number;
  /** One number a worker: the round that it is at, counted from 1. */
  readonly progress: SharedArrayBuffer;
  readonly slot: number;
}

export interface KeptDifference extends FoundDifference {
  readonly round: number;
}

export interface ShardResult {
  readonly counts: ReadonlyMap<string, number>;
  readonly kept: readonly KeptDifference[];
}

/** Operations on one supergraph: composing it costs as much as some dozens of them. */
const OPERATIONS_A_ROUND = 120;

/** Runs the rounds of one share; the same order gives the same operations. */
export async function runShard({
  seed,
  operations,
  first,
  step,
  kept: most,
  progress,
  slot,
}: ShardOrder): Promise<ShardResult> {
  const tally = new Tally();
  const at = new Int32Array(progress);
  const kept = new Map<string, KeptDifference[]>();
  for (let round = first; tally.get('operations') + tally.get('operations thrown away') < operations; round += step) {
    Atomics.store(at, slot, round + 1);
    const left = operations - tally.get('operations');
    const order = { seed, round, operations: Math.min(left, OPERATIONS_A_ROUND), executors: [...EXECUTORS.values()] };
    for (const found of await runRound(order, tally)) {
      const name = `${found.executor} ${found.difference.kind}`;
      const known = kept.get(name) ?? [];
      if (known.length < most) kept.set(name, [...known, { ...found, round }]);
    }
  }
  return { counts: tally.counts, kept: [...kept.values()].flat() };
}

if (parentPort) parentPort.postMessage(await runShard(workerData as ShardOrder));
