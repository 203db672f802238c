/**
 * `npm run fuzz:execution [-- --count 100000 --seed 1 --from 0 --workers 2 --out .data/fuzz-execution]`: random
 * supergraphs, data, operations and faults; each operation executed by this gateway, by Apollo's, and by graphql-js on the
 * merged schema, which is the judge (docs/conformance.md). Fails on the first kind of difference that is ours, and when
 * a feature was never met.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.js';
import { EXECUTORS } from './executors.js';
import { minimised } from './minimal-case.js';
import { caseText, differencesOf, missingFeatures, reportText } from './report.js';
import type { KeptDifference } from './shard-worker.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '20260209' },
    from: { type: 'string', default: '0' },
    workers: { type: 'string', default: '2' },
    out: { type: 'string', default: '.data/fuzz-execution' },
    /** Of which executor differences are made small and printed; `planner`: operations on which the planner fails. */
    show: { type: 'string', default: 'ours' },
    most: { type: 'string', default: '3' },
  },
});
const [count, seed, from, workers, most] = [values.count, values.seed, values.from, values.workers, values.most].map(
  wholeNumber,
);
/** Fewer need not meet every feature. */
const ENOUGH = 20_000;

say(`seed ${seed}, ${count} operations from round ${from}, ${workers} workers`);
const report = await runCampaign({ seed: seed!, operations: count!, from: from!, workers: workers!, kept: most! });
say(reportText(report));
for (const found of report.kept.filter(isShown)) await show(found);
const missing = count! < ENOUGH ? [] : missingFeatures(report.tally);
if (missing.length > 0) say(`\nNEVER MET: ${missing.join(', ')}`);
const isRight = differencesOf(report.tally, 'ours').length === 0 && report.hung.length === 0;
if (!isRight || missing.length > 0) process.exitCode = 1;

function isShown({ executor, difference }: KeptDifference): boolean {
  return difference.kind === 'planner' ? values.show === 'planner' : executor === values.show;
}

async function show(found: KeptDifference): Promise<void> {
  const { round, executor, difference } = found;
  const factory = EXECUTORS.get(executor);
  if (!factory) return;
  const small =
    difference.kind === 'less-than-apollo' ? found.case : await minimised(found.case, difference.kind, factory);
  const name = `${executor}-${difference.kind}-${seed}-${round}.json`;
  await mkdir(values.out, { recursive: true });
  await writeFile(path.join(values.out, name), `${JSON.stringify({ difference, ...small }, null, 2)}\n`);
  say(`\n${executor}, ${difference.kind}, seed ${seed}, round ${round}: ${difference.detail}\n${caseText(small)}`);
  say(
    `written to ${path.join(values.out, name)}; again: npm run fuzz:execution -- --seed ${seed} --from ${round} --count 120 --workers 1`,
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`not a whole number: ${text}`);
  return Number(text);
}
