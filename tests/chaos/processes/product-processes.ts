import path from 'node:path';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { OFFICES } from '../parties.js';
import { freePort, type ChaosDatabase } from './database-process.js';
import { ManagedProcess, type ProcessOptions } from './managed-process.js';

export interface ProductProcesses {
  gateways: readonly { process: ManagedProcess; url: string }[];
  workers: readonly ManagedProcess[];
  emulator: ManagedProcess;
  /** Shared by all processes: keys of the development set-up. */
  dataDir: string;
  /** The emulator's books and control file. */
  booksDir: string;
}

export interface ProductOptions {
  folder: string;
  dropDir: string;
  seed: number;
  database: ChaosDatabase;
  common: Pick<ProcessOptions, 'journal' | 'onStarted'>;
}

/** The product as it runs split: two gateways, two workers, and the offices' emulator by itself; none started yet. */
export async function productProcesses(options: ProductOptions): Promise<ProductProcesses> {
  const { folder, dropDir, database, seed, common } = options;
  const dataDir = path.join(folder, 'data');
  const booksDir = path.join(folder, 'emulator');
  const env = {
    PATH: process.env['PATH'],
    DATA_DIR: dataDir,
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    MASSIVO_DROP: dropDir,
    EMULATOR: '0',
    // As much as can be logged: the auditor looks for persons in it.
    LOG_LEVEL: 'debug',
  };
  const built = (file: string): string => path.join(packageRoot(), 'dist', file);
  const processOf = (name: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): ManagedProcess =>
    new ManagedProcess({
      ...{ ...common, name, program: process.execPath, args, env: { ...env, ...more } },
      logFile: path.join(folder, `${name}.log`),
    });

  const ports = [await freePort(), await freePort()];
  const gateways = ports.map((port, index) => ({
    process: processOf(`gateway-${index + 1}`, [built('gateway/main.js')], { PORT: String(port) }),
    url: `http://127.0.0.1:${port}`,
  }));
  const workers = [1, 2].map((number) => processOf(`worker-${number}`, [built('subgraphs/worker/main.js')]));
  const delays = ['--ack-delay', '100', '--process-delay', '300', '--poll', '60'];
  const emulator = processOf('emulator', [
    ...[built('legacy-adapter/emulator/main.js'), 'run', '--drop', dropDir, '--state', booksDir],
    ...['--office', OFFICES.join(','), '--seed', String(seed), ...delays],
  ]);
  return { gateways, workers, emulator, dataDir, booksDir };
}
