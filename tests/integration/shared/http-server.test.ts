import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { buildSchema, getIntrospectionQuery, type GraphQLSchema } from 'graphql';
import { SignJWT, UnsecuredJWT } from 'jose';
import { signActor } from '../../../schema/kernel/actor-token.js';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { executeSubgraph } from '../../../schema/kernel/execute-subgraph.js';
import type { FileRequest } from '../../../schema/kernel/file-exchange.js';
import { bearer, CORRELATION_HEADER, DEADLINE_HEADER } from '../../../schema/kernel/subgraph-http.js';
import type { Subgraph, SubgraphCall } from '../../../schema/kernel/subgraph.js';
import { subgraphServer } from '../../../subgraphs/shared/http-server.js';

const SECRET = Buffer.alloc(32, 1);
const OPERATOR: Actor = { kind: 'operator', subject: 'o-1', officeCode: 'PROC-H501' };

const calls: SubgraphCall[] = [];
const files: FileRequest[] = [];
const unexpected: unknown[] = [];
let isReady = true;
let server: FastifyInstance;
let address: string;

const resolvers: Record<string, (context: SubgraphCall) => unknown> = {
  who: ({ actor }) => actor.kind,
  refused: () => {
    throw new DomainError('AGREEMENT_OVERLAP');
  },
  broken: () => {
    throw new Error('a secret');
  },
  waits: ({ signal }) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve('aborted'))),
};

function schema(): GraphQLSchema {
  const built = buildSchema('type Query { who: String refused: String broken: String waits: String }');
  for (const [name, resolve] of Object.entries(resolvers)) {
    const field = built.getQueryType()?.getFields()[name];
    if (field) field.resolve = (_source, _args, context) => resolve(context);
  }
  return built;
}

const subgraph: Subgraph = {
  name: 'certificates',
  schema: schema(),
  createContext: (call) => {
    calls.push(call);
    return call;
  },
  files: async (request) => {
    files.push(request);
    if (request.path.endsWith('missing.pdf')) throw new DomainError('NOT_FOUND');
    let bytes = 0;
    for await (const chunk of request.body ?? []) bytes += chunk.length;
    return { status: 202, headers: { 'content-type': 'text/plain' }, body: Readable.from([`${bytes} bytes`]) };
  },
};

beforeAll(async () => {
  server = subgraphServer({
    subgraph,
    actorSecret: SECRET,
    ready: async () => {
      if (!isReady) throw new Error('the database is away');
      return true;
    },
    onUnexpectedError: (error) => unexpected.push(error),
  });
  address = await server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => server.close());
beforeEach(() => {
  calls.length = files.length = unexpected.length = 0;
  isReady = true;
});

const authorization = async (actor: Actor = OPERATOR, audience = 'certificates', secret: Uint8Array = SECRET) => ({
  authorization: bearer(signActor(actor, audience, secret)),
  [CORRELATION_HEADER]: 'c-42',
});

/** As the gateway signs it but for one thing; times in seconds from now, `null` leaves a claim out. */
async function forged(changes: Record<string, unknown>) {
  const { alg = 'HS256', typ = 'actor+jwt', iat = 0, exp = 30, ...claims } = changes as Record<string, string & number>;
  const now = Math.floor(Date.now() / 1_000);
  const payload = {
    ...{ iss: 'casellario-bridge/gateway', aud: 'certificates', jti: randomUUID(), actor: OPERATOR, ...claims },
    ...{ iat: now + iat, exp: exp === null ? null : now + exp },
  };
  const given = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null));
  const token = await new SignJWT(given).setProtectedHeader({ alg, typ }).sign(Buffer.alloc(64, 1).subarray(0, 32));
  return { authorization: bearer(token) };
}

async function unsigned() {
  const claims = { iss: 'casellario-bridge/gateway', aud: 'certificates', jti: 'x', actor: OPERATOR };
  return { authorization: bearer(new UnsecuredJWT(claims).setIssuedAt().setExpirationTime('30s').encode()) };
}

async function ask(query: unknown, headers?: Record<string, string>, init: RequestInit = {}) {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(headers ?? (await authorization())) },
    body: typeof query === 'string' ? JSON.stringify({ query }) : JSON.stringify(query),
    ...init,
  });
  return { status: response.status, body: await response.json() };
}

describe('a subgraph over HTTP', () => {
  it('answers with the same JSON as in-process, whatever comes of it', async () => {
    const queries = ['{ who }', '{ who refused }', '{ broken }', '{ nothing }', '{ who', 'query ($n: Int!) { who }'];
    for (const query of queries) {
      const direct = await executeSubgraph(subgraph, { query }, { actor: OPERATOR, correlationId: 'c-42' });
      for (const _time of ['first', 'again, now remembered']) {
        const { status, body } = await ask(query);
        expect([status, body]).toEqual([200, JSON.parse(JSON.stringify(direct))]);
      }
    }
    expect(unexpected.map(String)).toEqual(['Error: a secret', 'Error: a secret']);
  });

  it('runs for the actor that the gateway has signed, under the id of its call', async () => {
    expect((await ask('{ who }', await authorization(ANONYMOUS))).body).toEqual({ data: { who: 'anonymous' } });
    await ask('{ who }');
    expect(calls.map(({ actor, correlationId }) => ({ actor, correlationId }))).toEqual([
      { actor: ANONYMOUS, correlationId: 'c-42' },
      { actor: OPERATOR, correlationId: 'c-42' },
    ]);
  });

  it.each([
    ['nobody', async () => ({})],
    ['no token', async () => ({ authorization: 'Basic x' })],
    ['nonsense', async () => ({ authorization: 'Bearer x.y.z' })],
    ['the gateway speaking to another subgraph', () => authorization(OPERATOR, 'legacy')],
    ['somebody with another secret', () => authorization(OPERATOR, 'certificates', Buffer.alloc(32, 2))],
    ['a token that has ended', () => forged({ iat: -60, exp: -30 })],
    ['a token of before, made to live longer', () => forged({ iat: -36, exp: 3_600 })],
    ['a token of the future', () => forged({ iat: 60, exp: 90 })],
    ['a token without an end', () => forged({ exp: null })],
    ['a token without an id', () => forged({ jti: null })],
    ['a token of another issuer', () => forged({ iss: 'somebody' })],
    ['a token of another type', () => forged({ typ: 'at+jwt' })],
    ['a token with another algorithm', () => forged({ alg: 'HS512' })],
    ['a token for somebody who is nobody', () => forged({ actor: { kind: 'superuser' } })],
    ['a token without a signature', () => unsigned()],
  ])('does not answer %s, introspection and files included', async (_name, headers) => {
    for (const query of ['{ who }', getIntrospectionQuery()]) {
      const { status, body } = await ask(query, await headers());
      expect(status).toBe(401);
      expect(body).toMatchObject({ code: 'UNAUTHENTICATED', rule: 'R-11', retryable: false });
      expect(body.data).toBeUndefined();
    }
    for (const path of ['/certificates/1.pdf', '/graphql?query={who}', '/nowhere']) {
      expect([path, (await fetch(address + path, { headers: await headers() })).status]).toEqual([path, 401]);
    }
    const large = await ask('', await headers(), { body: ' '.repeat(5_000_000) });
    expect([large.status, large.body.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect([calls, files]).toEqual([[], []]);
  });

  it('answers a token once: whoever has overheard it comes too late', async () => {
    const headers = await authorization();
    const answers = [await ask('{ who }', headers), await ask('{ who }', headers)];
    const file = await fetch(`${address}/certificates/1.pdf`, { headers });

    expect((await ask('{ who }', await forged({}))).status).toBe(200);
    expect([...answers.map(({ status }) => status), file.status]).toEqual([200, 401, 401]);
    expect([calls.length, files.length]).toEqual([2, 0]);
  });

  it('has no other paths for the gateway either', async () => {
    expect((await fetch(`${address}/nowhere`, { headers: await authorization() })).status).toBe(404);
  });

  it.each([
    ['no JSON', { body: '{' }, 400, 'BAD_USER_INPUT'],
    ['no query', { body: '{"variables":{}}' }, 400, 'BAD_USER_INPUT'],
    ['a list of operations', { body: '[{"query":"{ who }"}]' }, 400, 'BAD_USER_INPUT'],
    [
      'more than anybody would send',
      { body: JSON.stringify({ query: ' '.repeat(5_000_000) }) },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ])('refuses %s', async (_name, init, status, code) => {
    const answer = await ask('', undefined, init);
    expect([answer.status, answer.body.code, answer.body.correlationId]).toEqual([status, code, 'c-42']);
  });

  it('stops waiting when the gateway hangs up', async () => {
    const controller = new AbortController();
    const asked = ask('{ waits }', undefined, { signal: controller.signal }).catch((error: Error) => error.name);
    while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const aborted = new Promise((resolve) => calls[0]?.signal?.addEventListener('abort', resolve));
    controller.abort();
    expect(await asked).toBe('AbortError');
    await aborted;
  });

  it('stops when the time that the gateway gives it is over', async () => {
    const headers = { ...(await authorization()), [DEADLINE_HEADER]: '30' };
    const answer = await ask('{ waits }', headers);
    expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'DEADLINE_EXCEEDED' } }] });
    expect(calls[0]?.signal?.aborted).toBe(true);
  });

  it('hands files to their owner as they stream, with query and type but no other header', async () => {
    const response = await fetch(`${address}/massivo-files?clientRequestId=a%20b`, {
      method: 'POST',
      headers: { ...(await authorization()), 'content-type': 'text/plain', cookie: 'x=y' },
      body: Readable.toWeb(Readable.from([Buffer.alloc(3_000_000), Buffer.alloc(3_000_000)])) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
    expect([response.status, await response.text()]).toEqual([202, '6000000 bytes']);
    expect(files).toMatchObject([
      { method: 'POST', path: '/massivo-files', query: { clientRequestId: 'a b' }, actor: OPERATOR },
    ]);
    expect(files[0]?.headers).toEqual({ 'content-type': 'text/plain' });
    const zip = await fetch(`${address}/requests/1/certificates.zip`, { headers: await authorization() });
    expect(zip.status).toBe(202);
    expect(files[1]).toMatchObject({
      method: 'GET',
      path: '/requests/1/certificates.zip',
      body: null,
      correlationId: 'c-42',
    });
  });

  it('answers with the body of the error when the owner of a file refuses', async () => {
    const response = await fetch(`${address}/certificates/missing.pdf`, { headers: await authorization() });
    expect([response.status, (await response.json()).code]).toEqual([404, 'NOT_FOUND']);
  });

  it('tells whether it lives and whether it can work', async () => {
    const status = async (path: string) => (await fetch(`${address}/health/${path}`)).status;
    expect([await status('live'), await status('ready')]).toEqual([200, 200]);
    isReady = false;
    expect([await status('live'), await status('ready')]).toEqual([200, 503]);
  });
});
