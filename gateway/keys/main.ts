import { parseArgs } from 'node:util';
import type { Database } from '../../schema/kernel/database.js';
import { rotateKeys } from '../../schema/kernel/keys/key-rotation.js';
import { keyStatus, retireKeys, type StatusParts } from '../../schema/kernel/keys/key-status.js';
import { SEALED_TABLES } from '../../subgraphs/sealed-tables.js';
import { readConfig } from '../config.js';
import { personalDataKeys } from '../development/keys.js';
import { openOwnerStore } from '../start/store.js';
import { exitCodeOf, reportLines, statusLines, stepLine } from './keys-report.rules.js';
import { WalkDisplay } from './walk-display.js';

/**
 * `npm run -s keys -- status | rotate [--dry-run] | retire`: the keys that personal data are sealed with
 * (docs/privacy.md), as the owner of the database, also while the product runs.
 */
const USAGE = 'Usage: npm run -s keys -- status | rotate [--dry-run] | retire.';

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { 'dry-run': { type: 'boolean' } } });
  const [command] = positionals;
  if (positionals.length !== 1 || !command || !['status', 'rotate', 'retire'].includes(command)) throw new Error(USAGE);
  if (values['dry-run'] && command !== 'rotate') throw new Error(USAGE);
  const config = readConfig({ needs: ['database', 'personal-data'] });
  const store = await openOwnerStore(config);
  try {
    const parts = { database: store.database, masters: await personalDataKeys(config), tables: SEALED_TABLES };
    if (command === 'rotate') return await rotate(parts, values['dry-run'] === true);
    if (command === 'retire') return await retire(parts);
    print(statusLines(await keyStatus(parts)));
    return 0;
  } finally {
    await store.close();
  }
}

async function rotate(parts: StatusParts, dryRun: boolean): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const display = new WalkDisplay(process.stdout);
  const total = await rowCount(parts.database);
  try {
    const report = await rotateKeys({
      ...parts,
      dryRun,
      signal: stopping.signal,
      onStep(step, facts) {
        const line = stepLine(step, facts, dryRun);
        if (line) display.say(line);
        else if (step === 'WALK') display.begin(total);
        else display.end();
      },
      onRows: (rows, resealed) => display.add(rows, resealed),
    });
    print(reportLines(report, dryRun));
    return exitCodeOf(report, dryRun);
  } catch (error) {
    display.end();
    if (stopping.signal.aborted) throw new Error('Broken off; call it again to go on.', { cause: error });
    throw error;
  }
}

/** Rows that a walk looks at, for the bar. */
async function rowCount(database: Database): Promise<number> {
  let total = 0;
  for (const { table } of SEALED_TABLES) {
    total += (await database.one<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`))?.rows ?? 0;
  }
  return total;
}

async function retire(parts: StatusParts): Promise<number> {
  const { retired, needed } = await retireKeys(parts);
  print([
    retired.length > 0 ? `deleted data keys: ${retired.join(', ')}` : 'no data key could be deleted',
    ...(needed.length > 0 ? [`still needed: ${needed.join(', ')} (npm run -s keys -- status)`] : []),
  ]);
  return needed.length > 0 ? 2 : 0;
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
