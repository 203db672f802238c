import type { ServerResponse } from 'node:http';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { createSubgraphClients, type Clients } from '../../../../gateway/execution/transport/subgraph-clients.js';
import { createMetrics } from '../../../../gateway/telemetry/metrics.js';
import { endGraphCalls, graphCall, subgraphQuery } from '../../../testkit/graph-calls.js';
import { good, JSON_TYPE, oddSubgraph, raw, until, type OddSubgraph } from '../../../testkit/odd-subgraph.js';

const MIB = 1_048_576;
const SECRET = 'Mario Rossi';

type Answer = (response: ServerResponse) => void;

const json =
  (text: string | Buffer): Answer =>
  (response) =>
    response.writeHead(200, JSON_TYPE).end(text);

describe('a subgraph that answers badly', () => {
  let subgraph: OddSubgraph;
  let clients: Clients;

  beforeEach(async () => {
    subgraph = await oddSubgraph();
    const metrics = createMetrics();
    const settings = { inProcess: [], urls: {}, timeoutMs: 30_000, actorToken: null, maxResponseBytes: MIB };
    clients = createSubgraphClients({ ...settings, metrics, trusted: ['words'] });
  });
  afterEach(async () => {
    endGraphCalls();
    await subgraph.close();
    await clients.close();
  });

  const ask = (query = {}, call = graphCall()) =>
    clients.clientOf({ name: 'words', url: subgraph.url }).ask(subgraphQuery(query), call);

  it.each<[string, Answer, string]>([
    ['HTML', (r) => r.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${SECRET}`), 'not-json'],
    ['HTML called JSON', json(`<p>${SECRET}`), 'not-json'],
    ['JSON called a page', (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('{"data":{}}'), 'not-json'],
    ['JSON called nothing', (r) => r.writeHead(200).end('{"data":{}}'), 'not-json'],
    ['half a JSON', json(`{"data":{"word":"${SECRET}`), 'not-json'],
    ['half an entity', json('{"data":{"_entities":[{"a":"b}]}}'), 'not-json'],
    ['nothing', json(''), 'empty'],
    ['blanks', json(' \r\n\t '), 'empty'],
    ['a 204', (r) => r.writeHead(204).end(), 'empty'],
    ['bytes that are not UTF-8', json(Buffer.from('{"data":{"word":"\xe8"}}', 'latin1')), 'not-json'],
    ['another API', json('{"ok":true}'), 'not-graphql'],
    ['null', json('null'), 'not-graphql'],
    ['a list', json('[{"data":{}}]'), 'not-graphql'],
    ['data that is a list', json('{"data":[1]}'), 'not-graphql'],
    ['data that is text', json(`{"data":"${SECRET}"}`), 'not-graphql'],
    ['errors that are no list', json('{"data":{},"errors":{"message":"m"}}'), 'not-graphql'],
    ['errors that are no errors', json('{"data":{},"errors":["m"]}'), 'not-graphql'],
    ['no data and no error', json('{"errors":[]}'), 'not-graphql'],
    ['a 302', (r) => r.writeHead(302, { location: 'http://127.0.0.1:9/' }).end('{"data":{}}'), 'redirect'],
    ['a 307 with a body without end', (r) => r.writeHead(307, { location: '/' }).write('x'), 'redirect'],
    ['a 401', (r) => r.writeHead(401, JSON_TYPE).end('{"code":"UNAUTHENTICATED"}'), 'status'],
    ['a 500', (r) => r.writeHead(500).end(SECRET), 'status'],
    [
      '200 MB that are announced',
      (r) => r.writeHead(200, { ...JSON_TYPE, 'content-length': 200 * MIB }).write('{'),
      'too-large',
    ],
    ['200 MB that are not', endless, 'too-large'],
    ['something that is not HTTP', raw('SSH-2.0-OpenSSH_9.2\r\n'), 'protocol'],
    ['headers without end', raw('HTTP/1.1 200 OK\r\n', `x: ${'x'.repeat(20_000)}\r\n`), 'protocol'],
    ['a chunk of no size', raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'), 'protocol'],
  ])('with %s is unavailable, by name', async (_what, answer, fault) => {
    subgraph.answer = answer;
    const failed = await ask({ entitiesAsText: true }).catch((error: unknown) => error);

    expect(failed).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', details: { subgraph: 'words', fault } });
    expect(JSON.stringify(failed) + String(failed)).not.toMatch(/Rossi|Unexpected|JSON at/);
    expect(subgraph.asked).toHaveLength(1);
    subgraph.answer = good;

    await expect(ask()).resolves.toEqual({ data: { word: 'good' } });
  });

  it.each<[string, Answer]>([
    ['before its answer', (r) => r.socket?.destroy()],
    ['within the headers', (r) => raw('HTTP/1.1 200 OK\r\ncontent-')(r) ?? r.socket?.end()],
    ['before the body', (r) => raw('HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\n')(r) ?? r.socket?.end()],
    ['within the body', (r) => raw('HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\n{"data"')(r) ?? r.socket?.end()],
    [
      'within a chunk',
      (r) => raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"da')(r) ?? r.socket?.end(),
    ],
  ])('and hangs up %s is asked once more for a query, never for a mutation', async (_when, hangUp) => {
    subgraph.answer = (response, attempt) => (attempt === 1 ? hangUp(response) : good(response));

    await expect(ask()).resolves.toEqual({ data: { word: 'good' } });
    expect(subgraph.asked).toHaveLength(2);
    subgraph.answer = hangUp;

    await expect(ask({ kind: 'mutation' })).rejects.toMatchObject({ details: { fault: 'connection' } });
    expect(subgraph.asked).toHaveLength(3);
  });

  it.each<[string, Answer]>([
    ['nothing at all', () => undefined],
    ['headers without a body', (r) => r.writeHead(200, { ...JSON_TYPE, 'content-length': 24 }).flushHeaders()],
    ['a byte now and then', trickling],
  ])('with %s has until the deadline of the request, and is let go of', async (_what, answer) => {
    subgraph.answer = answer;
    const call = graphCall();
    const asking = ask({}, call);
    await until(() => subgraph.asked.length === 1);
    call.deadline.abort(new DomainError('DEADLINE_EXCEEDED'));

    await expect(asking).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await until(() => subgraph.asked.every(({ socket }) => socket.destroyed));
    expect(subgraph.asked).toHaveLength(1);
  });

  it.each<[string, string, object]>([
    [
      'data of null with errors',
      '{"data":null,"errors":[{"message":"m"}]}',
      { data: null, errors: [{ message: 'm' }] },
    ],
    [
      'errors without data',
      '{"errors":[{"message":"m","path":["a",0]}]}',
      { errors: [{ message: 'm', path: ['a', 0] }] },
    ],
    ['errors of null', '{"data":{},"errors":null}', { data: {} }],
    ['no errors in a list', '{"data":{},"errors":[]}', { data: {} }],
    [
      'a path that is none',
      '{"data":{},"errors":[{"message":"m","path":"a"}]}',
      { data: {}, errors: [{ message: 'm' }] },
    ],
    [
      'a path of anything',
      '{"data":{},"errors":[{"message":"m","path":[{}]}]}',
      { data: {}, errors: [{ message: 'm' }] },
    ],
    ['a key twice', '{"data":{"word":1,"word":2}}', { data: { word: 2 } }],
    ['a byte order mark', '\ufeff{"data":{"word":"è"}}', { data: { word: 'è' } }],
  ])('may answer with %s', async (_what, text, answer) => {
    subgraph.answer = json(text);

    await expect(ask({ entitiesAsText: true })).resolves.toEqual(answer);
  });

  it('with 200 MB costs no more memory than it may', async () => {
    subgraph.answer = endless;
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)), 1);
    await ask().catch(() => undefined);
    clearInterval(watching);

    // Both sides of it live in this process.
    expect(most).toBeLessThan(32 * MIB);
  });

  it('takes nothing from the others, also when its name cannot be found', async () => {
    const elsewhere = clients.clientOf({ name: 'gone', url: 'http://gone.invalid/graphql' });
    const [gone, there] = await Promise.allSettled([elsewhere.ask(subgraphQuery(), graphCall()), ask()]);

    expect(gone).toMatchObject({ reason: { code: 'SUBGRAPH_UNAVAILABLE', details: { fault: 'connection' } } });
    expect(there).toMatchObject({ value: { data: { word: 'good' } } });
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

function trickling(response: ServerResponse): void {
  response.writeHead(200, JSON_TYPE);
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
}
