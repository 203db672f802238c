import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { systemClock, today } from '../../schema/kernel/clock.js';
import { openDatabase, type Database } from '../../schema/kernel/database.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../schema/kernel/postgres/embedded-postgres.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';
import { temporaryFolder } from '../testkit/temporary-folder.js';
import { fillHistory, type FillSize } from './progress-fill.js';

/** A database of the product with a history, on a durable server that the others share. */
export interface HistoryDatabase {
  name: string;
  /** As the owner of the tables. */
  owner: Database;
  startProduct(): Promise<RunningProduct>;
}

export interface HistoryServer {
  /** Makes a database, fills it, and lets the product count it. */
  make(name: string, size: FillSize, seed: number): Promise<HistoryDatabase>;
  /** Stops the server and starts it again: nothing is in its memory any more. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const LONGEST_MS = 30 * 60_000;

export async function startHistoryServer(say: (line: string) => void): Promise<HistoryServer> {
  const folder = await temporaryFolder();
  const dataDir = path.join(folder.path, 'postgres');
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const opened = new Map<string, Database>();
  const closeAll = async (): Promise<void> => {
    await Promise.all([...opened.values()].map((database) => database.close()));
    opened.clear();
  };

  function history(name: string): HistoryDatabase {
    return {
      name,
      get owner() {
        const owner = opened.get(name) ?? openDatabase({ url: server.url(name), statementTimeoutMs: LONGEST_MS });
        opened.set(name, owner);
        return owner;
      },
      async startProduct() {
        const home = path.join(folder.path, name);
        await mkdir(home, { recursive: true });
        const database = { appUrl: server.url(name, 'bridge_app'), ownerUrl: server.url(name) };
        return startProduct({
          dataDir: home,
          database,
          env: { RATE_LIMIT_PER_CALLER: '0', RATE_LIMIT_PER_ADDRESS: '0' },
        });
      },
    };
  }

  return {
    async make(name, size, seed) {
      const admin = openDatabase({ url: server.url('postgres') });
      await admin.query(`CREATE DATABASE ${name}`);
      await admin.close();
      const made = history(name);
      await (await made.startProduct()).stop(); // its tables, its reference data and its demonstration
      const timed = stopwatch(say, name);
      await timed('filled by COPY', () =>
        fillHistory(made.owner, { size, seed, today: today(systemClock), say: (line) => say(`${name}: ${line}`) }),
      );
      await timed('VACUUM ANALYZE', () => made.owner.query('VACUUM (ANALYZE)'));
      await timed('counted again by the database, as a migration does', () =>
        made.owner.query('SELECT certificates.recount_progress()'),
      );
      const product = await made.startProduct();
      await timed('folded and added up by the worker', () => counted(made.owner));
      await product.stop();
      await timed('VACUUM ANALYZE', () => made.owner.query('VACUUM (ANALYZE)'));
      return made;
    },
    async restart() {
      await closeAll();
      await server.stop();
      server = await startEmbeddedPostgres({ dataDir });
    },
    async stop() {
      await closeAll();
      await server.stop();
      await folder.remove();
    },
  };
}

/** Until no delta and no news is open, and no checkpoint has come for a while. */
async function counted(database: Database): Promise<void> {
  let before = -1;
  await eventually(
    async () => {
      const [state] = await database.rows<{ open: number; checkpoints: number }>(
        `SELECT (SELECT count(*) FROM certificates.progress_delta) + (SELECT count(*) FROM agreements.migration_news) AS open,
                (SELECT count(*) FROM certificates.progress_checkpoint) AS checkpoints`,
      );
      const { open = 1, checkpoints = 0 } = state ?? {};
      const settled = open === 0 && checkpoints > 0 && checkpoints === before;
      before = checkpoints;
      return settled;
    },
    (settled) => settled,
    LONGEST_MS,
  );
}

function stopwatch(say: (line: string) => void, name: string) {
  return async (what: string, run: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await run();
    say(`${name}: ${what} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  };
}
