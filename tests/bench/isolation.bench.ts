/**
 * `npm run bench:isolation [-- --pairs 10 --requests 40 --variant kernel]`: how much slower the direct channel becomes
 * when every office of massivo hangs, with a file to be sent and an answer awaited at each. The product runs in one
 * process, so gateway, issuing and massivo's worker share whatever can be shared. In every pair the same requests of
 * three subjects go through the graph once with massivo well and idle, once with all of it hanging, in turns.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { existingSigningKey } from '../../gateway/development/keys.js';
import { mintToken } from '../../gateway/identity/development-provider.js';
import { systemClock } from '../../schema/kernel/clock.js';
import { openDatabase, type Database } from '../../schema/kernel/database.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { startEmbeddedPostgres } from '../../schema/kernel/postgres/embedded-postgres.js';
import { Gate } from '../testkit/gated-drop-area.js';
import { generatePersons } from '../testkit/person-generator.js';
import { temporaryFolder } from '../testkit/temporary-folder.js';
import { VARIANTS, type Places, type Variant } from './hanging-drop-areas.js';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '10' },
    requests: { type: 'string', default: '40' },
    variant: { type: 'string', multiple: true, default: ['obedient', 'deaf', 'kernel'] },
  },
});
const pairs = Number(values.pairs);
const requests = Number(values.requests);

const SUBJECTS = 3;
const WARM_UP = 60;
const OFFICES = 140;
const STUCK_DEADLINE_MS = 60_000;
/** Every lane has been started by then, four at a time and each way. */
const SETTLE_MS = 4_000;
const MS_A_TICK = 10;
const DATABASE = 'casellario_bridge';
const CITIZENSHIP: Readonly<Record<string, string>> = { I: 'ITALIAN', U: 'EU', X: 'OTHER' };
const ASK = `mutation ($input: RequestCertificatesInput!) { requestCertificates(input: $input) { id channel } }`;

/** Milliseconds of one phase: until the graph has answered, and until the certificates are there. */
interface Latency {
  answered: { p50: number; p95: number };
  issued: { p50: number; p95: number };
  /** Of the product's process, a request. */
  cpu: number;
}

interface World {
  product: ChildProcess;
  url: string;
  token: string;
  database: Database;
  /** Makes every office hang, with work for each; resolves when they do. */
  hang(): Promise<void>;
  /** Massivo is well again and has nothing to do. */
  recover(): Promise<void>;
  stop(): Promise<void>;
}

async function measure(variant: Variant): Promise<void> {
  process.stdout.write(`\n${variant}: ${VARIANTS[variant]}; ${pairs} pairs of ${requests} requests\n`);
  process.stdout.write(
    'pair   well p50   p95   hanging p50   p95   growth p50    p95   issued p50: well  hanging  growth   CPU ms a request\n',
  );
  const world = await createWorld(variant);
  try {
    await phase(world, WARM_UP);
    const growths: { p50: number; p95: number; issued: number; cpu: number }[] = [];
    for (let pair = 1; pair <= pairs; pair += 1) {
      const [well, hanging] = await onePair(world, pair % 2 === 1);
      const growth = {
        p50: hanging.answered.p50 / well.answered.p50 - 1,
        p95: hanging.answered.p95 / well.answered.p95 - 1,
        issued: hanging.issued.p50 / well.issued.p50 - 1,
        cpu: hanging.cpu / well.cpu - 1,
      };
      growths.push(growth);
      printPair(pair, { well, hanging, growth });
    }
    for (const [name, pick] of [
      ['p50', (growth) => growth.p50],
      ['p95', (growth) => growth.p95],
      ['until issued, p50', (growth) => growth.issued],
      ['CPU a request', (growth) => growth.cpu],
    ] as [string, (growth: (typeof growths)[number]) => number][]) {
      const sorted = growths.map(pick).sort((a, b) => a - b);
      const [least = 0, most = 0] = [sorted[0], sorted.at(-1)];
      const spread = `${percent(least)} to ${percent(most)}`;
      process.stdout.write(`median growth of ${name}: ${percent(quantile(sorted, 0.5))} (spread ${spread})\n`);
    }
  } finally {
    await world.stop();
  }
}

async function onePair(world: World, wellFirst: boolean): Promise<[well: Latency, hanging: Latency]> {
  const well = async (): Promise<Latency> => phase(world, requests);
  const hanging = async (): Promise<Latency> => {
    await world.hang();
    const latency = await phase(world, requests);
    await world.recover();
    return latency;
  };
  if (wellFirst) return [await well(), await hanging()];
  const later = await hanging();
  return [await well(), later];
}

let asked = 0;

async function phase(world: World, count: number): Promise<Latency> {
  const [answered, issued]: [number[], number[]] = [[], []];
  const cpuBefore = cpuOf(world.product);
  for (let request = 0; request < count; request += 1) {
    const started = performance.now();
    const id = await ask(world);
    answered.push(performance.now() - started);
    await untilIssued(world, id);
    issued.push(performance.now() - started);
  }
  const cpu = (cpuOf(world.product) - cpuBefore) / count;
  return { answered: quantiles(answered), issued: quantiles(issued), cpu };
}

/** Milliseconds that the process has computed, in all its threads. */
function cpuOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * MS_A_TICK;
}

async function ask({ url, token }: World): Promise<string> {
  const subjects = [...generatePersons({ seed: (asked += 1), rows: SUBJECTS, invalidShare: 0 })].map(
    ({ expected: _, birthDate, citizenship, ...subject }) => ({
      ...subject,
      birthDate: birthDate.split('/').reverse().join('-'),
      citizenship: CITIZENSHIP[citizenship],
    }),
  );
  const input = {
    ...{ clientRequestId: `isolation-${asked}`, ipaCode: 'c_h501', kind: 'CASELLARIO_GENERAL', subjects },
    ...{ purposeCode: 'FIN-001', protocolNumber: '1', protocolDate: new Date().toISOString().slice(0, 10) },
  };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: ASK, variables: { input } }),
  });
  type Answer = { data?: { requestCertificates: { id: string; channel: string } }; errors?: unknown };
  const { data, errors } = (await response.json()) as Answer;
  if (data?.requestCertificates.channel !== 'DIRECT_AGREEMENT') throw new Error(JSON.stringify(errors ?? data));
  return data.requestCertificates.id;
}

/** Until the worker has been through all of its rows. */
async function untilIssued({ database }: World, requestId: string): Promise<void> {
  for (;;) {
    if (!(await database.one('SELECT 1 FROM certificates.issuing_job WHERE request_id = $1', [requestId]))) return;
    await sleep(2);
  }
}

async function createWorld(variant: Variant): Promise<World> {
  const folder = await temporaryFolder();
  const server = await startEmbeddedPostgres({ dataDir: path.join(folder.path, 'postgres') });
  const places: Places = {
    root: path.join(folder.path, 'massivo'),
    pipe: path.join(folder.path, 'gate'),
    flag: path.join(folder.path, 'hanging'),
  };
  execFileSync('mkfifo', [places.pipe]);
  const gate = new Gate(places.pipe);
  gate.open();
  const env = {
    ...{ PORT: '0', DATA_DIR: folder.path, LOG_LEVEL: 'fatal', DATABASE_URL: server.url(DATABASE, 'bridge_app') },
    DATABASE_OWNER_URL: server.url(DATABASE),
  };
  const product = fork(path.join(packageRoot(), 'tests/bench/isolation-product.ts'), [
    JSON.stringify([variant, places, env]),
  ]);
  const died = once(product, 'exit').then(() => Promise.reject(new Error('the product has ended')));
  died.catch(() => undefined); // it is ended in the end
  const [{ ready: url }] = (await Promise.race([once(product, 'message'), died])) as [{ ready: string }];
  const signingKey = await existingSigningKey(folder.path);
  if (!signingKey) throw new Error('the product made no signing key');
  const token = await mintToken('contact:c_h501', { signingKey, audience: 'casellario-bridge', clock: systemClock });
  const database = openDatabase({ url: server.url(DATABASE), poolSize: 2 });
  return {
    ...{ product, url, token, database },
    async hang() {
      gate.shut();
      await writeFile(places.flag, '');
      product.send('queue');
      await Promise.race([once(product, 'message'), died]);
      await untilAllHang(database);
    },
    async recover() {
      await rm(places.flag, { force: true });
      gate.open();
      await untilIdle(database);
    },
    async stop() {
      gate.open();
      const exited = once(product, 'exit');
      product.kill('SIGKILL');
      await exited;
      gate.shut();
      await database.close();
      await server.stop();
      await folder.remove();
    },
  };
}

/** Every office has been called: its file is claimed by a sender that hangs, or its circuit is open. */
async function untilAllHang(database: Database): Promise<void> {
  for (const deadline = performance.now() + STUCK_DEADLINE_MS; performance.now() < deadline; await sleep(100)) {
    const found = await database.one<{ count: number }>(
      `SELECT count(DISTINCT office_code) AS count FROM (
         SELECT office_code FROM legacy.massivo_batch WHERE state = 'QUEUED' AND claimed_until >= clock_timestamp()
          UNION ALL SELECT office_code FROM legacy.massivo_office_health) hanging`,
    );
    if ((found?.count ?? 0) >= OFFICES) return sleep(SETTLE_MS);
  }
  throw new Error('not every office hangs');
}

/** What waited has been sent, and the office has nothing more to answer. */
async function untilIdle(database: Database): Promise<void> {
  for (;;) {
    await database.query(
      `UPDATE legacy.massivo_batch SET state = 'COMPLETED', completed_at = now() WHERE state IN ('SENT', 'ACKNOWLEDGED')`,
    );
    const found = await database.one<{ count: number }>(
      `SELECT count(*) AS count FROM legacy.massivo_batch WHERE state IN ('QUEUED', 'SENT', 'ACKNOWLEDGED')`,
    );
    if (found?.count === 0) break;
    await sleep(200);
  }
  await sleep(500);
}

function printPair(
  pair: number,
  { well, hanging, growth }: { well: Latency; hanging: Latency; growth: { p50: number; p95: number; issued: number } },
): void {
  const [w, h] = [well.answered, hanging.answered];
  process.stdout.write(
    `${String(pair).padStart(4)}   ${ms(w.p50)} ${ms(w.p95)}      ${ms(h.p50)} ${ms(h.p95)}       ` +
      `${percent(growth.p50).padStart(7)} ${percent(growth.p95).padStart(7)}   ` +
      `          ${ms(well.issued.p50)}  ${ms(hanging.issued.p50)} ${percent(growth.issued).padStart(7)}   ${ms(well.cpu)} ${ms(hanging.cpu)}\n`,
  );
}

function quantiles(samples: number[]): { p50: number; p95: number } {
  const sorted = [...samples].sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
}

/** Between the two nearest. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

const ms = (value: number): string => value.toFixed(1).padStart(7);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

for (const variant of values.variant as Variant[]) await measure(variant);
