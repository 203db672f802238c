import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SUBGRAPH_NAMES } from '../../../schema/kernel/subgraph.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../schema/kernel/postgres/embedded-postgres.js';
import { ROMA_FILE, withRequestId } from '../../testkit/massivo-files.js';
import { eventually } from '../../testkit/product.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';
import { INSPECTED } from './inspector.js';
import { actorHeaders, tokenHeaders, type CallerHeaders } from './product-callers.js';
import { startProcess, type StartedProcess } from '../../testkit/started-process.js';
import { REGISTER } from './variants.js';

/** One way to run the product's graph. */
export interface ProductVariant {
  about: string;
  url: string;
  /** The process of the gateway. */
  gateway: number;
  /** The processes of the subgraphs; none when they live in the gateway's. */
  subgraphs: readonly number[];
  headers: CallerHeaders;
}

export interface ProductWorld {
  variants: readonly ProductVariant[];
  /** The process that all of the database's are children of. */
  postmaster: number;
  stop(): Promise<void>;
}

/** The product in one process, that can be profiled. */
export interface InspectedProduct extends ProductWorld {
  /** Where the process tells how. */
  log: string;
}

interface Starting {
  build: string;
  folder: TemporaryFolder;
  postgres: EmbeddedPostgres;
  env: Record<string, string>;
  processes: StartedProcess[];
}

const DATABASE = 'casellario_bridge';
const UNREACHED = '100000000';
const REQUESTS = 12;
const OPEN_ENVIRONMENT = path.join(import.meta.dirname, 'open-environment.mjs');

/** The product with its demonstration data and a dozen requests, on a database of its own, in three ways at once. */
export async function startProductWorld(build: string): Promise<ProductWorld> {
  const { starting, secret, personIndex } = await prepare(build);
  const whole = await startWhole(starting);
  const subgraphs = await Promise.all(
    SUBGRAPH_NAMES.map(async (name) => ({
      name,
      ...(await start(starting, { args: ['subgraphs/main.js', name], ready: 'subgraph' })),
    })),
  );
  const urls = Object.fromEntries(subgraphs.map(({ name, url }) => [name, url]));
  const split = await start(starting, {
    ...{ args: ['gateway/alone/main.js'], ready: 'gateway ready' },
    env: Object.fromEntries(subgraphs.map(({ name, url }) => [`SUBGRAPH_${name.toUpperCase()}_URL`, url])),
  });
  const stockScript = path.join(import.meta.dirname, 'product-stock-gateway.ts');
  const stock = await startProcess({ args: [...REGISTER, stockScript, JSON.stringify([urls, secret])] });
  starting.processes.push(stock);

  const { headers } = whole;
  const actors = actorHeaders(Buffer.from(personIndex, 'base64'));
  const pids = subgraphs.map(({ pid }) => pid);
  const processes = { about: 'ours, subgraphs in processes of their own', gateway: split.pid, subgraphs: pids };
  const byStock = { about: 'stock Apollo gateway on the same processes', gateway: stock.pid, subgraphs: pids };
  return running(starting, [
    whole,
    { ...processes, url: split.url, headers },
    { ...byStock, url: urlOf(stock), headers: actors },
  ]);
}

/** The same in one process alone. */
export async function startInspectedProduct(build: string): Promise<InspectedProduct> {
  const { starting } = await prepare(build);
  const log = path.join(starting.folder.path, 'whole.log');
  return { ...running(starting, [await startWhole(starting, log)]), log };
}

async function prepare(build: string): Promise<{ starting: Starting; secret: string; personIndex: string }> {
  const folder = await temporaryFolder();
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder.path, 'postgres') });
  const secret = randomBytes(32).toString('base64');
  const personIndex = randomBytes(32).toString('base64');
  const env = {
    ...{ PORT: '0', DATA_DIR: folder.path, LOG_LEVEL: 'warn', EMULATOR: '0' },
    ...{ ACTOR_SECRET: secret, PERSON_INDEX_KEY: personIndex },
    ...{ RATE_LIMIT_PER_CALLER: UNREACHED, RATE_LIMIT_PER_ADDRESS: UNREACHED },
    ...{ DATABASE_URL: postgres.url(DATABASE, 'bridge_app'), DATABASE_OWNER_URL: postgres.url(DATABASE) },
  };
  return { starting: { build, folder, postgres, env, processes: [] }, secret, personIndex };
}

/** With a `log`: so that it can be profiled. */
async function startWhole(starting: Starting, log?: string): Promise<ProductVariant> {
  const { pid, url } = await start(starting, {
    ...{ args: ['gateway/main.js'], ready: 'Ready at' },
    ...(log !== undefined && { log }),
  });
  const headers = await tokenHeaders(starting.folder.path);
  await submitRequests(url, await headers(ROMA_FILE.persona, 0));
  return { about: 'ours, everything in one process', url: `${url}/graphql`, gateway: pid, subgraphs: [], headers };
}

async function start(
  { build, env, processes }: Starting,
  { args, ready, env: more, log }: { args: [string, ...string[]]; ready: string; env?: object; log?: string },
): Promise<{ pid: number; url: string }> {
  const [script, ...rest] = args;
  const inspected = log === undefined ? [] : [INSPECTED];
  const started = await startProcess({
    args: [...inspected, '--import', OPEN_ENVIRONMENT, path.join(build, script), ...rest],
    ...{ env: { ...env, ...more }, ready, ...(log !== undefined && { log }) },
  });
  processes.push(started);
  return { pid: started.pid, url: urlOf(started) };
}

function running({ folder, postgres, processes }: Starting, variants: readonly ProductVariant[]): ProductWorld {
  const pidFile = path.join(postgres.home, 'cluster/postmaster.pid');
  return {
    variants,
    postmaster: Number.parseInt(readFileSync(pidFile, 'utf8'), 10),
    async stop() {
      for (const { stop } of [...processes].reverse()) await stop();
      await postgres.stop();
      await folder.remove();
    },
  };
}

/** Requests of a thousand subjects, so that there is something to count; resolves when all are issued. */
async function submitRequests(url: string, caller: Readonly<Record<string, string>>): Promise<void> {
  const headers = { ...caller, 'content-type': 'text/plain' };
  for (let number = 1; number <= REQUESTS; number += 1) {
    const body = withRequestId(ROMA_FILE.bytes, `2026-${String(800_000 + number)}`);
    const response = await fetch(`${url}/massivo-files?clientRequestId=bench-${number}`, {
      ...{ method: 'POST', headers, body: body as never },
    });
    if (response.status !== 202)
      throw new Error(`a request was not taken: ${response.status} ${await response.text()}`);
  }
  const query = '{ certificateRequests(ipaCode: "c_h501", first: 50) { nodes { counts { open } } } }';
  interface Answer {
    data: { certificateRequests: { nodes: { counts: { open: number } }[] } };
  }
  await eventually(
    async () => {
      const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
      return (await (await fetch(`${url}/graphql`, { ...post, body: JSON.stringify({ query }) })).json()) as Answer;
    },
    ({ data }) => data.certificateRequests.nodes.every(({ counts }) => counts.open === 0),
    300_000,
  );
}

function urlOf({ readyLine }: StartedProcess): string {
  const url = /http\S+/.exec(readyLine)?.[0];
  if (url === undefined) throw new Error(`no address: ${readyLine}`);
  return url;
}
