import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createHttpFiles, type HttpFiles } from '../../../gateway/files/http-file-handler.js';
import { createActorToken } from '../../../gateway/execution/actor-token.js';
import type { Actor } from '../../../schema/kernel/actor.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { FileHandler, FileRequest, FileResponse } from '../../../schema/kernel/file-exchange.js';
import {
  ACTOR_SECRET,
  CONTACT,
  serveSubgraphs,
  startTestGateway,
  type ServedSubgraphs,
  type TestGateway,
} from '../../testkit/test-gateway.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

const ID = '0195a0b1-1234-7abc-8def-0123456789ab';
const MAX_BYTES = 2_000_000;
const UPLOAD = `/massivo-files?clientRequestId=r-1`;

/** What the owner of the files saw. */
interface Seen {
  requests: Omit<FileRequest, 'body'>[];
  received: number;
  broken: string[];
  largestPiece: number;
}

describe.each(['in-process', 'over HTTP'] as const)('files, %s', (where) => {
  let seen: Seen;
  let gateway: TestGateway;
  let served: ServedSubgraphs;
  let remote: HttpFiles;
  let actor: Actor = CONTACT;

  beforeAll(async () => {
    const { list, supergraphSdl } = testSubgraphs();
    const files = filesOf(() => seen);
    const [, certificates] = list;
    served = await serveSubgraphs([{ ...certificates!, files }]);
    const graphUrl = served.urls.certificates!;
    remote = createHttpFiles({ subgraph: 'certificates', graphUrl, actorToken: createActorToken(ACTOR_SECRET) });
    gateway = await startTestGateway({
      supergraphSdl,
      inProcess: list,
      identify: () => Promise.resolve(actor),
      files: where === 'in-process' ? files : remote.handle,
      maxUploadBytes: MAX_BYTES,
      uploadIdleMs: 1_500,
    });
  });
  beforeEach(() => {
    actor = CONTACT;
    seen = { requests: [], received: 0, broken: [], largestPiece: 0 };
  });
  afterAll(async () => {
    await gateway.close();
    await remote.close();
    await served.close();
  });

  const upload = (body: BodyInit, init: RequestInit & { path?: string } = {}) => {
    const { path = UPLOAD, headers = { 'content-type': 'text/plain; charset=iso-8859-1' }, ...rest } = init;
    return fetch(`${gateway.url}${path}`, { method: 'POST', body, headers, duplex: 'half', ...rest } as RequestInit);
  };

  it('stream to their owner with who sends them', async () => {
    const answer = await upload(Readable.toWeb(Readable.from(pieces(1_500_000))) as ReadableStream, {
      headers: { 'content-type': 'text/plain', 'x-correlation-id': 'of-this-file' },
    });

    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ received: 1_500_000 });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('x-correlation-id')).toBe('of-this-file');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(seen.requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/massivo-files',
        query: { clientRequestId: 'r-1' },
        actor: CONTACT,
        correlationId: 'of-this-file',
      }),
    ]);
    expect(seen.requests[0]?.headers['content-type']).toBe('text/plain');
    expect(seen.largestPiece).toBeLessThanOrEqual(65_536);
  });

  it.each<[string, RequestInit & { path?: string }, number, string]>([
    ['of another media type', { headers: { 'content-type': 'application/json' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['in a form', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['without an id', { path: '/massivo-files' }, 400, 'BAD_USER_INPUT'],
    ['with two ids', { path: '/massivo-files?clientRequestId=a&clientRequestId=b' }, 400, 'BAD_USER_INPUT'],
  ])('%s never reach their owner', async (_what, init, status, code) => {
    const answer = await upload('T;1.0;', init);

    await expectError(answer, status, code);
    expect(seen.requests).toEqual([]);
  });

  it('are not taken from anonymous callers', async () => {
    actor = { kind: 'anonymous' };
    const sent = await upload(Buffer.alloc(1_000_000, 'x'));
    const asked = await fetch(`${gateway.url}/requests/${ID}/outcome.txt`);

    await expectError(sent, 401, 'UNAUTHENTICATED');
    await expectError(asked, 401, 'UNAUTHENTICATED');
    expect(seen.requests).toEqual([]);
  });

  it('larger than allowed are refused at once when they say so', async () => {
    await expectError(await upload(Buffer.alloc(MAX_BYTES + 1, 'x')), 413, 'PAYLOAD_TOO_LARGE');
    expect(seen.requests).toEqual([]);
  });

  it('larger than allowed are refused while they come when they do not', async () => {
    const body = Readable.toWeb(Readable.from(pieces(MAX_BYTES + 500_000))) as ReadableStream;

    await expectError(await upload(body), 413, 'PAYLOAD_TOO_LARGE');
    await until(() => seen.broken.length === 1);
    expect(seen.received).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('that their owner refuses early are answered with the refusal', async () => {
    const body = Readable.toWeb(Readable.from(pieces(1_500_000))) as ReadableStream;

    await expectError(
      await upload(body, { path: '/massivo-files?clientRequestId=refuse' }),
      409,
      'IDEMPOTENCY_CONFLICT',
    );
  });

  it('that break off reach their owner as broken, and nothing else suffers', async () => {
    const socket = await send(gateway, 1_000, 'abc');
    await until(() => seen.received > 0);
    socket.destroy();
    await until(() => seen.broken.length === 1);

    expect((await upload('whole')).status).toBe(202);
  });

  it('that stop coming are given up, and the sender is told', async () => {
    const socket = await send(gateway, 1_000, 'abc');
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (piece) => {
        text += String(piece);
        if (text.includes('}')) resolve(text);
      });
    });
    socket.destroy();

    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"REQUEST_INCOMPLETE"');
    await until(() => seen.broken.length === 1);
  });

  it.each([
    [`/requests/${ID}/certificates.zip`, 'application/zip', 'attachment; filename="a.zip"'],
    [`/requests/${ID}/outcome.txt`, 'application/zip', 'attachment; filename="a.zip"'],
    ['/certificates/AD-H501-2026-00000042.pdf', 'application/zip', 'attachment; filename="a.zip"'],
  ])('come back: %s', async (path, type, disposition) => {
    const answer = await fetch(`${gateway.url}${path}`);

    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toHaveLength(1_000_000);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-disposition')).toBe(disposition);
    expect(seen.requests).toEqual([expect.objectContaining({ method: 'GET', path, actor: CONTACT })]);
  });

  it.each([
    '/requests/1/outcome.txt',
    '/requests/..%2f..%2fx/outcome.txt',
    '/certificates/a%2fb.pdf',
    '/certificates/%2e%2e.pdf',
  ])('are not there under %s', async (path) => {
    await expectError(await fetch(`${gateway.url}${path}`), 404, 'NOT_FOUND');
    expect(seen.requests).toEqual([]);
  });

  it('that fail on their way do not look whole', async () => {
    const answer = await fetch(`${gateway.url}/certificates/FAILS.pdf`);

    await expect(answer.arrayBuffer()).rejects.toThrow();
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
  });

  it('R-60 leave no trace of what a failure said', async () => {
    const answer = await fetch(`${gateway.url}/certificates/CRASHES.pdf`);

    await expectError(answer, 500, 'INTERNAL');
    expect(JSON.stringify(gateway.log)).not.toContain('Rossi');
  });
});

it('files of a subgraph that is not there are unavailable', async () => {
  const { list, supergraphSdl } = testSubgraphs();
  const graphUrl = 'http://127.0.0.1:9/graphql';
  const remote = createHttpFiles({ subgraph: 'certificates', graphUrl, actorToken: createActorToken(ACTOR_SECRET) });
  const gateway = await startTestGateway({
    supergraphSdl,
    inProcess: list,
    identify: () => Promise.resolve(CONTACT),
    files: remote.handle,
  });

  await expectError(await fetch(`${gateway.url}/requests/${ID}/outcome.txt`), 503, 'SUBGRAPH_UNAVAILABLE');
  await gateway.close();
  await remote.close();
});

/** An owner of files who counts what comes, and answers expected failures instead of raising them. */
function filesOf(seen: () => Seen): FileHandler {
  return async ({ body, ...request }) => {
    seen().requests.push(request);
    if (request.path.includes('CRASHES')) throw new Error('Mario Rossi');
    if (request.path.includes('FAILS')) return file(Readable.from(failing()));
    if (body === null) return file(Readable.from(pieces(1_000_000)));
    if (request.query.clientRequestId === 'refuse') return refusal(new DomainError('IDEMPOTENCY_CONFLICT'), request);
    try {
      let received = 0;
      for await (const piece of body as AsyncIterable<Buffer>) {
        received += piece.length;
        seen().received = received;
        seen().largestPiece = Math.max(seen().largestPiece, piece.length);
      }
      return json(202, { received });
    } catch {
      seen().broken.push(request.path);
      return refusal(new DomainError('REQUEST_INCOMPLETE'), request);
    }
  };
}

function file(body: Readable): FileResponse {
  const headers = { 'content-type': 'application/zip', 'content-disposition': 'attachment; filename="a.zip"' };
  return { status: 200, headers, body };
}

function json(status: number, value: object): FileResponse {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'set-cookie': 'a=b' };
  return { status, headers, body: Buffer.from(JSON.stringify(value)) };
}

function refusal(error: DomainError, { correlationId }: Omit<FileRequest, 'body'>): FileResponse {
  return json(error.httpStatus, error.toBody(correlationId));
}

function* pieces(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= 50_000) yield Buffer.alloc(Math.min(left, 50_000), 'x');
}

function* failing(): Generator<Buffer> {
  yield Buffer.alloc(200_000, 'x');
  throw new Error('the disk is gone');
}

async function expectError(answer: Response, status: number, code: string): Promise<void> {
  const body = (await answer.json()) as Record<string, unknown>;

  expect([answer.status, body.code]).toEqual([status, code]);
  expect(body).toMatchObject({
    rule: expect.any(String) as string,
    message: expect.any(String) as string,
    messageIt: expect.any(String) as string,
    correlationId: answer.headers.get('x-correlation-id'),
    help: expect.any(Object) as object,
    retryable: expect.any(Boolean) as boolean,
  });
}

/** An upload that says it has more than it sends. */
async function send(gateway: TestGateway, contentLength: number, start: string): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(
    `POST ${UPLOAD} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${contentLength}\r\n\r\n${start}`,
  );
  return socket;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
