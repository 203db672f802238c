import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { GraphQLClient } from 'graphql-request';
import { existingSigningKey } from '../../gateway/development/keys.js';
import { mintToken } from '../../gateway/identity/development-provider.js';
import { systemClock } from '../../schema/kernel/clock.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.js';

export interface ProductOptions {
  /** A database of the tests; left out: the product's own embedded one, in its data folder. */
  database?: { appUrl: string; ownerUrl: string };
  /** Kept by the caller; left out: a temporary one that goes with `stop`. */
  dataDir?: string;
  env?: Readonly<Record<string, string>>;
}

/** The product as `npm start` runs it, in a process of its own on free ports. Built by `npm test` before it runs. */
export interface RunningProduct {
  url: string;
  dataDir: string;
  process: ChildProcess;
  /** All that was printed on standard output so far. */
  said(): string;
  token(persona: string): Promise<string>;
  graph(persona: string | null): Promise<GraphQLClient>;
  upload(persona: string, clientRequestId: string, file: Uint8Array | ReadableStream): Promise<Response>;
  get(persona: string | null, route: string): Promise<Response>;
  /** Ctrl-C: resolves with the exit code. */
  stop(): Promise<number | null>;
  /** As a power cut would. */
  kill(): Promise<void>;
}

const READY_DEADLINE_MS = 200_000;

export async function startProduct(options: ProductOptions = {}): Promise<RunningProduct> {
  const folder: TemporaryFolder | null = options.dataDir ? null : await temporaryFolder();
  const dataDir = options.dataDir ?? folder?.path ?? '';
  const child = spawn(process.execPath, [path.join(packageRoot(), 'dist/gateway/main.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      // A machine that is busy with other tests is no reason to give a request up.
      GATEWAY_REQUEST_TIMEOUT_MS: '120000',
      SUBGRAPH_TIMEOUT_MS: '100000',
      ...(options.database && { DATABASE_URL: options.database.appUrl, DATABASE_OWNER_URL: options.database.ownerUrl }),
      ...options.env,
    },
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const output = { said: '', complained: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.said += text));
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (output.complained = (output.complained + text).slice(-10_000)));
  const url = await ready(output, exited);

  const token = async (persona: string): Promise<string> => {
    const signingKey = await existingSigningKey(dataDir);
    if (!signingKey) throw new Error('the product made no signing key');
    return mintToken(persona, { signingKey, audience: 'casellario-bridge', clock: systemClock });
  };
  const headers = async (persona: string | null): Promise<Record<string, string>> =>
    persona === null ? {} : { authorization: `Bearer ${await token(persona)}` };

  return {
    url,
    dataDir,
    process: child,
    said: () => output.said,
    token,
    graph: async (persona) => new GraphQLClient(`${url}/graphql`, { headers: await headers(persona) }),
    upload: async (persona, clientRequestId, file) =>
      fetch(`${url}/massivo-files?clientRequestId=${encodeURIComponent(clientRequestId)}`, {
        method: 'POST',
        headers: { ...(await headers(persona)), 'content-type': 'text/plain' },
        body: file as never,
        duplex: 'half',
      } as RequestInit),
    get: async (persona, route) => fetch(url + route, { headers: await headers(persona) }),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      const code = await exited;
      await folder?.remove();
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function ready(output: { said: string; complained: string }, exited: Promise<number | null>): Promise<string> {
  let ended = false;
  void exited.then(() => (ended = true));
  for (const deadline = performance.now() + READY_DEADLINE_MS; performance.now() < deadline;) {
    const url = /^Ready at (\S+)$/m.exec(output.said)?.[1];
    if (url) return url;
    if (ended) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the product is not ready: ${output.complained}`);
}

/** Asks again until the answer is as wanted. */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`still not so after ${withinMs} ms: ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
