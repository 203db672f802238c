/**
 * `npm run bench:intake [-- --rows 20000 --rows 100000 --rounds 3 --large 500000]`: how fast a massivo file is taken in.
 * Each file is made by a seeded generator, written to disk, sent to a running instance over HTTP; every row is validated,
 * sealed and stored. Beside it, in the same run and on the same server, the limit: a bare COPY of the very same rows,
 * sealed beforehand, into the same table. Then the transaction that decides about a request, for ten rows and for many.
 * `--large 0` leaves the large file out.
 */
import { createReadStream, writeFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { copyRows, type CopyColumn, type CopyValue } from '../../schema/kernel/copy.js';
import type { RunningProduct } from '../testkit/product.js';
import { measureDecision, type Decision } from './deciding-transaction.js';
import { cpuSeconds, memoryMb } from './process-usage.js';
import { DIRECT_BODY, median, startBenchServer, writeRequestFile } from './running-bench.js';

const SEED = 20_260_209;
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
const ROWS_OF_A_SMALL_REQUEST = 10;
const SMALL_REQUESTS_A_ROUND = 5;

interface Measured {
  rows: number;
  megabytes: number;
  intake: number;
  copy: number;
  /** CPU during the intake, µs a row. */
  cpu: { instance: number; postgres: number };
}

const { values } = parseArgs({
  options: { rows: { type: 'string', multiple: true }, rounds: { type: 'string' }, large: { type: 'string' } },
});
const sizes = (values.rows ?? ['20000', '100000']).map(Number);
const rounds = Number(values.rounds ?? 3);
const large = Number(values.large ?? 500_000);

const server = await startBenchServer();
const { database } = server;
try {
  say(`intake of massivo files; seed ${SEED}, ${rounds} rounds each, the median last`);
  const peaks = new Map<number, number>();
  for (const rows of sizes) peaks.set(rows, await measureSize(rows, rounds));
  if (large > 0) peaks.set(large, await measureSize(large, 1));
  say('\n    rows   peak RSS of a fresh instance, MB');
  for (const [rows, peak] of peaks) say(`${String(rows).padStart(8)}   ${peak.toFixed(0).padStart(6)}`);
  await measureDecisions([ROWS_OF_A_SMALL_REQUEST, large || Math.max(...sizes)]);
} finally {
  await server.stop();
}

/** @returns the highest resident memory of an instance that takes in nothing but files of this size. */
async function measureSize(rows: number, times: number): Promise<number> {
  const product = await server.startProduct();
  try {
    writeFileSync(`/proc/${product.process.pid}/clear_refs`, '5'); // the peak from here on: not that of the start
    say('\n    rows     MB   intake rows/s   bare COPY rows/s   ratio   CPU µs a row: instance  PostgreSQL');
    const runs: Measured[] = [];
    for (let round = 0; round < times; round += 1) {
      runs.push(await measureRound(product, rows, round));
      report(runs.at(-1) as Measured);
    }
    const middle = median(runs.map(ratioOf));
    if (times > 1) report(runs.find((run) => ratioOf(run) === middle) as Measured, 'median');
    return memoryMb(product.process.pid as number).peak;
  } finally {
    await product.stop();
  }
}

async function measureRound(product: RunningProduct, rows: number, round: number): Promise<Measured> {
  const requestId = `bench-${rows}-${round}`;
  const file = await writeRequestFile(server.folder, { requestId, rows, seed: SEED + round });
  const { size } = await stat(file);
  const pid = product.process.pid as number;

  const before = { instance: cpuSeconds(pid), postgres: cpuSeconds(server.postmaster) };
  const start = performance.now();
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream;
  const response = await product.upload(`contact:${DIRECT_BODY}`, requestId, body);
  const seconds = (performance.now() - start) / 1000;
  const cpu = {
    instance: ((cpuSeconds(pid) - before.instance) / rows) * 1e6,
    postgres: ((cpuSeconds(server.postmaster) - before.postgres) / rows) * 1e6,
  };
  const answer = (await response.json()) as { requestId: string; accepted: number; rejected: number };
  if (response.status !== 202 || answer.accepted + answer.rejected !== rows)
    throw new Error(`the file was refused: ${response.status}`);
  // The worker must not be issuing this file while anything else is measured.
  await database.query('DELETE FROM certificates.issuing_job WHERE request_id = $1', [answer.requestId]);

  const copy = await bareCopy(answer.requestId, rows);
  await rm(file);
  return { rows, megabytes: size / 1_048_576, intake: rows / seconds, copy, cpu };
}

/**
 * The rows that the intake has just written, once more and by COPY alone, into the same table, durably like the intake.
 * They are read before the clock starts; a first, shorter COPY lets the encoder be compiled, as the instance's own is.
 */
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
  await settle();
  await copyOnce(stored.slice(0, ROWS_A_READ));
  const seconds = await copyOnce(stored);
  await settle();
  return rows / seconds;
}

async function copyOnce(rows: readonly CopyValue[][]): Promise<number> {
  const target = { table: 'certificates.certificate_item', columns: COLUMNS };
  const start = performance.now();
  await database.transaction((sql) => copyRows(sql.client, target, [rows]), { statementTimeoutMs: 600_000 });
  const seconds = (performance.now() - start) / 1000;
  await database.query('DELETE FROM certificates.certificate_item WHERE request_id = $1', [COPIED_REQUEST]);
  return seconds;
}

/** Both begin on a table without dead rows, and with nothing that still has to go to disk. */
async function settle(): Promise<void> {
  await database.query('VACUUM (ANALYZE) certificates.certificate_item');
  await database.query('CHECKPOINT');
}

/** In turns, so that both meet the same machine. */
async function measureDecisions([small, many]: [number, number]): Promise<void> {
  const found = new Map<number, Decision[]>([
    [small, []],
    [many, []],
  ]);
  const measure = async (rows: number, turn: string): Promise<void> => {
    const requestId = `decision-${rows}-${turn}`;
    const file = await writeRequestFile(server.folder, { requestId, rows, seed: SEED });
    found.get(rows)?.push(await measureDecision(database, file, requestId));
    await rm(file);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < SMALL_REQUESTS_A_ROUND; index += 1) await measure(small, `${round}-${index}`);
    await measure(many, String(round));
  }
  say('\nthe deciding transaction, ms: median (least to most)');
  say('    rows   times   from BEGIN to COMMIT        under the lock   statements');
  for (const [rows, decisions] of found) {
    const cells = [
      String(rows).padStart(8),
      String(decisions.length).padStart(7),
      spread(decisions.map(({ whole }) => whole)).padStart(22),
      spread(decisions.map(({ underLock }) => underLock)).padStart(21),
      String(median(decisions.map(({ statements }) => statements))).padStart(12),
    ];
    say(cells.join(' '));
  }
}

function spread(times: readonly number[]): string {
  return `${median(times).toFixed(1)} (${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)})`;
}

function ratioOf({ intake, copy }: Measured): number {
  return intake / copy;
}

function report(measured: Measured, note = ''): void {
  const { rows, megabytes, intake, copy, cpu } = measured;
  const cells = [
    String(rows).padStart(8),
    megabytes.toFixed(1).padStart(6),
    Math.round(intake).toLocaleString('en').padStart(15),
    Math.round(copy).toLocaleString('en').padStart(18),
    ratioOf(measured).toFixed(2).padStart(7),
    cpu.instance.toFixed(1).padStart(24),
    cpu.postgres.toFixed(1).padStart(11),
    note.padStart(8),
  ];
  say(cells.join(' ').trimEnd());
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
