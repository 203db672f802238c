import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { createIdentify } from '../../../gateway/identity/identify.js';
import { localIssuer } from '../../../gateway/identity/token-issuers.js';
import { createTokenVerifier } from '../../../gateway/identity/token-verifier.js';
import { FixedClock } from '../../../schema/kernel/clock.js';
import {
  graphResponse,
  postGraph,
  startTestGateway,
  type GraphResponse,
  type TestGateway,
} from '../../testkit/test-gateway.js';
import { TEST_AUDIENCE, TEST_NOW_S, testIssuer, type TestIssuer } from '../../testkit/test-issuer.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

const CLAIMS = {
  'https://attributes.eid.gov.it/fiscal_number': 'TINIT-RSSMRA80A01H501U',
  acr: 'https://www.spid.gov.it/SpidL2',
  amr: ['spid'],
};
const PREFLIGHT = { 'apollo-require-preflight': '1' };
const { list, supergraphSdl } = testSubgraphs();

describe('the graph', () => {
  let eid: TestIssuer;
  let gateway: TestGateway;

  beforeAll(async () => {
    eid = await testIssuer('https://eid.test');
    const verify = createTokenVerifier({
      issuers: [localIssuer('eid', eid.name, eid.keySet)],
      audience: TEST_AUDIENCE,
      clock: new FixedClock(new Date(TEST_NOW_S * 1_000)),
    });
    const identify = createIdentify(verify, new Uint8Array(32));
    gateway = await startTestGateway({ supergraphSdl, inProcess: list, identify });
  });
  afterAll(() => gateway.close());

  describe('who is calling', () => {
    it('is anonymous without a header and known with a token', async () => {
      const token = await eid.sign(CLAIMS);
      const anonymous = await gateway.post('{ whoAmI }');
      const known = await gateway.post('{ whoAmI }', { headers: { authorization: `Bearer ${token}` } });

      expect(anonymous.data).toEqual({ whoAmI: '{"kind":"anonymous"}' });
      expect(JSON.parse(known.data?.whoAmI as string)).toMatchObject({ kind: 'contact', method: 'SPID', level: 2 });
      expect(JSON.stringify(gateway.log)).not.toContain('RSSMRA');
    });

    it.each<[string, () => Promise<string>]>([
      ['an expired token', () => eid.sign(CLAIMS, { expiresAt: TEST_NOW_S - 60 })],
      ['a foreign token', () => eid.sign(CLAIMS, { issuer: 'https://elsewhere.test' })],
      ['a token for somebody else', () => eid.sign(CLAIMS, { audience: 'another' })],
      ['a sign-in of level 1', () => eid.sign({ ...CLAIMS, acr: 'https://www.spid.gov.it/SpidL1' })],
      ['nonsense', () => Promise.resolve('nonsense')],
    ])('R-11 refuses the whole request with %s', async (_what, token) => {
      const answer = await gateway.post('{ whoAmI queueLength }', {
        headers: { authorization: `Bearer ${await token()}` },
      });

      expect(answer.status).toBe(401);
      expect(answer.data).toBeUndefined();
      expectError(answer, 'UNAUTHENTICATED');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    });
  });

  describe('requests that are not well-formed', () => {
    it.each<[string, number, string, RequestInit & { search?: string }]>([
      [
        'a body of 3 MB',
        413,
        'PAYLOAD_TOO_LARGE',
        body(JSON.stringify({ query: `{ whoAmI } #${'x'.repeat(3_000_000)}` })),
      ],
      ['a body that is not JSON', 400, 'BAD_REQUEST', body('{')],
      ['a body that is empty', 400, 'BAD_REQUEST', body('')],
      ['a list of requests', 400, 'BAD_REQUEST', body('[{"query":"{ whoAmI }"},{"query":"{ whoAmI }"}]')],
      ['a query that is no text', 400, 'BAD_REQUEST', body('{"query":1}')],
      ['no query', 400, 'BAD_REQUEST', body('{"variables":{}}')],
      [
        'another media type',
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        { ...body('{}'), headers: { 'content-type': 'text/plain' } },
      ],
      [
        'a form',
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        { ...body('a=b'), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      ],
      ['a query in the URL', 405, 'METHOD_NOT_ALLOWED', { search: '?query={whoAmI}' }],
      ['a GET that any page could make', 400, 'BAD_REQUEST', { search: '?extensions={}' }],
      [
        'an unknown persisted query',
        200,
        'PERSISTED_QUERY_NOT_FOUND',
        { search: persisted('{ nobody }'), headers: PREFLIGHT },
      ],
    ])('%s: %d %s', async (_what, status, code, { search = '', ...init }) => {
      const answer = await graphResponse(await fetch(`${gateway.url}/graphql${search}`, init));

      expect(answer.status).toBe(status);
      expectError(answer, code);
      expect((await gateway.post('{ queueLength }')).data).toEqual({ queueLength: 3 });
    });

    it('a Host header that is none', async () => {
      const answer = await raw(gateway, 'POST /graphql HTTP/1.1\r\nHost: %%\r\nContent-Length: 0\r\n\r\n');

      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"code":"BAD_REQUEST"');
    });

    it('a path that cannot be decoded, and one that is not there', async () => {
      const odd = await raw(gateway, 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      const missing = await fetch(`${gateway.url}/nothing`);

      expect(odd).toMatch(/^HTTP\/1\.1 400 .*BAD_REQUEST/s);
      expect(missing.status).toBe(404);
      expect(await missing.json()).toMatchObject({
        code: 'NOT_FOUND',
        correlationId: missing.headers.get('x-correlation-id'),
      });
    });
  });

  describe('operations that are not valid', () => {
    it.each<[string, string, object | undefined, string]>([
      ['a text that is no query', '{ whoAmI', undefined, 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', '{ nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
      [
        'several operations and no name',
        'query A { whoAmI } query B { whoAmI }',
        undefined,
        'OPERATION_RESOLUTION_FAILURE',
      ],
      ['a missing variable', 'query ($c: ID!) { party(code: $c) { name } }', {}, 'BAD_USER_INPUT'],
      [
        'a variable of another type',
        'query ($n: Int!) { slow(milliseconds: $n) }',
        { n: 'RSSMRA80A01H501U' },
        'BAD_USER_INPUT',
      ],
      [
        'a literal of another type',
        '{ slow(milliseconds: "RSSMRA80A01H501U") }',
        undefined,
        'GRAPHQL_VALIDATION_FAILED',
      ],
      [
        'thousands of tokens',
        `{ ${Array.from({ length: 3_100 }, (_, n) => `a${n}: whoAmI`).join(' ')} }`,
        undefined,
        'GRAPHQL_PARSE_FAILED',
      ],
      ['the same field again and again', `{ ${'whoAmI '.repeat(2_000)} }`, undefined, 'QUERY_TOO_COSTLY'],
      ['endless nesting', `${'{ bodies '.repeat(900)}${'}'.repeat(900)}`, undefined, 'QUERY_TOO_COSTLY'],
    ])('R-16 R-60 %s', async (_what, query, variables, code) => {
      const answer = await gateway.post(query, { variables });

      expect(answer.status).toBe(400);
      expectError(answer, code);
      expect(answer.text).not.toContain('RSSMRA');
    });

    it('by GET, persisted: found after one POST, and never a mutation', async () => {
      const ask = async (query: string) =>
        graphResponse(await fetch(`${gateway.url}/graphql${persisted(query)}`, { headers: PREFLIGHT }));
      for (const query of ['{ queueLength }', 'mutation { rename(code: "a", name: "x") { name } }']) {
        await postGraph(gateway.url, JSON.stringify({ query, extensions: persistedExtension(query) }));
      }
      const found = await ask('{ queueLength }');
      const mutation = await ask('mutation { rename(code: "a", name: "x") { name } }');

      expect(found.data).toEqual({ queueLength: 3 });
      expect(mutation.status).toBe(405);
      expectError(mutation, 'BAD_REQUEST');
    });
  });

  it('echoes the correlation id of the caller, in the header and in errors', async () => {
    const answer = await gateway.post('{ correlation refused }', {
      headers: { 'x-correlation-id': 'given-by-caller' },
    });

    expect(answer.headers.get('x-correlation-id')).toBe('given-by-caller');
    expect(answer.data?.correlation).toBe('given-by-caller');
    expect(answer.errors[0]?.extensions.correlationId).toBe('given-by-caller');
  });

  it('answers in part when a subgraph takes longer than the request may', async () => {
    const hasty = await startTestGateway({ supergraphSdl, inProcess: list, requestTimeoutMs: 1_500 });
    const answer = await hasty.post('{ slow(milliseconds: 60000) queueLength }');
    await hasty.close();

    expect(answer.data).toEqual({ slow: null, queueLength: 3 });
    expectError(answer, 'DEADLINE_EXCEEDED');
  });

  it('batches loaders over a list, and over fetches that run side by side', async () => {
    const { contexts, ...world } = testSubgraphs();
    const own = await startTestGateway({ supergraphSdl: world.supergraphSdl, inProcess: world.list });
    const answer = await own.post('{ bodies { batch } party(code: "a") { ... on Body { batch } } }');
    await own.close();

    expect(contexts.get('certificates')).toBe(1);
    expect(answer.data?.bodies).toEqual([{ batch: 4 }, { batch: 4 }, { batch: 4 }]);
  });

  it('logs of a request its route, not what was asked', async () => {
    gateway.log.length = 0;
    await gateway.post('query Named($c: ID!) { party(code: $c) { name } crash }', {
      variables: { c: 'secret-code' },
      headers: { 'x-correlation-id': 'logged-request' },
    });
    await gateway.post('query Q_RSSMRA80A01H501U { whoAmI }');

    const [crash, request, other] = gateway.log;
    expect(request).toEqual({
      level: 'info',
      time: expect.any(String) as string,
      process: 'test',
      method: 'POST',
      route: '/graphql',
      status: 200,
      durationMs: expect.any(Number) as number,
      correlationId: 'logged-request',
      actor: 'anonymous',
      operation: 'Named',
      errors: ['INTERNAL'],
    });
    expect(crash).toMatchObject({
      level: 'error',
      correlationId: 'logged-request',
      subgraph: 'agreements',
      error: 'Error',
    });
    expect((crash?.frames as string[])[0]).toContain('crash');
    expect(other?.operation).toBe('Q_[tax code]');
    expect(JSON.stringify(gateway.log)).not.toMatch(/secret-code|RSSMRA/);
  });
});

describe('the graph in production', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ supergraphSdl, inProcess: list, production: true });
  });
  afterAll(() => gateway.close());

  it('does not show its schema', async () => {
    const introspection = await gateway.post('{ __schema { types { name } } }');
    const nearly = await gateway.post('{ whoAmII }');

    expectError(introspection, 'GRAPHQL_VALIDATION_FAILED');
    expectError(nearly, 'GRAPHQL_VALIDATION_FAILED');
    expect(nearly.text).not.toContain('Did you mean');
  });

  it('takes no request when it closes, but ends those under way', async () => {
    const { contexts, ...world } = testSubgraphs();
    const own = await startTestGateway({ supergraphSdl, inProcess: world.list, production: true });
    const under = own.post('{ slow(milliseconds: 300) }');
    while (!contexts.has('agreements')) await new Promise((resolve) => setTimeout(resolve, 5));
    const closing = own.close();

    expect((await under).data).toEqual({ slow: 'done' });
    await closing;
    await expect(own.post('{ whoAmI }')).rejects.toThrow();
  });
});

function body(text: string): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: text };
}

function persistedExtension(query: string): object {
  return { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
}

function persisted(query: string): string {
  return `?${new URLSearchParams({ extensions: JSON.stringify(persistedExtension(query)) }).toString()}`;
}

/** Every error of the graph has all of this (api.md, "Errors"). */
function expectError({ errors, headers }: GraphResponse, code: string): void {
  expect(errors).not.toHaveLength(0);
  for (const { message, extensions } of errors) {
    expect(extensions).toMatchObject({
      code,
      rule: expect.any(String) as string,
      message,
      messageIt: expect.stringMatching(/\S/) as string,
      retryable: expect.any(Boolean) as boolean,
      help: { email: 'helpdesk.casellario@giustizia.it', url: expect.stringMatching(/^https:/) as string },
      correlationId: headers.get('x-correlation-id'),
    });
  }
}

/** Bytes as they are, for what no client library would send. */
function raw(gateway: TestGateway, text: string): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('utf8').on('error', reject);
    socket.on('data', (piece: string) => {
      answer += piece;
      if (answer.includes('}')) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
  });
}
