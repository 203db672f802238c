import { setMaxListeners } from 'node:events';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { audit, type AuditReport } from './auditor/audit.js';
import type { Evidence } from './auditor/evidence.js';
import { gatherEvidence } from './auditor/gather.js';
import { reportLines } from './auditor/report.js';
import { planChaos, type ChaosPlan } from './chaos-plan.js';
import type { ChaosSize } from './chaos-size.js';
import { openChaosWorld, rejectedControls, type ChaosWorld } from './chaos-world.js';
import { Clients } from './clients.js';
import { Journal } from './journal.js';
import { Operators } from './operators.js';
import { planLines } from './plan-lines.js';
import { Recovery } from './recovery.js';
import { Storm } from './storm.js';

export interface ChaosOptions {
  seed: number;
  size: ChaosSize;
  write: (line: string) => void;
  /** Leaves the folder of the run where it is. */
  keep?: boolean;
}

export interface ChaosResult {
  seed: number;
  seconds: number;
  report: AuditReport;
  evidence: Evidence;
  /** What went wrong with the run itself: not at rest in time, too small, a fault that was not caused. */
  complaints: string[];
}

/** One run from its seed: plan, storm, recovery, audit. Prints everything on its way. */
export async function runChaos({ seed, size, write, keep = false }: ChaosOptions): Promise<ChaosResult> {
  const beginning = performance.now();
  const plan = planChaos(seed, size);
  planLines(plan).forEach(write);
  const journal = new Journal(write);
  const folder = await runFolder();
  const world = await openChaosWorld(folder, seed, journal);
  let sound = false;
  try {
    write(`Everything runs in ${folder}; full disk: ${world.disk.how}`);
    journal.begin();
    const complaints = await weather(world, plan, journal);
    complaints.push(...(await world.stopProduct()));
    const evidence = await gatherEvidence(sourcesOf(world));
    const report = audit(evidence);
    complaints.push(...(await shortcomings(world, size, report)));
    sound = complaints.length === 0 && report.violations.length === 0;
    const seconds = Math.round((performance.now() - beginning) / 1_000);
    tell({ plan, journal, report, complaints, seconds }, write);
    return { seed, seconds, report, evidence, complaints };
  } finally {
    if (keep || !sound) write(`The logs of the processes and the receipts are kept in ${folder}`);
    await world.close();
    if (sound && !keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Every user can enter it: root's database runs as another user. */
async function runFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'casellario-bridge-chaos-')));
  await chmod(folder, 0o755);
  return folder;
}

/** The storm with everybody in it, and the time after it; what did not come right in time. */
async function weather(world: ChaosWorld, plan: ChaosPlan, journal: Journal): Promise<string[]> {
  const { product, disk, witness, gatewayUrls, database } = world;
  const late = new AbortController();
  setMaxListeners(0, late.signal); // every client listens while it waits
  const deadline = setTimeout(() => late.abort(), 2 * plan.size.stormMs + plan.size.recoveryMs);
  const common = { gatewayUrls, dataDir: product.dataDir, witness, journal };
  const operators = new Operators({ ...common, dropDir: disk.root });
  const clients = new Clients({ ...common, persons: world.persons });
  const storm = new Storm({ ...world, operators, journal, booksDir: product.booksDir }, late.signal);
  const recovery = new Recovery({ operators, journal, databaseUrl: database.ownerUrl, booksDir: product.booksDir });
  try {
    const asking = clients.run(plan.load, late.signal);
    await storm.run(plan);
    await storm.heal();
    await asking;
    journal.note(`every client has its answer (${witness.answered()} requests)`);
    const open = await recovery.untilAtRest(late.signal);
    await storm.flagSettled();
    if (open === null) journal.note('everything has come to its end');
    return [
      ...(open === null ? [] : [`not at rest in time: ${open}`]),
      ...(witness.answered() < plan.load.length ? ['not every client had its answer in time'] : []),
      ...(storm.flagChangesLeft > 0
        ? [`${storm.flagChangesLeft} changes of the flag were not acknowledged in time`]
        : []),
    ];
  } finally {
    clearTimeout(deadline);
    late.abort();
  }
}

async function shortcomings(world: ChaosWorld, { least }: ChaosSize, { counts }: AuditReport): Promise<string[]> {
  const rejected = await rejectedControls(world.folder);
  const small = counts.requests < least.requests || counts.items < least.items;
  return [
    ...(rejected > 0 ? [`the emulator did not understand ${rejected} control files`] : []),
    ...(small ? [`too small a run: ${counts.requests} requests with ${counts.items} items were accepted`] : []),
  ];
}

const sourcesOf = ({
  folder,
  database,
  disk,
  product,
  witness,
  persons,
}: ChaosWorld): Parameters<typeof gatherEvidence>[0] => ({
  databaseUrl: database.ownerUrl,
  dropDir: disk.root,
  booksDir: product.booksDir,
  witnessFile: witness.file,
  logsDir: folder,
  personsFile: persons.file,
});

interface Ending {
  plan: ChaosPlan;
  journal: Journal;
  report: AuditReport;
  complaints: readonly string[];
  seconds: number;
}

function tell({ plan, journal, report, complaints, seconds }: Ending, write: (line: string) => void): void {
  write('What happened:');
  journal.counts().forEach(([what, count]) => write(`  ${String(count).padStart(6)}  ${what}`));
  reportLines(report).forEach(write);
  complaints.forEach((complaint) => write(`  RUN  ${complaint}`));
  write(
    `Seed ${plan.seed}: ${complaints.length + report.violations.length === 0 ? 'sound' : 'NOT SOUND'} after ${seconds} s`,
  );
}
