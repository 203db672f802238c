/**
 * `npm run fuzz [-- --cases 200000 --seed 1 --workers 2 --intake 400 --out .data/fuzz]`: damages request files, outcome
 * files and receipts and holds both of the bridge's readers, and the emulator's own, to their properties; then whole
 * uploads against a real database, and files of a size that nobody can hold. Fails unless every documented code was met.
 *
 * `npm run fuzz -- --seed 1 --case 4711` makes one case again, and the smallest that fails alike.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { missingTags, runCampaign, type CampaignReport } from './campaign.js';
import { GIANTS, measureGiant } from './giants.js';
import { reproduce } from './reproduction.js';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '20260209' },
    workers: { type: 'string', default: String(Math.min(availableParallelism(), 4)) },
    intake: { type: 'string', default: '400' },
    case: { type: 'string' },
    out: { type: 'string', default: '.data/fuzz' },
    help: { type: 'boolean', default: false },
  },
});
const USAGE = `npm run fuzz [-- --cases 200000 --seed 20260209 --workers 2 --intake 400 --out .data/fuzz]
npm run fuzz -- --seed 20260209 --case 4711   one case again, and the smallest that fails alike`;
const [cases, seed, workers, uploads] = [values.cases, values.seed, values.workers, values.intake].map(wholeNumber);
const MOST_HELD = 8_000_000;
/** Fewer need not meet every code. */
const ENOUGH_UPLOADS = 300;

if (values.help) say(USAGE);
else if (values.case !== undefined) await again(wholeNumber(values.case));
else {
  say(`seed ${seed}, ${cases} cases, ${workers} workers`);
  const good = [await parsers(), await giants(), await intake()];
  if (good.includes(false)) process.exitCode = 1;
}

async function parsers(): Promise<boolean> {
  const report = await runCampaign({ cases: cases ?? 0, seed: seed ?? 0, workers });
  say(
    `${report.done} cases in ${(report.ms / 1_000).toFixed(1)} s: ${Math.round((report.done * 1_000) / report.ms)} cases/s`,
  );
  showTags(report);
  for (const { index, message } of report.failures) {
    say(`\nFAILED case ${index}: ${message}`);
    const hangs = message.startsWith('it has not ended');
    const { path, minimalPath } = await reproduce({ seed: seed ?? 0, index }, values.out, { checked: !hangs });
    say(`written to ${path}${minimalPath ? `, the smallest that fails alike to ${minimalPath}` : ''}`);
    say(`again: npm run fuzz -- --seed ${seed} --case ${index}`);
  }
  const missing = report.failures.length > 0 ? [] : missingTags(report);
  if (missing.length > 0) say(`\nNEVER MET: ${missing.join(', ')}`);
  return report.failures.length === 0 && missing.length === 0;
}

async function giants(): Promise<boolean> {
  say('\nfiles that nobody can hold: verdict, and bytes held more than before');
  let isGood = true;
  for (const giant of GIANTS) {
    const { verdict, heldMore } = await measureGiant(giant);
    const holds = verdict === giant.expected && heldMore < MOST_HELD;
    say(`  ${giant.name}: ${verdict}, ${(heldMore / 1e6).toFixed(1)} MB${holds ? '' : '  FAILED'}`);
    isGood &&= holds;
  }
  return isGood;
}

async function intake(): Promise<boolean> {
  if (!uploads) return true;
  const { DatabaseBroker } = (await import('../testkit/database-broker.mjs' as string)) as {
    DatabaseBroker: new () => { open(): Promise<string>; close(): Promise<void> };
  };
  const { expectedIntakeTags, runIntakeCampaign } = await import('./intake-campaign.js');
  const broker = new DatabaseBroker();
  process.env['TEST_DATABASE_BROKER'] = await broker.open();
  try {
    const tags = await runIntakeCampaign({ cases: uploads, seed: seed ?? 0 });
    say(`\n${uploads} whole uploads against a database:`);
    show(tags);
    const missing = uploads < ENOUGH_UPLOADS ? [] : expectedIntakeTags.filter((tag) => !tags.has(tag));
    if (missing.length > 0) say(`NEVER MET: ${missing.join(', ')}`);
    return missing.length === 0;
  } catch (error) {
    say(`\nFAILED in the intake: ${error instanceof Error ? error.stack : String(error)}`);
    return false;
  } finally {
    await broker.close();
  }
}

async function again(index: number): Promise<void> {
  const { path, minimalPath, message } = await reproduce({ seed: seed ?? 0, index }, values.out);
  say(`written to ${path}`);
  if (message === null) return say('every property holds');
  say(`${message}\nthe smallest that fails alike: ${minimalPath}`);
  process.exitCode = 1;
}

function showTags({ tags }: CampaignReport): void {
  for (const [target, ofTarget] of tags) {
    say(`\n${target}`);
    show(ofTarget);
  }
}

function show(tags: ReadonlyMap<string, number>): void {
  for (const [tag, count] of [...tags].sort(([one], [other]) => (one < other ? -1 : 1)))
    say(`  ${tag.padEnd(44)} ${count}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`not a whole number: ${text}`);
  return Number(text);
}
