import { once } from 'node:events';
import { createConnection } from 'node:net';
import { OperationList } from '../../../gateway/protection/operations/operation-list.js';
import { manifestOf } from '../../../gateway/protection/operations/operation-manifest.js';
import { postgresCounter } from '../../../gateway/protection/rate-limits/postgres-counter.js';
import { RateLimits } from '../../../gateway/protection/rate-limits/rate-limits.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import {
  CONTACT,
  graphResponse,
  postGraph,
  startTestGateway,
  type GraphResponse,
  type TestGateway,
} from '../../testkit/test-gateway.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

const { list, supergraphSdl } = testSubgraphs();
const LISTED = 'query Length { queueLength }';
const codesOf = ({ errors }: GraphResponse): unknown[] => errors.map(({ extensions }) => extensions.code);

describe('the gateway in production serves the operations of its list', () => {
  const manifest = manifestOf([
    { name: 'length', text: LISTED },
    { name: 'rename', text: 'mutation Rename { rename(code: "a", name: "b") { name } }' },
  ]);
  const idOf = (name: string): string => manifest.operations.find((one) => one.name === name)?.id ?? '';
  const persisted = (sha256Hash: string): object => ({ persistedQuery: { version: 1, sha256Hash } });
  let gateway: TestGateway;
  beforeAll(async () => {
    const operations = new OperationList([manifest]);
    gateway = await startTestGateway({ supergraphSdl, inProcess: list, production: true, operations });
  });
  afterAll(() => gateway.close());

  const post = (body: object): Promise<GraphResponse> => postGraph(gateway.url, JSON.stringify(body));
  const get = async (sha256Hash: string): Promise<GraphResponse> => {
    const search = new URLSearchParams({ extensions: JSON.stringify(persisted(sha256Hash)) }).toString();
    return graphResponse(
      await fetch(`${gateway.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': '1' } }),
    );
  };

  it('by hash, by POST and by GET', async () => {
    expect((await post({ extensions: persisted(idOf('Length')) })).data).toEqual({ queueLength: 3 });
    expect((await get(idOf('Length'))).data).toEqual({ queueLength: 3 });
  });

  it('by text, and with what a client with a cache adds to it', async () => {
    expect((await post({ query: LISTED })).data).toEqual({ queueLength: 3 });
    expect((await post({ query: 'query Length { __typename queueLength }' })).data).toMatchObject({ queueLength: 3 });
    expect((await post({ query: LISTED, extensions: persisted(idOf('Length')) })).data).toEqual({ queueLength: 3 });
  });

  it.each<[string, object]>([
    ['another operation', { query: '{ queueLength }' }],
    ['an operation that only has the name of one', { query: 'query Length { queueLength whoAmI }' }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['a field that is not there', { query: '{ queueLengthh }' }],
    ['a text that is no query', { query: '{ whoAmI' }],
  ])('R-61 refuses %s', async (_what, body) => {
    const answer = await post(body);
    expect([answer.status, answer.data, codesOf(answer)]).toEqual([403, undefined, ['PERSISTED_QUERY_NOT_IN_LIST']]);
    expect(answer.text).not.toContain('Did you mean');
  });

  it('takes no registration, and no hash that is not on the list', async () => {
    const query = '{ whoAmI }';
    const hash = '0a2a24fbca2d5e5e5d1c8b9f1b2c4f1e3b0d3d4f5a6b7c8d9e0f1a2b3c4d5e6f';
    expect(codesOf(await post({ extensions: persisted(hash) }))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    expect(codesOf(await post({ query, extensions: persisted(hash) }))).toEqual(['BAD_REQUEST']);
    expect(codesOf(await get(hash))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  it('never changes anything by GET', async () => {
    const answer = await get(idOf('Rename'));
    expect([answer.status, codesOf(answer)]).toEqual([405, ['BAD_REQUEST']]);
  });
});

describe('requests that a page of another origin could make', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ supergraphSdl, inProcess: list });
  });
  afterAll(() => gateway.close());

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 415],
    ['plain text', 'text/plain', 415],
    ['multipart', 'multipart/form-data; boundary=x', 415],
  ])('are refused as %s', async (_what, type, status) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: '{"query":"{ queueLength }"}',
    });
    expect(response.status).toBe(status);
  });

  it('are told nothing by way of CORS', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://x.test' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('a subscription is refused as what it is', async () => {
    const answer = await gateway.post('subscription { queueLength }');
    expect([answer.status, codesOf(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
  });
});

describe('headers', () => {
  const WANTED = {
    'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-permitted-cross-domain-policies': 'none',
  };
  const headersOf = async (url: string, init?: RequestInit): Promise<Record<string, string>> =>
    Object.fromEntries((await fetch(url, init)).headers);

  it.each([
    ['development', false],
    ['production', true],
  ])('stand above every answer in %s, errors included', async (_mode, production) => {
    const own = await startTestGateway({ supergraphSdl, inProcess: list, production });
    try {
      const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
      for (const [path, init] of [
        ['/health/live'],
        ['/nothing'],
        ['/metrics'],
        ['/graphql', { ...json, body: '{"query":"{ queueLength }"}' }],
        ['/graphql', { ...json, body: '{' }],
      ] as [string, RequestInit?][]) {
        const headers = await headersOf(own.url + path, init);
        expect({ path, ...headers }).toMatchObject({ path, ...WANTED });
        expect(headers).not.toHaveProperty('x-powered-by');
        expect(headers).not.toHaveProperty('server');
        expect('strict-transport-security' in headers).toBe(production);
      }
      expect(await raw(own.url, 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain(
        'x-frame-options: DENY',
      );
    } finally {
      await own.close();
    }
  });
});

describe('rate limits over the database', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());

  const hashKey = new Uint8Array(32).fill(3);
  const limits = (options: { perCaller?: number; perAddress?: number }): RateLimits =>
    new RateLimits({ perCaller: 0, perAddress: 0, counter: postgresCounter(db.database, hashKey), ...options });
  const start = (rateLimits: RateLimits, trustedProxies: string[] = []): Promise<TestGateway> =>
    startTestGateway({
      ...{ supergraphSdl, inProcess: list, rateLimits, trustedProxies },
      identify: () => Promise.resolve(CONTACT),
    });

  it('hold for all gateways together, and say when to come again', async () => {
    const gateways = [await start(limits({ perCaller: 40 })), await start(limits({ perCaller: 40 }))];
    try {
      const statuses: number[] = [];
      let refused: GraphResponse | null = null;
      for (let n = 0; n < 100 && refused === null; n += 1) {
        const answer = await gateways[n % 2]!.post('{ queueLength }');
        statuses.push(answer.status);
        if (answer.status === 429) refused = answer;
      }
      // Each of the two may have two that the other has not heard of.
      expect(statuses.length).toBeGreaterThan(40);
      expect(statuses.length).toBeLessThanOrEqual(46);
      expect(refused?.errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
      expect((await fetch(`${gateways[0]!.url}/health/live`)).status).toBe(200);
      const rows = await db.database.rows<{ key: string }>('SELECT key FROM gateway.rate_limit');
      expect(rows.map(({ key }) => key)).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    } finally {
      await Promise.all(gateways.map((gateway) => gateway.close()));
    }
  });

  it.each([
    ['the connection, whatever X-Forwarded-For says', [], [200, 200, 429]],
    ['the client behind a trusted proxy', ['127.0.0.0/8'], [200, 200, 200]],
  ])('count the address of %s', async (_what, trusted, statuses) => {
    const own = new RateLimits({ perCaller: 0, perAddress: 2, counter: null });
    const gateway = await start(own, trusted);
    try {
      const seen: number[] = [];
      for (const address of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) {
        const headers = { 'x-forwarded-for': address };
        seen.push((await gateway.post('{ queueLength }', { headers })).status);
      }
      expect(seen).toEqual(statuses);
    } finally {
      await gateway.close();
    }
  });
});

/** Bytes as they are, for what no client library would send. */
async function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = createConnection(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}
