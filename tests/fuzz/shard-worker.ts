import { parentPort, workerData } from 'node:worker_threads';
import { caseRandom } from './fuzz-case.js';
import { targetOf } from './fuzz-targets.js';

/** What a worker is told: the cases `first`, `first + step`, … below `cases`. */
export interface ShardOrder {
  seed: number;
  cases: number;
  first: number;
  step: number;
  /** One number a worker: the case it is at, counted from 1. */
  progress: SharedArrayBuffer;
  slot: number;
}

/** What it says, at its end or at the first property that does not hold. */
export interface ShardResult {
  done: number;
  /** Target and tag, joined by a line end; how often. */
  tags: Map<string, number>;
  failure: { index: number; message: string } | null;
}

/** Runs the cases of one share, one after the other, and says where it is, so that a case that hangs is found out. */
async function run({ seed, cases, first, step, progress, slot }: ShardOrder): Promise<ShardResult> {
  const at = new Int32Array(progress);
  const result: ShardResult = { done: 0, tags: new Map(), failure: null };
  for (let index = first; index < cases; index += step) {
    Atomics.store(at, slot, index + 1);
    const target = targetOf(index);
    try {
      const bytes = await target.make(caseRandom(seed, index, 'make'));
      const { tags } = await target.check(bytes, caseRandom(seed, index, 'check'));
      for (const tag of tags) {
        const key = `${target.name}\n${tag}`;
        result.tags.set(key, (result.tags.get(key) ?? 0) + 1);
      }
    } catch (error) {
      result.failure = { index, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      return result;
    }
    result.done += 1;
  }
  return result;
}

if (parentPort) parentPort.postMessage(await run(workerData as ShardOrder));
