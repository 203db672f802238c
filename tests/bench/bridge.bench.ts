/**
 * `npm run bench:bridge [-- --rows 20000 --rows 100000] [--profile <folder>]`: the whole legacy way, in items a second.
 * Requests are admitted to massivo; a worker writes their files, with a file process of its own; the emulator, a process of its own at zero delay,
 * answers with ZIPs of PDFs; the worker collects them, checks every hash, and writes every end, certificate and
 * document into a durable PostgreSQL. All of them share the machine's cores. The rows of the requests are laid down
 * beforehand: taking them in is what `bench:intake` measures. Before the clock starts the processes have worked off
 * some others, since a worker runs for weeks and not for its first three seconds.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ChannelRoutingService } from '../../legacy-adapter/routing/channel-routing.service.js';
import { createTransitionControl } from '../../legacy-adapter/transition/transition-control.js';
import { clockStartingAt } from '../../schema/kernel/clock.js';
import { openDatabase, type Database } from '../../schema/kernel/database.js';
import { migrateDatabase } from '../../schema/kernel/migrate.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { startEmbeddedPostgres } from '../../schema/kernel/postgres/embedded-postgres.js';
import { FakeInFlightWork, LAST_DAY, massivoQuestion, OPENS_ON, submissionOf } from '../testkit/legacy-world.js';
import { insertAcceptedRequest, testVault } from '../testkit/requests.js';
import { temporaryFolder } from '../testkit/temporary-folder.js';
import { childrenOf, cpuSeconds, memoryMb } from './process-usage.js';
import { logKey } from '../testkit/log-key.js';

const NOW = '2026-06-10T12:00:00+02:00';
const OFFICES = ['H501', 'F205', 'F839', 'L219', 'G273', 'D969', 'A944', 'D612', 'A662', 'C351'];
const ITEMS_A_REQUEST = 2_000;
const SEED = 20_260_610;
const WARM_UP_ITEMS = 6_000;
const LOOK_MS = 100;
const STALLED_MS = 60_000;

type PartName = 'worker' | 'files' | 'emulator' | 'PostgreSQL';

interface Measured {
  items: number;
  seconds: number;
  /** CPU seconds. */
  used: Record<PartName, number>;
  /** Of the worker, in MB. */
  memory: { highest: number; last: number };
  tally: Record<string, number>;
}

const { values } = parseArgs({ options: { rows: { type: 'string', multiple: true }, profile: { type: 'string' } } });

process.stdout.write(
  '    rows   items/s   CPU µs an item: worker  files  emulator  PostgreSQL     all   worker RSS MB: highest  at the end\n',
);
for (const rows of values.rows ?? ['20000', '100000']) report(await measured(Number(rows)));

async function measured(items: number): Promise<Measured> {
  const folder = await temporaryFolder();
  const children: ChildProcess[] = [];
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder.path, 'postgres') });
  await migrateDatabase({ ownerUrl: postgres.url('bench') });
  const database = openDatabase({ url: postgres.url('bench'), statementTimeoutMs: 120_000 });
  try {
    const [drop, state] = [path.join(folder.path, 'drop'), path.join(folder.path, 'emulator')];
    const warmUp = await preparedRequests(database, { items: WARM_UP_ITEMS, seed: SEED });
    const admitAll = await preparedRequests(database, { items, seed: SEED + WARM_UP_ITEMS });
    const offices = OFFICES.flatMap((seat) => ['--office', `PROC-${seat}`]);
    const atOnce = ['--ack-delay', '0', '--process-delay', '0', '--poll', '100', '--clock-starts-at', NOW];
    const emulator = await started(children, 'legacy-adapter/emulator/main.ts', [
      ...['run', '--drop', drop, '--state', state, '--seed', String(SEED)],
      ...[...offices, ...atOnce],
    ]);
    const worker = await started(children, 'tests/bench/bridge-worker.ts', [postgres.url('bench'), drop, NOW]);
    const postmaster = Number.parseInt(await readFile(path.join(postgres.home, 'cluster/postmaster.pid'), 'utf8'), 10);
    const cpu = (): Record<PartName, number> => ({
      worker: cpuSeconds(worker) - filesOf(worker),
      files: filesOf(worker),
      emulator: cpuSeconds(emulator),
      PostgreSQL: cpuSeconds(postmaster),
    });
    await warmUp();
    await untilEnded(database, WARM_UP_ITEMS, () => memoryMb(worker));
    const before = cpu();
    const start = performance.now();
    await admitAll();
    const memory = await untilEnded(database, WARM_UP_ITEMS + items, () => memoryMb(worker));
    const seconds = (performance.now() - start) / 1_000;
    const after = cpu();
    const used = { ...after };
    for (const name of Object.keys(used) as PartName[]) used[name] = after[name] - before[name];
    const tally = await tallyOf(database);
    assertWhole(tally, WARM_UP_ITEMS + items);
    return { items, seconds, used, memory, tally };
  } finally {
    for (const child of children.reverse()) await ended(child);
    await database.close();
    await postgres.stop();
    await folder.remove();
  }
}

/** CPU seconds of the worker's file process. */
function filesOf(worker: number): number {
  return childrenOf(worker).reduce((sum, child) => sum + cpuSeconds(child), 0);
}

/** Lays the rows of all requests down; what it gives back admits them to massivo, through the flag. */
async function preparedRequests(
  database: Database,
  { items, seed }: { items: number; seed: number },
): Promise<() => Promise<void>> {
  const vault = testVault();
  const clock = clockStartingAt(new Date(NOW));
  const transition = createTransitionControl({ database, clock, work: new FakeInFlightWork(), logKey });
  await transition.ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
  const routing = new ChannelRoutingService({ database, clock, vault });
  const accepted: { id: string; ipaCode: string; officeCode: string; rows: number }[] = [];
  for (let from = 0; from < items; from += ITEMS_A_REQUEST) {
    const seat = OFFICES[accepted.length % OFFICES.length] ?? '';
    const place = { ipaCode: `c_${seat.toLowerCase()}`, officeCode: `PROC-${seat}` };
    const rows = Math.min(ITEMS_A_REQUEST, items - from);
    const how = { items: rows, channel: 'MASSIVO', seed: seed + from, submittedAt: clock.now() } as const;
    const { id } = await insertAcceptedRequest(database, vault, { ...how, ...place });
    accepted.push({ id, rows, ...place });
  }
  await database.query('VACUUM (ANALYZE) certificates.certificate_item');
  return async () => {
    for (const { id, rows, ...place } of accepted) {
      const question = massivoQuestion(place);
      const submission = submissionOf(question, { requestId: id, fileRequestId: id, items: rows });
      const { channel } = await database.transaction((sql) => routing.admit(sql, question, submission));
      if (channel !== 'MASSIVO') throw new Error(`admitted to ${channel}`);
    }
  };
}

async function started(children: ChildProcess[], script: string, args: readonly string[]): Promise<number> {
  const loader = path.join(packageRoot(), 'tests/testkit/register-typescript.mjs');
  const profile = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];
  const child = spawn(process.execPath, [...profile, '--import', loader, path.join(packageRoot(), script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const gone = once(child, 'exit').then(() => Promise.reject(new Error(`${script} has ended`)));
  await Promise.race([once(child.stdout, 'data'), gone]);
  child.stdout.resume();
  return child.pid ?? 0;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Waits until every item has its end or waits for a person; fails when nothing moves any more. */
async function untilEnded(
  database: Database,
  items: number,
  look: () => { now: number },
): Promise<{ highest: number; last: number }> {
  let highest = 0;
  let [settled, movedAt] = [0, performance.now()];
  while (settled < items) {
    await sleep(LOOK_MS);
    highest = Math.max(highest, look().now);
    const found = await database.one<{ settled: number }>(
      `SELECT coalesce(sum(issued + rejected + failed + abandoned + under_review), 0)::int AS settled
       FROM certificates.item_delta`,
    );
    if (found && found.settled > settled) [settled, movedAt] = [found.settled, performance.now()];
    if (performance.now() - movedAt > STALLED_MS) throw new Error(`stalled at ${settled} of ${items} items`);
  }
  return { highest, last: look().now };
}

/** Every item has one end or waits for a person, every certificate its document. */
function assertWhole(tally: Record<string, number>, items: number): void {
  const { issued = 0, rejected = 0, certificates, documents } = tally;
  const underReview = tally['under review'] ?? 0;
  if (issued + rejected + underReview !== items || certificates !== issued || documents !== issued + underReview)
    throw new Error(`not every item came to its end: ${JSON.stringify(tally)}`);
}

/** What lies in the tables, the items of the warm-up included. */
async function tallyOf(database: Database): Promise<Record<string, number>> {
  const tally = await database.one<Record<string, number>>(
    `SELECT (SELECT count(*) FROM certificates.item_end WHERE status = 'ISSUED')::int AS issued,
            (SELECT count(*) FROM certificates.item_end WHERE status <> 'ISSUED')::int AS rejected,
            (SELECT count(*) FROM certificates.item_review)::int AS "under review",
            (SELECT count(*) FROM certificates.certificate)::int AS certificates,
            (SELECT count(*) FROM certificates.certificate_document)::int AS documents,
            (SELECT avg(length(sealed)) FROM certificates.certificate_document)::int AS "bytes a document",
            (SELECT count(*) FROM legacy.massivo_batch WHERE state = 'COMPLETED')::int AS files`,
  );
  return tally ?? {};
}

function report({ items, seconds, used, memory, tally }: Measured): void {
  const perItem = (cpu: number): string => ((cpu * 1e6) / items).toFixed(0);
  const all = Object.values(used).reduce((sum, one) => sum + one, 0);
  const cells = [
    String(items).padStart(8),
    Math.round(items / seconds)
      .toLocaleString('en')
      .padStart(9),
    perItem(used.worker).padStart(24),
    perItem(used.files).padStart(6),
    perItem(used.emulator).padStart(9),
    perItem(used.PostgreSQL).padStart(11),
    perItem(all).padStart(7),
    memory.highest.toFixed(0).padStart(25),
    memory.last.toFixed(0).padStart(11),
  ];
  const told = Object.entries(tally).map(([what, count]) => `${count} ${what}`);
  process.stdout.write(`${cells.join(' ')}\n         ${told.join(', ')}\n`);
}
