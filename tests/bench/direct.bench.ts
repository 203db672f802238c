/**
 * `npm run bench:direct [-- --rows 20000 --rounds 3]`: the whole direct way, in issued certificates a second. A massivo
 * file goes over HTTP to an instance as `npm start` runs it; every row is validated, sealed and stored; its worker asks
 * the register, signs every statement and writes certificates and ends into a durable PostgreSQL. All of them share the
 * machine's cores. PDFs are made at their first download and are not part of it.
 */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { tallyOf } from '../testkit/requests.js';
import type { RunningProduct } from '../testkit/product.js';
import { cpuSeconds, memoryMb } from './process-usage.js';
import { DIRECT_BODY, median, startBenchServer, writeRequestFile } from './running-bench.js';

const SEED = 20_260_209;
const LOOK_MS = 20;
const LONGEST_MS = 600_000;

interface Measured {
  certificates: number;
  /** Seconds from the first byte sent to the answer, and from there to the end of the last item. */
  intake: number;
  issuing: number;
  /** CPU, µs a certificate. */
  cpu: { instance: number; postgres: number };
}

const { values } = parseArgs({ options: { rows: { type: 'string' }, rounds: { type: 'string' } } });
const rows = Number(values.rows ?? 20_000);
const rounds = Number(values.rounds ?? 3);

const server = await startBenchServer();
const product = await server.startProduct();
try {
  say(`the whole direct way; seed ${SEED}, ${rounds} files of ${rows} rows, the median last`);
  say('certificates   intake s   issuing s   certificates/s: issuing   whole way   CPU µs each: instance  PostgreSQL');
  const runs: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    runs.push(await measureRound(product, round));
    report(runs.at(-1) as Measured);
  }
  const middle = median(runs.map(wholeWay));
  report(runs.find((run) => wholeWay(run) === middle) as Measured, 'median');
  say(`peak RSS of the instance ${memoryMb(product.process.pid as number).peak.toFixed(0)} MB`);
} finally {
  await product.stop();
  await server.stop();
}

async function measureRound({ process: child, upload }: RunningProduct, round: number): Promise<Measured> {
  const requestId = `direct-${round}`;
  const file = await writeRequestFile(server.folder, { requestId, rows, seed: SEED + round });
  const pid = child.pid as number;
  const before = { instance: cpuSeconds(pid), postgres: cpuSeconds(server.postmaster) };
  const start = performance.now();
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream;
  const response = await upload(`contact:${DIRECT_BODY}`, requestId, body);
  const accepted = performance.now();
  const answer = (await response.json()) as { requestId: string; accepted: number; channel: string };
  if (response.status !== 202 || answer.channel !== 'DIRECT_AGREEMENT')
    throw new Error(`the file was refused: ${response.status}`);
  await issued(answer.requestId);
  const end = performance.now();
  const used = {
    instance: cpuSeconds(pid) - before.instance,
    postgres: cpuSeconds(server.postmaster) - before.postgres,
  };
  await rm(file);

  const tally = await tallyOf(server.database, answer.requestId);
  const { certificates, underReview, failed } = tally;
  if (certificates + underReview !== answer.accepted || failed > 0)
    throw new Error(`not every item was issued: ${JSON.stringify(tally)}`);
  return {
    certificates,
    intake: (accepted - start) / 1000,
    issuing: (end - accepted) / 1000,
    cpu: { instance: (used.instance / certificates) * 1e6, postgres: (used.postgres / certificates) * 1e6 },
  };
}

/** The job goes when its last item has ended. */
async function issued(requestId: string): Promise<void> {
  for (const deadline = performance.now() + LONGEST_MS; performance.now() < deadline; await sleep(LOOK_MS)) {
    const job = await server.database.one('SELECT 1 FROM certificates.issuing_job WHERE request_id = $1', [requestId]);
    if (!job) return;
  }
  throw new Error(`not issued after ${LONGEST_MS} ms`);
}

function wholeWay({ certificates, intake, issuing }: Measured): number {
  return certificates / (intake + issuing);
}

function report(measured: Measured, note = ''): void {
  const { certificates, intake, issuing, cpu } = measured;
  const cells = [
    String(certificates).padStart(12),
    intake.toFixed(2).padStart(10),
    issuing.toFixed(2).padStart(11),
    Math.round(certificates / issuing)
      .toLocaleString('en')
      .padStart(25),
    Math.round(wholeWay(measured)).toLocaleString('en').padStart(11),
    cpu.instance.toFixed(0).padStart(23),
    cpu.postgres.toFixed(0).padStart(11),
    note.padStart(8),
  ];
  say(cells.join(' ').trimEnd());
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
