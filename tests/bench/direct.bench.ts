import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../schema/kernel/clock.js';
import { openDatabase } from '../../schema/kernel/database.js';
import { migrateDatabase } from '../../schema/kernel/migrate.js';
import { startEmbeddedPostgres } from '../../schema/kernel/postgres/embedded-postgres.js';
import { createIssuingWorker } from '../../subgraphs/certificates/issuing/issuing-worker.js';
import { createSyntheticRegister } from '../../subgraphs/certificates/issuing/synthetic-register.js';
import { insertAcceptedRequest, tallyOf, testVault } from '../testkit/requests.js';

/**
 * Issued certificates per second on the direct channel: one worker, a durable PostgreSQL of its own, a request of so many
 * rows (first argument; 20,000). Run with
 * `node --import ./tests/testkit/register-typescript.mjs tests/bench/direct.bench.ts`.
 */
const rows = Number(process.argv[2] ?? 20_000);
const folder = await mkdtemp(path.join(os.tmpdir(), 'casellario-bridge-bench-'));
await chmod(folder, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir: folder });
await migrateDatabase({ ownerUrl: postgres.url('bench') });
const database = openDatabase({ url: postgres.url('bench'), statementTimeoutMs: 120_000 });
try {
  const vault = testVault();
  const { privateKey: statementKey } = generateKeyPairSync('ed25519');
  const register = createSyntheticRegister('bench');
  const worker = createIssuingWorker({ database, vault, statementKey, clock: systemClock, register });
  const request = await insertAcceptedRequest(database, vault, { items: rows, refusedLines: [3, 7] });
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  while (await worker.runOnce());
  const seconds = (performance.now() - started) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  const tally = await tallyOf(database, request.id);
  const perSecond = Math.round(tally.certificates / seconds);
  console.log(`${tally.certificates} certificates in ${seconds.toFixed(2)} s: ${perSecond}/s, one turn at a time`);
  console.log(
    `worker CPU ${((cpu.user + cpu.system) / 1e6).toFixed(2)} s, peak RSS ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
  console.log(tally);
} finally {
  await database.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
