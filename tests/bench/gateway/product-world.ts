import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { personaClaims } from '../../../gateway/identity/personas.js';
import { actorOf } from '../../../gateway/identity/claims.rules.js';
import { existingSigningKey } from '../../../gateway/development/keys.js';
import { mintToken } from '../../../gateway/identity/development-provider.js';
import type { Actor } from '../../../schema/kernel/actor.js';
import { systemClock } from '../../../schema/kernel/clock.js';
import { SUBGRAPH_NAMES } from '../../../schema/kernel/subgraph.js';
import { startEmbeddedPostgres } from '../../../schema/kernel/postgres/embedded-postgres.js';
import { ROMA_FILE, withRequestId } from '../../testkit/massivo-files.js';
import { eventually } from '../../testkit/product.js';
import { temporaryFolder } from '../../testkit/temporary-folder.js';
import { PRODUCT_OPERATIONS } from './product-operations.js';
import { startProcess, type StartedProcess } from './started-process.js';
import { REGISTER } from './variants.js';

/** One way to run the product's graph. */
export interface ProductVariant {
  about: string;
  url: string;
  /** The process of the gateway. */
  gateway: number;
  /** The processes of the subgraphs; none when they live in the gateway's. */
  subgraphs: readonly number[];
}

export interface ProductWorld {
  variants: readonly ProductVariant[];
  /** What a persona sends. */
  headers(persona: string): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

const DATABASE = 'casellario_bridge';
const UNREACHED = '100000000';
const REQUESTS = 12;
const OPEN_ENVIRONMENT = path.join(import.meta.dirname, 'open-environment.mjs');

/** The product with its demonstration data and a dozen requests, on a database of its own, in three ways at once. */
export async function startProductWorld(build: string): Promise<ProductWorld> {
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
  const processes: StartedProcess[] = [];
  const start = async (script: string, ready: string, more: { args?: string[]; env?: Record<string, string> } = {}) => {
    const args = ['--import', OPEN_ENVIRONMENT, path.join(build, script), ...(more.args ?? [])];
    const started = await startProcess({ args, env: { ...env, ...more.env }, ready });
    processes.push(started);
    return { pid: started.pid, url: urlOf(started) };
  };

  const whole = await start('gateway/main.js', 'Ready at');
  const subgraphs = await Promise.all(
    SUBGRAPH_NAMES.map(async (name) => ({ name, ...(await start('subgraphs/main.js', 'subgraph', { args: [name] })) })),
  );
  const urls = Object.fromEntries(subgraphs.map(({ name, url }) => [name, url]));
  const split = await start('gateway/alone/main.js', 'gateway ready', {
    env: Object.fromEntries(subgraphs.map(({ name, url }) => [`SUBGRAPH_${name.toUpperCase()}_URL`, url])),
  });
  const actors = actorsOf(Buffer.from(personIndex, 'base64'));
  const stockScript = path.join(import.meta.dirname, 'product-stock-gateway.ts');
  const stock = await startProcess({ args: [...REGISTER, stockScript, JSON.stringify([urls, actors, secret])] });
  processes.push(stock);

  const token = async (persona: string): Promise<string> => {
    const signingKey = await existingSigningKey(folder.path);
    if (!signingKey) throw new Error('the product made no signing key');
    return mintToken(persona, { signingKey, audience: 'casellario-bridge', clock: systemClock });
  };
  await submitRequests(whole.url, await token(ROMA_FILE.persona));

  const pids = subgraphs.map(({ pid }) => pid);
  return {
    variants: [
      { about: 'ours, everything in one process', url: `${whole.url}/graphql`, gateway: whole.pid, subgraphs: [] },
      { about: 'ours, subgraphs in processes of their own', url: split.url, gateway: split.pid, subgraphs: pids },
      { about: 'stock Apollo gateway on the same processes', url: urlOf(stock), gateway: stock.pid, subgraphs: pids },
    ],
    headers: async (persona) => ({ authorization: `Bearer ${await token(persona)}`, 'x-persona': persona }),
    async stop() {
      for (const { stop } of processes.reverse()) await stop();
      await postgres.stop();
      await folder.remove();
    },
  };
}

function actorsOf(personIndexKey: Uint8Array): Record<string, Actor> {
  return Object.fromEntries(
    PRODUCT_OPERATIONS.map(({ persona }) => {
      const known = personaClaims(persona);
      if (!known) throw new Error(`${persona} is no persona`);
      const { kind, subject, claims } = known;
      return [persona, actorOf(kind, { ...claims, sub: subject }, personIndexKey)];
    }),
  );
}

/** Requests of a thousand subjects, so that there is something to count; resolves when all are issued. */
async function submitRequests(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' };
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
