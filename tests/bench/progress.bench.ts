/**
 * `npm run bench:progress [-- --items 5000000 --bodies 10000 --questions 300 --pairs 10 --quick]`: whether the figures of
 * the migration stay quick as history grows. A database of two years is filled by COPY and counted by the
 * product; beside it one of a tenth of its size. Then the whole dashboard is asked for over HTTP of a running instance:
 * cold (server and instance just started), warm, with the same question and with filters and days in turns. A sample of the
 * figures is held against the raw tables. At last sixteen writers write with the counting and without it, in pairs.
 * `--quick` takes a hundredth of it all, `--only questions` and `--only writers` leave the other part out.
 */
import { parseArgs } from 'node:util';
import { addDays, systemClock, today } from '../../schema/kernel/clock.js';
import { checkExactness } from './progress-exactness.js';
import { startHistoryServer, type HistoryDatabase, type HistoryServer } from './progress-databases.js';
import { Dashboard, percentile, rotatingQuestions } from './progress-dashboard.js';
import { measureWriters } from './progress-writers.js';

const SEED = 20_260_901;
const COLD_STARTS = 3;
const TO_WARM_UP = 60;
/** Wanted: milliseconds, and how much of them a database of a tenth of the size may do without. */
const WANTED = { p99: 50, ratio: 1.5 };

const { values } = parseArgs({
  options: {
    items: { type: 'string' },
    bodies: { type: 'string' },
    questions: { type: 'string' },
    pairs: { type: 'string' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
  },
});
const share = values.quick ? 0.01 : 1;
const items = Number(values.items ?? 5_000_000 * share);
const bodies = Number(values.bodies ?? 10_000 * share);
const questions = Number(values.questions ?? (values.quick ? 60 : 300));
const pairs = Number(values.pairs ?? (values.quick ? 2 : 10));

interface Measured {
  same: number[];
  rotating: number[];
}

if (values.only !== 'writers') await measureQuestions();
if (values.only !== 'questions') await measureWriters({ pairs, say });

async function measureQuestions(): Promise<void> {
  const server = await startHistoryServer(say);
  try {
    say(`the figures of the migration; seed ${SEED}`);
    const small = await server.make('small', { bodies: bodies / 10, items: items / 10 }, SEED);
    const large = await server.make('large', { bodies, items }, SEED);
    say('\ndatabase   first question of a fresh server and instance, ms');
    for (const database of [small, large]) await measureCold(server, database);
    say('\ndatabase   warm: the same question p50   p99   filters and days in turns p50   p99, ms');
    reportRatio({ small: await measureWarm(small), large: await measureWarm(large) });
    await exact(large);
  } finally {
    await server.stop();
  }
}

async function measureCold(history: HistoryServer, database: HistoryDatabase): Promise<void> {
  const times: number[] = [];
  for (let start = 0; start < COLD_STARTS; start += 1) {
    await history.restart();
    const product = await database.startProduct();
    try {
      times.push(...(await (await Dashboard.of(product)).times([{}])));
    } finally {
      await product.stop();
    }
  }
  say(`${database.name.padEnd(8)}   ${times.map((time) => time.toFixed(0).padStart(6)).join('')}`);
}

async function measureWarm(database: HistoryDatabase): Promise<Measured> {
  const product = await database.startProduct();
  try {
    const dashboard = await Dashboard.of(product);
    const asked = { seed: SEED, today: today(systemClock) };
    await dashboard.times(await rotatingQuestions(database.owner, { ...asked, count: TO_WARM_UP }));
    const rotating = await rotatingQuestions(database.owner, { ...asked, count: questions, seed: SEED + 1 });
    const measured = {
      same: await dashboard.times(Array.from({ length: questions }, () => ({}))),
      rotating: await dashboard.times(rotating),
    };
    const cells = [measured.same, measured.rotating].flatMap((times) => [percentile(times, 50), percentile(times, 99)]);
    const [p50, p99, turns50, turns99] = cells.map((time) => time.toFixed(1));
    say(
      `${database.name.padEnd(8)}   ${p50?.padStart(27)} ${p99?.padStart(5)} ${turns50?.padStart(31)} ${turns99?.padStart(5)}`,
    );
    return measured;
  } finally {
    await product.stop();
  }
}

function reportRatio(warm: { small: Measured; large: Measured }): void {
  for (const kind of ['same', 'rotating'] as const) {
    const ratio = (hundredths: number): number =>
      percentile(warm.large[kind], hundredths) / percentile(warm.small[kind], hundredths);
    const p99 = percentile(warm.large[kind], 99);
    say(
      `${kind === 'same' ? 'the same question' : 'in turns'}: p99 ${p99.toFixed(1)} ms (wanted: ${WANTED.p99}), large to small ` +
        `p50 ${ratio(50).toFixed(2)}, p99 ${ratio(99).toFixed(2)} (wanted: ${WANTED.ratio})`,
    );
  }
}

async function exact(database: HistoryDatabase): Promise<void> {
  const product = await database.startProduct();
  try {
    const day = today(systemClock);
    const sample = [
      { asOf: day },
      { asOf: addDays(day, -100), filter: { region: 'Lombardia' } },
      { asOf: addDays(day, -400), filter: { officeCode: 'PROC-H501', bodyType: 'PA' as const } },
    ];
    const dashboard = await Dashboard.of(product);
    await checkExactness(database.owner, dashboard, sample);
    say(`\nvolumes, turnaround and rejections of ${sample.length} questions agree with the raw tables`);
  } finally {
    await product.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
