import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessName } from './chaos-plan.js';
import type { Journal } from './journal.js';
import { Persons } from './persons.js';
import { query, startChaosDatabase, type ChaosDatabase } from './processes/database-process.js';
import { openDropDisk, type DropDisk } from './processes/drop-disk.js';
import type { ManagedProcess } from './processes/managed-process.js';
import { startOrphanGuard } from './processes/orphan-guard.js';
import { productProcesses, type ProductProcesses } from './processes/product-processes.js';
import { Witness } from './witness.js';

/** Everything that a run needs, started and at peace. */
export interface ChaosWorld {
  folder: string;
  database: ChaosDatabase;
  disk: DropDisk;
  product: ProductProcesses;
  processes: ReadonlyMap<ProcessName, ManagedProcess>;
  gatewayUrls: readonly string[];
  witness: Witness;
  persons: Persons;
  /** Ends the product in order, the database not: the auditor reads it. How each ended that ended badly. */
  stopProduct(): Promise<string[]>;
  /** Ends whatever runs and unmounts; the folder stays. */
  close(): Promise<void>;
}

const READY_DEADLINE_MS = 90_000;

/** Starts database, gateways, workers and emulator on free ports and a folder of their own. */
export async function openChaosWorld(folder: string, seed: number, journal: Journal): Promise<ChaosWorld> {
  const guard = startOrphanGuard();
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (let step = closing.pop(); step; step = closing.pop()) await step().catch(() => undefined);
    guard.release();
  };
  try {
    const common = { journal, onStarted: (pid: number) => guard.watch(pid) };
    const disk = await openDropDisk(path.join(folder, 'drop'), guard);
    closing.push(() => disk.remove());
    const databaseCommon = { ...common, logFile: path.join(folder, 'database.log') };
    const database = await startChaosDatabase(path.join(folder, 'database'), databaseCommon);
    closing.push(() => database.process.stop());
    await mkdir(path.join(folder, 'data'), { recursive: true });
    const product = await productProcesses({ folder, dropDir: disk.root, seed, database, common });
    const started = [...product.gateways.map((gateway) => gateway.process), ...product.workers, product.emulator];
    closing.push(() => Promise.all(started.map((process) => process.stop())));
    await startInOrder(product);
    const witness = new Witness(path.join(folder, 'witness.jsonl'));
    witness.note({ kind: 'baseline', requestIds: await requestsThere(database.ownerUrl) });
    return {
      ...{ folder, database, disk, product, witness, close },
      persons: new Persons(path.join(folder, 'persons.txt')),
      processes: new Map([...started, database.process].map((process) => [process.name as ProcessName, process])),
      gatewayUrls: product.gateways.map(({ url }) => url),
      stopProduct: async () => {
        const codes = await Promise.all(started.map(async (process) => [process.name, await process.stop()] as const));
        return codes.filter(([, code]) => code !== 0).map(([name, code]) => `${name} ended with ${code}`);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The first gateway alone, because it lays the data of the demonstration; then everybody. */
async function startInOrder({ gateways, workers, emulator }: ProductProcesses): Promise<void> {
  for (const [index, gateway] of gateways.entries()) {
    gateway.process.start();
    if (index === 0) await untilReady(gateway.url);
  }
  for (const process of [...workers, emulator]) process.start();
  await Promise.all(gateways.map(({ url }) => untilReady(url)));
}

async function untilReady(url: string): Promise<void> {
  for (const deadline = performance.now() + READY_DEADLINE_MS; performance.now() < deadline; await sleep(100)) {
    const ready = await fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
  }
  throw new Error('a gateway does not become ready; its log lies in the folder of the run');
}

async function requestsThere(databaseUrl: string): Promise<string[]> {
  const rows = await query<{ id: string }>(databaseUrl, 'SELECT id FROM certificates.certificate_request');
  return rows.map(({ id }) => id);
}

/** Control files that the emulator did not understand: a fault that was never caused. */
export async function rejectedControls(folder: string): Promise<number> {
  const log = await readFile(path.join(folder, 'emulator.log'), 'utf8').catch(() => '');
  return log.split('\n').filter((line) => line.includes(' control-rejected ')).length;
}
