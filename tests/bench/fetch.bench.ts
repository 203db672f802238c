import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve as absolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Pool, type Dispatcher } from 'undici';
import type * as ActorTokenModule from '../../gateway/execution/actor-token.js';
import type * as ClientsModule from '../../gateway/execution/transport/subgraph-clients.js';
import type * as MetricsModule from '../../gateway/telemetry/metrics.js';
import type { Actor } from '../../schema/kernel/actor.js';
import { endGraphCalls, graphCall, subgraphQuery } from '../testkit/graph-calls.js';
import { startProcess } from '../testkit/started-process.js';

/**
 * `node --import ./tests/testkit/register-typescript.mjs tests/bench/fetch.bench.ts [dist …]`: processor time of one
 * fetch from a subgraph over HTTP, as this process spends it, for the build in `dist` or for each of those named, in
 * turns; and of what none of them can go below, a bare dispatch of undici of the same bytes. Another process answers,
 * always the same.
 */

const AT_ONCE = 16;
const FETCHES = 1_000;
const TURNS = 60;
const WARM_UP = 8;
const CODES = 12;
const ENTITIES = 60;

const ACTOR: Actor = Object.freeze({ kind: 'contact', personKey: 'p'.repeat(43), method: 'SPID', level: 2 });
const ANSWER = Buffer.from(
  JSON.stringify({
    data: {
      bodies: Array.from({ length: CODES }, (_, n) => ({ __typename: 'PublicBody', code: `c_${n}`, name: 'Comune' })),
    },
  }),
);

interface Asking {
  text: string;
  variables: () => string;
}

/** Fetches once and calls back. */
type Fetch = (asking: Asking, then: () => void) => void;

function serve(): void {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length }).end(ANSWER);
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
}

let asked = 0;

/** No two alike, so that nothing is shared. */
const ASKINGS: Readonly<Record<string, Asking>> = {
  'with two variables': {
    text: 'query Q__registry__0($from:String!$first:Int!){bodies(from:$from,first:$first){__typename code name}}',
    variables: () => `{"from":"c_${(asked += 1)}","first":${CODES}}`,
  },
  [`with ${ENTITIES} representations`]: {
    text: 'query Q__registry__1($representations:[_Any!]!){_entities(representations:$representations){... on PublicBody{name}}}',
    variables: () => {
      const one = (_: unknown, n: number): string => `{"__typename":"PublicBody","code":"c_${asked}_${n}"}`;
      asked += 1;
      return `{"representations":[${Array.from({ length: ENTITIES }, one).join(',')}]}`;
    },
  },
};

async function fetchOf(build: string, url: string): Promise<Fetch> {
  const load = (file: string): Promise<unknown> => import(pathToFileURL(absolute(build, `${file}.js`)).href);
  const { createSubgraphClients } = (await load(
    'gateway/execution/transport/subgraph-clients',
  )) as typeof ClientsModule;
  const { createActorToken } = (await load('gateway/execution/actor-token')) as typeof ActorTokenModule;
  const { createMetrics } = (await load('gateway/telemetry/metrics')) as typeof MetricsModule;
  const clients = createSubgraphClients({
    ...{ inProcess: [], urls: {}, timeoutMs: 10_000, metrics: createMetrics() },
    actorToken: createActorToken(Buffer.alloc(32, 1)),
  });
  const client = clients.clientOf({ name: 'registry', url });
  const call = graphCall({ actor: ACTOR, milliseconds: 3_600_000 });
  return ({ text, variables }, then) => {
    const query = subgraphQuery({ text, operationName: 'Q__registry__0', variables: variables() });
    void client.ask(query, call).then(then);
  };
}

function bareFetch(origin: string): Fetch {
  const pool = new Pool(origin, { connections: 128, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const headers = [
    'content-type',
    'application/json',
    'accept',
    'application/json',
    'authorization',
    `Bearer ${'t'.repeat(430)}`,
  ];
  return ({ text, variables }, then) => {
    const body = `{"query":"${text}","variables":${variables()}}`;
    const request: Dispatcher.DispatchOptions = { method: 'POST', path: '/graphql', headers, body };
    pool.dispatch(request, {
      onRequestStart: () => undefined,
      onResponseData: () => undefined,
      // Not from within the connection's own callback, as `then` does.
      onResponseEnd: () => queueMicrotask(then),
    });
  };
}

/** Microseconds of processor time of one fetch, when some are under way at once. */
async function processorTime(fetch: Fetch, asking: Asking): Promise<number> {
  const start = process.cpuUsage();
  let left = FETCHES;
  await new Promise<void>((resolve) => {
    let ended = 0;
    const next = (): void => {
      if (left === 0) return;
      left -= 1;
      fetch(asking, () => {
        ended += 1;
        if (ended === FETCHES) resolve();
        else next();
      });
    };
    for (let n = 0; n < AT_ONCE; n += 1) next();
  });
  const { user, system } = process.cpuUsage(start);
  return (user + system) / FETCHES;
}

async function compare(builds: readonly string[]): Promise<void> {
  const server = await startProcess({
    args: ['--import', './tests/testkit/register-typescript.mjs', fileURLToPath(import.meta.url), 'serve'],
  });
  const origin = `http://127.0.0.1:${server.readyLine}`;
  const fetches: [name: string, fetch: Fetch][] = [['undici alone', bareFetch(origin)]];
  for (const build of builds) fetches.push([build, await fetchOf(build, `${origin}/graphql`)]);
  for (const [what, asking] of Object.entries(ASKINGS)) {
    console.log(`${what}, microseconds of processor time a fetch:`);
    for (const [name, figures] of await inTurns(fetches, asking)) {
      const sorted = figures.toSorted((one, other) => one - other);
      const at = (part: number): string => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
      console.log(`  ${name}: ${at(0.5)} (quarter ${at(0.25)}, least ${at(0)})`);
    }
  }
  endGraphCalls();
  await server.stop();
  process.exit();
}

async function inTurns(fetches: readonly [string, Fetch][], asking: Asking): Promise<Map<string, number[]>> {
  const figures = new Map(fetches.map(([name]) => [name, [] as number[]]));
  for (let turn = 0; turn < TURNS + WARM_UP; turn += 1) {
    // Backwards every other time: whoever comes later must not pay for another's garbage always.
    for (const [name, fetch] of turn % 2 === 0 ? fetches : fetches.toReversed()) {
      const figure = await processorTime(fetch, asking);
      if (turn >= WARM_UP) figures.get(name)?.push(figure);
    }
  }
  return figures;
}

const [first, ...others] = process.argv.slice(2);
if (first === 'serve') serve();
else await compare(first === undefined ? ['dist'] : [first, ...others]);
