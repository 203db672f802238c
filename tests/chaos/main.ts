import { parseArgs } from 'node:util';
import { atPace, FULL, SHORT } from './chaos-size.js';
import { runChaos } from './run-chaos.js';
import { paceOf, seedList } from './seed-list.js';
import { summaryLines, summaryOf, type ChaosSummary } from './summary.js';

const USAGE = `The fault test: the whole product under kills, full disks, lying offices and a changing flag, then audited.

  npm run chaos -- --seed 7         one run
  npm run chaos -- --seed 1..20     several, one after the other
  npm run chaos -- --seeds 20       the same as 1..20
    --short                         the size of the run in npm test
    --pace 2                        twice as long, for a slow or busy machine (1 to 10)
    --keep                          leaves the folder of the run (logs, receipts) where it is
`;

const write = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      short: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      pace: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    write(USAGE);
    return 0;
  }
  const size = atPace(values.short ? SHORT : FULL, paceOf(values.pace));
  const results: ChaosSummary[] = [];
  for (const seed of seedList(values)) {
    const result = await runChaos({ seed, size, write, keep: values.keep });
    results.push(summaryOf(result));
    if (results.length > 1) summaryLines(results).forEach(write);
  }
  return results.every(({ sound }) => sound) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
