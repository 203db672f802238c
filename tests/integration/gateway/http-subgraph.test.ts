import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { readActorToken } from '../../../schema/kernel/actor-token.js';
import { ACTOR_SECRET, CONTACT, startTestGateway, type TestGateway } from '../../testkit/test-gateway.js';
import { composed } from '../../testkit/test-subgraphs.js';

const SDL = 'type Query { word: String } type Mutation { say: String }';
const JSON_TYPE = { 'content-type': 'application/json' };
const GOOD = '{"data":{"word":"good","say":"done"}}';

type Answer = (response: ServerResponse, attempt: number, request: IncomingMessage) => void;

/** One subgraph that misbehaves as each test tells it. */
describe('a subgraph over HTTP', () => {
  let server: Server;
  let gateway: TestGateway;
  /** Waits for a subgraph less long than the others. */
  let hasty: TestGateway;
  let answer: Answer;
  let asked: { headers: IncomingMessage['headers']; body: string }[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push({ headers: request.headers, body });
        answer(response, asked.length, request);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/graph?of=mine`;
    const options = {
      supergraphSdl: composed(['words', SDL, url]),
      maxResponseBytes: 100_000,
      identify: () => Promise.resolve(CONTACT),
    };
    gateway = await startTestGateway(options);
    hasty = await startTestGateway({ ...options, subgraphTimeoutMs: 1_000 });
  });
  beforeEach(() => {
    asked = [];
    answer = (response) => response.writeHead(200, JSON_TYPE).end(GOOD);
  });
  afterAll(async () => {
    await gateway.close();
    await hasty.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is told who is calling, for itself alone, and under which correlation id', async () => {
    let path = '';
    answer = (response, _attempt, request) => {
      path = request.url ?? '';
      response.writeHead(200, JSON_TYPE).end(GOOD);
    };
    await gateway.post('{ word }', { headers: { 'x-correlation-id': 'one-and-the-same' } });
    const { headers, body } = asked[0]!;
    const token = headers.authorization?.replace('Bearer ', '') ?? '';

    expect(path).toBe('/some/graph?of=mine');
    expect(headers['x-correlation-id']).toBe('one-and-the-same');
    // How long the gateway waits for it: not longer than for any subgraph, nor than the request may take.
    expect(Number(headers['x-deadline-ms'])).toBeGreaterThan(0);
    expect(Number(headers['x-deadline-ms'])).toBeLessThanOrEqual(30_000);
    expect(JSON.parse(body)).toMatchObject({ query: expect.stringContaining('word') as string });
    expect(readActorToken(token, 'words', ACTOR_SECRET)).toMatchObject({ actor: CONTACT });
    expect(() => readActorToken(token, 'certificates', ACTOR_SECRET)).toThrow('another subgraph');
  });

  it.each<[string, Answer, string]>([
    ['a page', (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>Mario Rossi</html>'), 'not-json'],
    ['nothing', (r) => r.writeHead(200, JSON_TYPE).end(), 'empty'],
    ['a redirect', (r) => r.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), 'redirect'],
    ['a JSON of its own', (r) => r.writeHead(200, JSON_TYPE).end('{"hello":"Mario Rossi"}'), 'not-graphql'],
    ['a crash', (r) => r.writeHead(500).end('Mario Rossi'), 'status'],
    ['an answer without end', endless, 'too-large'],
  ])('that answers with %s is unavailable, by name', async (_what, how, fault) => {
    answer = how;
    const { data, errors, text: whole } = await gateway.post('{ word }');

    expect(data).toEqual({ word: null });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      subgraph: 'words',
      fault,
      retryable: true,
    });
    expect(errors[0]?.message).toContain('words');
    expect(whole).not.toContain('Rossi');
    expect(asked).toHaveLength(1);
  });

  it('that is slow is not waited for, and not asked again', async () => {
    answer = () => undefined;
    const { errors } = await hasty.post('{ word }');

    expect(errors[0]?.extensions).toMatchObject({ code: 'DEADLINE_EXCEEDED', subgraph: 'words' });
    expect(asked).toHaveLength(1);
  });

  it('that drips is not waited for', async () => {
    answer = (response) => {
      response.writeHead(200, JSON_TYPE);
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    };
    const { errors } = await hasty.post('{ word }');

    expect(errors[0]?.extensions.code).toBe('DEADLINE_EXCEEDED');
  });

  it.each<[string, Answer]>([
    ['502', (r) => r.writeHead(502).end()],
    ['503 of a proxy', (r) => r.writeHead(503, { 'content-type': 'text/html' }).end('<html>')],
    ['504', (r) => r.writeHead(504).end()],
    ['a connection that breaks', (r) => r.socket?.destroy()],
  ])('is asked once more after %s, when it is a query', async (_what, how) => {
    answer = (response, attempt, request) =>
      attempt === 1 ? how(response, attempt, request) : response.writeHead(200, JSON_TYPE).end(GOOD);

    expect((await gateway.post('{ word }')).data).toEqual({ word: 'good' });
    expect(asked).toHaveLength(2);
  });

  it('is asked twice at most', async () => {
    answer = (response) => response.writeHead(503).end();
    const { errors } = await gateway.post('{ word }');

    expect(errors[0]?.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', fault: 'status' });
    expect(asked).toHaveLength(2);
  });

  it.each<[string, Answer]>([
    ['502', (r) => r.writeHead(502).end()],
    ['a connection that breaks', (r) => r.socket?.destroy()],
  ])('is never asked twice for a mutation, not after %s', async (_what, how) => {
    answer = how;
    const { errors } = await gateway.post('mutation { say }');

    expect(errors[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(asked).toHaveLength(1);
  });

  it('that is not there is unavailable', async () => {
    const gone = await startTestGateway({ supergraphSdl: composed(['words', SDL, 'http://127.0.0.1:9/graphql']) });
    const { data, errors } = await gone.post('{ word }');
    await gone.close();

    expect(data).toEqual({ word: null });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      subgraph: 'words',
      fault: 'connection',
    });
  });

  it('may say what the client did wrong, with its code, and nothing else', async () => {
    const error = (message: string, extensions: object) => ({ message, path: ['word'], extensions });
    answer = (response) =>
      response.writeHead(200, JSON_TYPE).end(
        JSON.stringify({
          data: { word: null },
          errors: [
            error('Too old.', { code: 'STALE_VERSION', version: 7, stacktrace: ['at x'], http: { status: 302 } }),
            error('Mario Rossi', { code: 'SOMETHING' }),
            error('Mario Rossi', {}),
          ],
        }),
      );
    const { status, errors, text: whole } = await gateway.post('{ word }');

    expect(status).toBe(200);
    expect(errors.map(({ message, extensions }) => [message, extensions.code])).toEqual([
      ['Too old.', 'STALE_VERSION'],
      ['Something failed on our side.', 'INTERNAL'],
      ['Something failed on our side.', 'INTERNAL'],
    ]);
    expect(errors[0]?.extensions).toMatchObject({ version: 7, rule: 'R-22', messageIt: expect.any(String) as string });
    expect(whole).not.toMatch(/Rossi|stacktrace|serviceName/);
  });
});

function endless(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE);
  const piece = Buffer.alloc(65_536, 32);
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  };
  response.on('drain', more);
  more();
}
