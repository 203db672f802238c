import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { createBridgeWorld, type BridgeWorld } from '../testkit/bridge-world.js';
import { eventually } from '../testkit/product.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';

/** Ids of the processes whose command line names the folder. */
const processesOf = (folder: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });

describe('a worker that is told to stop', () => {
  let world: BridgeWorld;
  let folder: TemporaryFolder;

  beforeAll(async () => {
    world = await createBridgeWorld();
    folder = await temporaryFolder();
  });
  afterAll(async () => {
    await world.drop();
    await folder.remove();
  });

  it('R-25 ends the process of its files too, and itself, in order', async () => {
    const drop = path.join(folder.path, 'drop');
    const worker = spawn(process.execPath, [path.join(packageRoot(), 'dist/subgraphs/worker/main.js')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        DATA_DIR: folder.path,
        MASSIVO_DROP: drop,
        DATABASE_URL: world.test.appUrl,
        DATABASE_OWNER_URL: world.test.ownerUrl,
        LOG_LEVEL: 'info',
      },
    });
    const lines: string[] = [];
    for (const stream of [worker.stdout, worker.stderr])
      createInterface({ input: stream }).on('line', (line) => lines.push(line));
    const exited = once(worker, 'exit');

    await world.onMassivo({ items: 1 });
    const ids = await eventually(
      async () => processesOf(drop),
      (found) => found.length > 0,
    );
    expect(ids).not.toContain(String(worker.pid));
    worker.kill('SIGTERM');

    expect(await exited).toEqual([0, null]); // after 25 s it would be 1
    expect(lines.some((line) => line.includes('"msg":"stopped"'))).toBe(true);
    expect(processesOf(drop)).toEqual([]);
  });
});
