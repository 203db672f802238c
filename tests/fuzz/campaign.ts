import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { FUZZ_TARGETS } from './fuzz-targets.js';
import type { ShardOrder, ShardResult } from './shard-worker.js';

export interface CampaignOptions {
  cases: number;
  seed: number;
  workers?: number;
  /** One case may take so long; it usually takes a millisecond. */
  deadlineMs?: number;
}

export interface CampaignReport {
  done: number;
  ms: number;
  /** By target, how often each tag was met. */
  tags: Map<string, Map<string, number>>;
  failures: CampaignFailure[];
}

export interface CampaignFailure {
  index: number;
  message: string;
}

const DEADLINE_MS = 30_000;
const LOOK_MS = 250;
/** Memory does not grow with the cases: a worker that needs more than this dies, and its case is reported. */
const HEAP_MB = 192;
const REGISTER = new URL('../testkit/register-typescript.mjs', import.meta.url);
const WORKER = new URL('./shard-worker.ts', import.meta.url);

/** Runs the cases in threads of their own, so that one that never ends can be ended and named. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { cases, seed, workers = 1 } = options;
  const progress = new SharedArrayBuffer(workers * Int32Array.BYTES_PER_ELEMENT);
  const start = performance.now();
  const orders = Array.from({ length: workers }, (_, slot) => ({
    ...{ seed, cases, first: slot, step: workers },
    ...{ progress, slot },
  }));
  const results = await Promise.all(orders.map((order) => runShard(order, options.deadlineMs ?? DEADLINE_MS)));
  const report: CampaignReport = { done: 0, ms: performance.now() - start, tags: new Map(), failures: [] };
  for (const { done, tags, failure } of results) {
    report.done += done;
    if (failure) report.failures.push(failure);
    for (const [key, count] of tags) addTag(report.tags, key, count);
  }
  return report;
}

/** The tags that were never met though they must be, as `target: tag`. */
export function missingTags({ tags }: CampaignReport): string[] {
  return FUZZ_TARGETS.flatMap(({ name, expected }) =>
    expected.filter((tag) => !tags.get(name)?.has(tag)).map((tag) => `${name}: ${tag}`),
  );
}

async function runShard(order: ShardOrder, deadlineMs: number): Promise<ShardResult> {
  const worker = new Worker(WORKER, {
    workerData: order,
    execArgv: ['--import', REGISTER.href],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const here = (): number => Atomics.load(new Int32Array(order.progress), order.slot) - 1;
  const hang = new AbortController();
  const watch = watchProgress(here, { deadlineMs }, () => hang.abort());
  const failed = (message: string): ShardResult => ({ done: 0, tags: new Map(), failure: { index: here(), message } });
  try {
    const [result] = (await once(worker, 'message', { signal: hang.signal })) as [ShardResult];
    return result;
  } catch (error) {
    if (hang.signal.aborted) return failed(`it has not ended after ${deadlineMs} ms`);
    return failed(error instanceof Error ? error.message : String(error));
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

/** Calls `hangs` once `here` has stood at one case for too long; the start of the worker, before its first, is not timed. */
export function watchProgress(
  here: () => number,
  { deadlineMs, lookMs = LOOK_MS }: { deadlineMs: number; lookMs?: number },
  hangs: () => void,
): NodeJS.Timeout {
  let [at, since] = [-1, performance.now()];
  return setInterval(() => {
    const now = performance.now();
    if (here() < 0 || here() !== at) [at, since] = [here(), now];
    else if (now - since > deadlineMs) hangs();
  }, lookMs);
}

function addTag(tags: CampaignReport['tags'], key: string, count: number): void {
  const [target = '', tag = ''] = key.split('\n');
  const ofTarget = tags.get(target) ?? new Map<string, number>();
  tags.set(target, ofTarget.set(tag, (ofTarget.get(tag) ?? 0) + count));
}
