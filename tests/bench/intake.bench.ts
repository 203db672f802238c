/**
 * `npm run bench:intake [-- --rows 100000 --rounds 3]`: how fast a massivo file is taken in. Each file is made by a seeded generator,
 * written to disk, sent to a running instance over HTTP, and every row is validated, sealed and stored. Beside it, in the
 * same run and on the same server, the limit: a bare COPY of the very same rows, sealed beforehand.
 */
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { copyRows, type CopyColumn, type CopyValue } from '../../schema/kernel/copy.js';
import { openDatabase } from '../../schema/kernel/database.js';
import { startEmbeddedPostgres } from '../../schema/kernel/postgres/embedded-postgres.js';
import { generateRequestFile } from '../testkit/massivo-generator.js';
import { startProduct, type RunningProduct } from '../testkit/product.js';
import { temporaryFolder } from '../testkit/temporary-folder.js';

const SEED = 20_260_209;
const DATABASE = 'casellario_bridge';
const COLUMNS: readonly CopyColumn[] = [
  { name: 'request_id', type: 'uuid' },
  { name: 'line', type: 'int4' },
  { name: 'row', type: 'int4' },
  { name: 'seq', type: 'int4' },
  { name: 'key_id', type: 'int2' },
  { name: 'sealed', type: 'bytea' },
  { name: 'rejection_code', type: 'text' },
  { name: 'rejection_field', type: 'text' },
];
const COPIED_REQUEST = '00000000-0000-8000-8000-000000000001';
const ROWS_A_READ = 5_000;

interface Measured {
  rows: number;
  megabytes: number;
  intake: number;
  copy: number;
  peakMb: number;
}

const { values } = parseArgs({ options: { rows: { type: 'string', multiple: true }, rounds: { type: 'string' } } });
const sizes = (values.rows ?? ['20000', '100000']).map(Number);
const rounds = Number(values.rounds ?? 3);

const folder = await temporaryFolder();
const server = await startEmbeddedPostgres({ dataDir: path.join(folder.path, 'postgres') });
const product = await startProduct({
  dataDir: folder.path,
  database: { appUrl: server.url(DATABASE, 'bridge_app'), ownerUrl: server.url(DATABASE) },
});
const database = openDatabase({ url: server.url(DATABASE), statementTimeoutMs: 600_000 });
try {
  process.stdout.write(`intake of massivo files; seed ${SEED}, ${rounds} rounds each, the median shown\n`);
  process.stdout.write('    rows     MB   intake rows/s   bare COPY rows/s   ratio   peak RSS MB\n');
  for (const rows of sizes) report(await measured(rows));
} finally {
  await database.close();
  await product.stop();
  await server.stop();
  await folder.remove();
}

async function measured(rows: number): Promise<Measured> {
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await once(rows, round));
  runs.sort((one, other) => one.intake / one.copy - other.intake / other.copy);
  const median = runs[Math.floor(runs.length / 2)];
  if (!median) throw new Error('no round was run');
  return { ...median, peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)) };
}

async function once(rows: number, round: number): Promise<Measured> {
  const requestId = `bench-${rows}-${round}`;
  const file = path.join(folder.path, `${requestId}.txt`);
  const header = { requestId, ipaCode: 'c_h501' };
  await pipeline(
    Readable.from(generateRequestFile({ seed: SEED + round, rows, header }), { objectMode: false }),
    createWriteStream(file),
  );
  const { size } = await stat(file);

  const memory = watchMemory(product);
  const start = performance.now();
  const response = await product.upload(
    'contact:c_h501',
    requestId,
    Readable.toWeb(createReadStream(file)) as ReadableStream,
  );
  const seconds = (performance.now() - start) / 1000;
  const peakMb = memory.stop();
  const answer = (await response.json()) as { requestId: string; accepted: number; rejected: number };
  if (response.status !== 202 || answer.accepted + answer.rejected !== rows)
    throw new Error(`the file was refused: ${response.status}`);

  const copy = await bareCopy(answer.requestId, rows);
  await settle(answer.requestId);
  return { rows, megabytes: size / 1_048_576, intake: rows / seconds, copy, peakMb };
}

/** The rows that the intake has just written, once more and by COPY alone; what they are is read before the clock starts. */
async function bareCopy(requestId: string, rows: number): Promise<number> {
  const stored: CopyValue[][] = [];
  for (let after = 0; after < rows; after += ROWS_A_READ) {
    const page = await database.rows<Record<string, CopyValue>>(
      `SELECT ${COLUMNS.map(({ name }) => name).join(', ')} FROM certificates.certificate_item
       WHERE request_id = $1 AND line > $2 AND line <= $3 ORDER BY line`,
      [requestId, after, after + ROWS_A_READ],
    );
    for (const row of page)
      stored.push(COLUMNS.map(({ name }) => (name === 'request_id' ? COPIED_REQUEST : (row[name] ?? null))));
  }
  const start = performance.now();
  await database.transaction(
    (sql) => copyRows(sql.client, { table: 'certificates.certificate_item', columns: COLUMNS }, [stored]),
    { statementTimeoutMs: 600_000 },
  );
  const seconds = (performance.now() - start) / 1000;
  await database.query('DELETE FROM certificates.certificate_item WHERE request_id = $1', [COPIED_REQUEST]);
  return rows / seconds;
}

/** The worker must not be issuing the last file while the next is measured: its queue is emptied. */
async function settle(requestId: string): Promise<void> {
  await database.query('DELETE FROM certificates.issuing_job WHERE request_id = $1', [requestId]);
  await database.query('VACUUM (ANALYZE) certificates.certificate_item');
}

function watchMemory({ process: child }: RunningProduct): { stop: () => number } {
  let peak = 0;
  const look = (): void => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    peak = Math.max(peak, Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
  };
  const timer = setInterval(look, 50);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}

function report({ rows, megabytes, intake, copy, peakMb }: Measured): void {
  const cells = [
    String(rows).padStart(8),
    megabytes.toFixed(1).padStart(6),
    Math.round(intake).toLocaleString('en').padStart(15),
    Math.round(copy).toLocaleString('en').padStart(18),
    (intake / copy).toFixed(2).padStart(7),
    peakMb.toFixed(0).padStart(13),
  ];
  process.stdout.write(`${cells.join(' ')}\n`);
}
