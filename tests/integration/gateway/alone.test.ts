import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { guardedSubgraphs } from '../../testkit/guarded-subgraphs.js';
import { postGraph } from '../../testkit/test-gateway.js';
import { composed } from '../../testkit/test-subgraphs.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';

/** Somebody else's supergraph, served by somebody else's servers. */
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import:';
const PRODUCTS = `${LINK} ["@key", "@shareable", "@interfaceObject"])
  scalar Any_JSON
  enum Unit { GRAM PIECE }
  interface Priced @key(fields: "id") { id: ID! price: Int }
  type Fruit implements Priced @key(fields: "id") { id: ID! price: Int unit: Unit! weight: Float facts: Any_JSON }
  type Tool implements Priced @key(fields: "id") { id: ID! price: Int name: String! }
  union Thing = Fruit | Tool
  type Query { things: [Thing!]! priced(id: ID!): Priced }
  type Mutation { reprice(id: ID!, price: Int!): Priced }
`;
const SHIPPING = `${LINK} ["@key", "@external", "@requires"])
  type Fruit @key(fields: "id") { id: ID! weight: Float @external price: Int @external shipping: Float @requires(fields: "weight price") }
  type Query { carriers: [String!]! }
`;
const REVIEWS = `${LINK} ["@key", "@interfaceObject"])
  type Priced @key(fields: "id") @interfaceObject { id: ID! reviews: [Review!]! }
  type Review { stars: Int! of: Priced! }
  type Query { latest: Review }
`;

interface Running {
  child: ChildProcess;
  line: string;
  url: string;
  stderr: Promise<string>;
}

describe('the gateway alone', () => {
  let folder: TemporaryFolder;
  let supergraph: string;
  let servers: ApolloServer[];
  let authorizations: (string | undefined)[];

  beforeAll(async () => {
    folder = await temporaryFolder();
    authorizations = [];
    servers = [];
    const serve = async (sdl: string, resolvers: object): Promise<string> => {
      const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
      const plugins = [ApolloServerPluginInlineTraceDisabled()];
      const server = new ApolloServer({ schema, plugins, stopOnTerminationSignals: false });
      servers.push(server);
      const context = ({ req }: { req: { headers: { authorization?: string } } }) => {
        authorizations.push(req.headers.authorization);
        return Promise.resolve({});
      };
      return (await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 }, context })).url;
    };
    supergraph = path.join(folder.path, 'foreign.graphql');
    const sdl = composed(
      ['products', PRODUCTS, await serve(PRODUCTS, products())],
      ['shipping', SHIPPING, await serve(SHIPPING, shipping())],
      ['reviews', REVIEWS, await serve(REVIEWS, reviews())],
    );
    await writeFile(supergraph, sdl);
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await folder.remove();
  });

  it('serves any supergraph over HTTP, without keys, database or sign-in, and stops on SIGTERM', async () => {
    const dataDir = path.join(folder.path, 'untouched');
    const gateway = await run({ SUPERGRAPH: supergraph, OPEN_GATEWAY: '1', DATA_DIR: dataDir });
    expect(gateway.line).toMatch(/^gateway ready at http:\/\/127\.0\.0\.1:\d+\/graphql$/);

    const ask = (query: string) =>
      postGraph(gateway.url, JSON.stringify({ query }), { authorization: 'Bearer of-somebody-else' });
    const things = await ask(`{
      carriers
      things { __typename ... on Fruit { unit facts shipping reviews { stars of { __typename price } } } ... on Tool { name reviews { stars } } }
      priced(id: "f1") { id price reviews { stars } ... on Fruit { weight } }
      latest { of { price ... on Tool { name } } }
    }`);
    const changed = await ask('mutation { reprice(id: "f1", price: 9) { price ... on Fruit { shipping } } }');

    expect(things.errors).toEqual([]);
    expect(things.data).toEqual({
      carriers: ['one', 'two'],
      things: [
        {
          __typename: 'Fruit',
          unit: 'GRAM',
          facts: { a: [1, null] },
          shipping: 7,
          reviews: [{ stars: 5, of: { __typename: 'Fruit', price: 2 } }],
        },
        { __typename: 'Tool', name: 'hammer', reviews: [{ stars: 3 }] },
      ],
      priced: { id: 'f1', price: 2, reviews: [{ stars: 5 }], weight: 3.5 },
      latest: { of: { price: 20, name: 'hammer' } },
    });
    expect(changed.data).toEqual({ reprice: { price: 9, shipping: 31.5 } });
    expect(new Set(authorizations)).toEqual(new Set([undefined]));
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);

    gateway.child.kill('SIGTERM');
    expect(await once(gateway.child, 'exit')).toEqual([0, null]);
    await expect(writeFile(path.join(dataDir, 'x'), '')).rejects.toThrow('ENOENT');
  });

  it('asks for a sign-in unless it is told to be open', async () => {
    await mkdir(path.join(folder.path, 'data'));
    const gateway = await run({ SUPERGRAPH: supergraph, DATA_DIR: path.join(folder.path, 'data') });
    const anonymous = await postGraph(gateway.url, '{"query":"{ carriers }"}');
    const bad = await postGraph(gateway.url, '{"query":"{ carriers }"}', { authorization: 'Bearer of-somebody-else' });
    gateway.child.kill('SIGINT');

    expect(anonymous.data).toEqual({ carriers: ['one', 'two'] });
    expect(bad.status).toBe(401);
    expect(authorizations.some((header) => header?.startsWith('Bearer '))).toBe(true);
    expect(await once(gateway.child, 'exit')).toEqual([0, null]);
  });

  it('enforces the access rules of any supergraph, also for callers whom it does not ask who they are', async () => {
    const guarded = await guardedFile();
    const gateway = await run({ SUPERGRAPH: guarded, OPEN_GATEWAY: '1' });
    const refused = await postGraph(gateway.url, '{"query":"{ me { name } user { email } }"}');
    gateway.child.kill('SIGTERM');

    expect(refused.data).toEqual({ me: null, user: null });
    expect(refused.errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['me'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
      [['user', 'email'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
    ]);
    expect(await once(gateway.child, 'exit')).toEqual([0, null]);
  });

  it('does not start with access rules that it is not to enforce', async () => {
    const child = start({ SUPERGRAPH: await guardedFile(), OPEN_GATEWAY: '1', AUTHORIZATION: 'off' });
    const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/^The supergraph has access rules .* it is not served\.$/m),
    ]);
  });

  async function guardedFile(): Promise<string> {
    const file = path.join(folder.path, 'guarded.graphql');
    await writeFile(file, guardedSubgraphs().supergraphSdl);
    return file;
  }

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'an open gateway in production',
      { NODE_ENV: 'production', OPEN_GATEWAY: '1' },
      /OPEN_GATEWAY: refused in production/,
    ],
    [
      'nothing but production',
      { NODE_ENV: 'production' },
      /EID_ISSUER: needed[\s\S]*ACTOR_SECRET: needed[\s\S]*Variables:/,
    ],
    [
      'a supergraph that is not there',
      { OPEN_GATEWAY: '1', SUPERGRAPH: '/nowhere.graphql' },
      /\/nowhere\.graphql cannot be read/,
    ],
  ])('does not start with %s, and says why', async (_what, env, message) => {
    const child = start(env);
    const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);

    expect(code).toBe(1);
    expect(said).toMatch(message);
    expect(said).not.toMatch(/^\s+at /m);
  });
});

function start(env: Record<string, string>): ChildProcess {
  const register = path.join(packageRoot(), 'tests/testkit/register-typescript.mjs');
  const main = path.join(packageRoot(), 'gateway/alone/main.ts');
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, ['--import', register, main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, PORT: '0', ...env },
  });
}

async function run(env: Record<string, string>): Promise<Running> {
  const child = start(env);
  const stderr = text(child.stderr!);
  const line = await Promise.race([
    once(createInterface({ input: child.stdout! }), 'line').then(([first]) => first as string),
    once(child, 'exit').then(async () => Promise.reject(new Error(await stderr))),
  ]);
  return { child, line, stderr, url: line.replace(/^gateway ready at (.*)\/graphql$/, '$1') };
}

function products(): object {
  const all = new Map<string, Record<string, unknown>>([
    ['f1', { __typename: 'Fruit', id: 'f1', price: 2, unit: 'GRAM', weight: 3.5, facts: { a: [1, null] } }],
    ['t1', { __typename: 'Tool', id: 't1', price: 20, name: 'hammer' }],
  ]);
  const byId = ({ id }: { id: string }) => all.get(id);
  return {
    Query: { things: () => [...all.values()], priced: (_: unknown, args: { id: string }) => byId(args) },
    Mutation: {
      reprice: (_: unknown, { id, price }: { id: string; price: number }) => ({ ...all.get(id), price }),
    },
    Priced: { __resolveReference: byId },
    Fruit: { __resolveReference: byId },
    Tool: { __resolveReference: byId },
  };
}

function shipping(): object {
  return {
    Query: { carriers: () => ['one', 'two'] },
    Fruit: { shipping: ({ weight, price }: { weight: number; price: number }) => weight * price },
  };
}

function reviews(): object {
  const stars = new Map([
    ['f1', 5],
    ['t1', 3],
  ]);
  return {
    Query: { latest: () => ({ stars: 3, of: { id: 't1' } }) },
    Priced: { reviews: ({ id }: { id: string }) => [{ stars: stars.get(id), of: { id } }] },
  };
}
