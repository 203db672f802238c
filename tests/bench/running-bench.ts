import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openDatabase, type Database } from '../../schema/kernel/database.js';
import { startEmbeddedPostgres } from '../../schema/kernel/postgres/embedded-postgres.js';
import { generateRequestFile } from '../testkit/massivo-generator.js';
import { startProduct, type RunningProduct } from '../testkit/product.js';
import { temporaryFolder } from '../testkit/temporary-folder.js';

/** A body whose requests go the direct way, by the agreements of the demonstration. */
export const DIRECT_BODY = 'c_h501';
const DATABASE = 'casellario_bridge';

/** A durable PostgreSQL of its own, on which instances of the product run as `npm start` runs them. */
export interface BenchServer {
  database: Database;
  /** Of the database, as the owner of the tables. */
  url: string;
  /** For files and the like; goes with `stop`. */
  folder: string;
  /** Process of the server, parent of all its others. */
  postmaster: number;
  startProduct(): Promise<RunningProduct>;
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const folder = await temporaryFolder();
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder.path, 'postgres') });
  const database = openDatabase({ url: server.url(DATABASE), statementTimeoutMs: 600_000 });
  return {
    database,
    url: server.url(DATABASE),
    folder: folder.path,
    postmaster: Number.parseInt(readFileSync(path.join(server.home, 'cluster/postmaster.pid'), 'utf8'), 10),
    startProduct: () =>
      startProduct({
        dataDir: folder.path,
        database: { appUrl: server.url(DATABASE, 'bridge_app'), ownerUrl: server.url(DATABASE) },
      }),
    async stop() {
      await database.close();
      await server.stop();
      await folder.remove();
    },
  };
}

/** A seeded massivo request of the direct body, written to disk: making it must not be measured. */
export async function writeRequestFile(
  folder: string,
  { requestId, rows, seed }: { requestId: string; rows: number; seed: number },
): Promise<string> {
  const file = path.join(folder, `${requestId}.txt`);
  const content = generateRequestFile({ seed, rows, header: { requestId, ipaCode: DIRECT_BODY } });
  await pipeline(Readable.from(content, { objectMode: false }), createWriteStream(file));
  return file;
}

/** The one in the middle; of an even number the upper one. */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
