/**
 * `npm run bench:gateway [-- --quick --only big,small --variants ours,stock --rounds 20 --concurrency 16 --tables peers
 * --build DIRECTORY --rate 200 --profile]`: what a request costs our gateway and its peers, in CPU of the gateway's process above
 * all. Every variant runs in a process of its own over the same canned subgraphs; all of them are asked in turns, round
 * by round, so that what else the machine does meets all alike. Answers are compared with plain graphql-js on the whole
 * schema first: ours to the byte, those of Mercurius and Hive by what they say, because the order of their keys is their
 * own. Every answer that is measured is compared as well.
 *
 * `--tables product`: the product's own graph on its database, in one process, in several, and run by the stock gateway.
 * `--tables swaps`: a hundred supergraphs that take over under a steady load of `--rate` requests a second.
 * `--profile` measures ours alone and tells where its time goes; with `--tables product` that of the product in one
 * process. `--build` takes another build than `dist`.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { startBenchWorld, type RunningWorld } from './gateway/bench-world.js';
import { profileProduct } from './gateway/product-profile.js';
import { compareProduct } from './gateway/product-rounds.js';
import { installPeers } from './gateway/peers-install.js';
import { profileOurs } from './gateway/profile.js';
import { QUESTION_NAMES, QUESTIONS, type QuestionName } from './gateway/questions.js';
import { machineLine, memoryTable, questionTable, type Rounds } from './gateway/report.js';
import { RunningVariant, type Measured } from './gateway/running-variant.js';
import { measureSwaps } from './gateway/swap-rounds.js';
import { startOf, VARIANT_NAMES, type VariantName } from './gateway/variants.js';

const TABLES = ['peers', 'product', 'swaps'] as const;
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: QUESTION_NAMES.join() },
    variants: { type: 'string', default: VARIANT_NAMES.join() },
    rounds: { type: 'string' },
    concurrency: { type: 'string', default: '16' },
    tables: { type: 'string' },
    rate: { type: 'string', default: '200' },
    build: { type: 'string', default: path.join(packageRoot(), 'dist') },
    profile: { type: 'boolean', default: false },
  },
});
const questions = listed(values.only, QUESTION_NAMES);
const variants = listed(values.variants, VARIANT_NAMES);
const tables = listed(values.tables ?? (values.profile ? 'peers' : TABLES.join()), TABLES);
const rounds = Number(values.rounds ?? (values.quick ? 3 : 15));
const concurrency = Number(values.concurrency);

/**
 * Every round lasts as long for each. With as many requests for each, the round of a quick variant was over before V8
 * had compiled again what it forgets while a process is idle: ours took 4.1 ms for `big` in such rounds of 0.4 s, and
 * 2.0 without the pauses between them; stock's rounds of 1.7 s hid that.
 */
const ROUND = { seconds: values.quick ? 0.3 : 1 };
/** Requests of a profile. */
const PROFILED: Readonly<Record<QuestionName, number>> = { big: 600, small: 3_000, single: 6_000 };
/** Each variant is warmed up for so many seconds of its own CPU: V8 goes on compiling for tens of thousands of requests. */
const WARM_UP_SECONDS = values.quick ? 2 : 10;

/** Variants that are to answer as the judge does to the byte. */
const EXACT: readonly VariantName[] = ['ours', 'unguarded', 'stock', 'bare', 'jit'];

async function startVariants(world: RunningWorld): Promise<Map<VariantName, RunningVariant>> {
  const running = new Map<VariantName, RunningVariant>();
  for (const name of variants) {
    const headers: Record<string, string> = name === 'ours' ? { authorization: world.identity.authorization } : {};
    const exact = EXACT.includes(name);
    running.set(name, await RunningVariant.start({ start: startOf(name, world), headers, concurrency, exact }));
  }
  return running;
}

async function measure(
  question: QuestionName,
  running: ReadonlyMap<VariantName, RunningVariant>,
  world: RunningWorld,
): Promise<Rounds> {
  const asked = QUESTIONS[question];
  for (const variant of running.values()) await variant.verify(asked, world.answers.get(asked) ?? []);
  const measured = new Map<VariantName, Measured[]>(variants.map((name) => [name, []]));
  for (const [name, variant] of running) {
    for (let used = 0; used < WARM_UP_SECONDS;) {
      used += (await variant.round(asked, ROUND)).cpuSeconds;
      process.stderr.write(`\r${question}: ${name} warming up, ${used.toFixed(1)} s   `);
    }
  }
  const misses = await world.misses();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, variant] of running) {
      measured.get(name)?.push(await variant.round(asked, ROUND));
    }
    process.stderr.write(`\r${question}: round ${round + 1} of ${rounds}   `);
  }
  const executed = (await world.misses()) - misses;
  process.stderr.write(`\r${question}: subgraphs executed ${executed} questions while it was measured\n`);
  return measured;
}

async function onCannedSubgraphs(): Promise<void> {
  if (variants.some((name) => name !== 'ours' && name !== 'unguarded')) installPeers();
  const world = await startBenchWorld(values.build);
  try {
    if (values.profile) await profileOurs({ world, questions, concurrency, requests: PROFILED });
    else await compare(world);
  } finally {
    await world.stop();
  }
}

async function compare(world: RunningWorld): Promise<void> {
  const running = await startVariants(world);
  try {
    process.stdout.write(`${machineLine(new Date())}; concurrency ${concurrency}; median of the rounds.\n`);
    for (const question of questions) {
      const measured = await measure(question, running, world);
      const bytes = Buffer.byteLength(world.answers.get(QUESTIONS[question])?.[0] ?? '');
      process.stdout.write(`\n${questionTable(question, measured, bytes)}\n`);
    }
    const peaks = new Map([...running].map(([name, variant]) => [name, variant.peakMb]));
    process.stdout.write(`\n${memoryTable(peaks)}\n`);
  } finally {
    for (const variant of running.values()) await variant.stop();
  }
}

function listed<Name extends string>(text: string, names: readonly Name[]): Name[] {
  const wanted = text.split(',');
  const odd = wanted.find((name) => !names.includes(name as Name));
  if (odd !== undefined) throw new Error(`${odd}: one of ${names.join(', ')}`);
  return names.filter((name) => wanted.includes(name));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (tables.includes('peers')) await onCannedSubgraphs();
if (tables.includes('product')) {
  const { build, quick } = values;
  const size = quick ? { rounds: 3, seconds: 0.5, alone: 20 } : { rounds: 7, seconds: 1.5, alone: 100 };
  if (values.profile) await profileProduct({ build, concurrency, seconds: quick ? 2 : 10 });
  else await compareProduct({ build, concurrency, ...size });
}
if (tables.includes('swaps')) {
  await measureSwaps({ build: values.build, swaps: values.quick ? 10 : 100, requestsASecond: Number(values.rate) });
}
