import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { watchProgress } from '../campaign.js';
import type { KeptDifference, ShardOrder, ShardResult } from './shard-worker.js';
import { Tally } from './tally.js';

export interface CampaignOptions {
  readonly seed: number;
  /** Operations, each executed by all executors. */
  readonly operations: number;
  /** Round to begin with. */
  readonly from: number;
  readonly workers: number;
  /** Differences to hand back, by executor and kind. */
  readonly kept: number;
}

export interface CampaignReport {
  readonly tally: Tally;
  readonly kept: readonly KeptDifference[];
  readonly ms: number;
  /** Rounds that did not end. */
  readonly hung: readonly number[];
}

/** A round takes some seconds of CPU, on a busy machine minutes. */
const DEADLINE_MS = 900_000;
const HEAP_MB = 1_024;
const REGISTER = new URL('../../testkit/register-typescript.mjs', import.meta.url);
const WORKER = new URL('./shard-worker.ts', import.meta.url);

/** Shares the operations among threads, and ends those that hang. */
export async function runCampaign({ seed, operations, from, workers, kept }: CampaignOptions): Promise<CampaignReport> {
  const start = performance.now();
  const progress = new SharedArrayBuffer(workers * Int32Array.BYTES_PER_ELEMENT);
  const orders = Array.from({ length: workers }, (_, slot): ShardOrder => {
    const share = Math.floor(operations / workers) + (slot < operations % workers ? 1 : 0);
    return { seed, operations: share, first: from + slot, step: workers, kept, progress, slot };
  });
  const results = await Promise.all(orders.map(runShardApart));
  const tally = new Tally();
  for (const result of results) if ('counts' in result) tally.addAll(result.counts);
  return {
    tally,
    kept: results.flatMap((result) => ('kept' in result ? result.kept : [])),
    ms: performance.now() - start,
    hung: results.flatMap((result) => ('hungAt' in result ? [result.hungAt] : [])),
  };
}

async function runShardApart(order: ShardOrder): Promise<ShardResult | { hungAt: number }> {
  const worker = new Worker(WORKER, {
    workerData: order,
    execArgv: ['--import', REGISTER.href],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const here = (): number => Atomics.load(new Int32Array(order.progress), order.slot) - 1;
  const hang = new AbortController();
  const watch = watchProgress(here, { deadlineMs: DEADLINE_MS }, () => hang.abort());
  try {
    const [result] = (await once(worker, 'message', { signal: hang.signal })) as [ShardResult];
    return result;
  } catch (error) {
    if (!hang.signal.aborted) throw error;
    return { hungAt: here() };
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}
