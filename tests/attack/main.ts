/**
 * `npm run attack`: fires every case at an instance of its own and measures how long a normal query takes meanwhile.
 * `-- --family bombs` fires one family, `-- --short` leaves out what takes long. Ends with 1 when one got through.
 */
import { parseArgs } from 'node:util';
import { attackWorld } from './attack-world.js';
import { allCases } from './cases/all-cases.js';
import { measureLatency } from './latency.js';
import { peakMemory, runAttack, type AttackResult } from './run-attack.js';

const MIB = 1_048_576;
/** What an attack may add to the most that the process has held before it. */
const MAX_GROWTH_BYTES = 400 * MIB;
const MAX_LATENCY_RATIO = 1.3;
const MAX_REFUSAL_MS = 10_000;

const { values } = parseArgs({ options: { family: { type: 'string' }, short: { type: 'boolean', default: false } } });
const cases = allCases.filter(
  (one) => (values.family === undefined || one.family === values.family) && !(values.short && one.slow),
);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const world = await attackWorld();
try {
  const pid = world.product.process.pid ?? 0;
  const before = peakMemory(pid);
  const results = await runAttack(world, cases, {
    maxRefusalMs: MAX_REFUSAL_MS,
    onResult: ({ case: { family, name }, fault }) => {
      if (fault !== null) say(`THROUGH  ${family}: ${name}\n         ${fault}`);
    },
  });
  const through = results.filter(({ fault }) => fault !== null).length;
  const after = peakMemory(pid);
  table(results);
  const growth = before === null || after === null ? 0 : after - before;
  say(`\n${results.length} cases, ${through} got through; the process grew by ${Math.round(growth / MIB)} MiB at most`);
  let tooSlow = false;
  if (!values.short) {
    const { pairs, ratio } = await measureLatency(
      world,
      cases.filter((one) => !one.slow),
    );
    for (const { quietMs, attackedMs } of pairs) {
      say(`normal query ${quietMs.toFixed(2)} ms, under attack ${attackedMs.toFixed(2)} ms`);
    }
    tooSlow = ratio > MAX_LATENCY_RATIO;
    say(`median of ${pairs.length} pairs: ${ratio.toFixed(2)} times as long (at most ${MAX_LATENCY_RATIO})`);
  }
  process.exitCode = through > 0 || growth > MAX_GROWTH_BYTES || tooSlow ? 1 : 0;
} finally {
  await world.end();
}

function table(results: readonly AttackResult[]): void {
  say(`\n${'family'.padEnd(16)}${'cases'.padStart(7)}${'through'.padStart(9)}${'slowest ms'.padStart(12)}`);
  for (const family of new Set(results.map((one) => one.case.family))) {
    const own = results.filter((one) => one.case.family === family);
    const through = own.filter(({ fault }) => fault !== null).length;
    const slowest = Math.max(...own.filter((one) => !one.case.slow).map(({ milliseconds }) => milliseconds));
    say(
      family.padEnd(16) +
        String(own.length).padStart(7) +
        String(through).padStart(9) +
        slowest.toFixed(0).padStart(12),
    );
  }
}
