import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { either, harmless, refused, refusedWith, type AttackCase, type Judge } from '../attack-case.js';
import type { AttackWorld } from '../attack-world.js';

const MIB = 1_048_576;
const JSON_TYPE = { 'content-type': 'application/json' };
const TEXT = { 'content-type': 'text/plain' };

/** So many bytes, never held together. */
function stream(mebibytes: number, first = ''): ReadableStream {
  function* pieces(): Generator<Buffer> {
    if (first) yield Buffer.from(first);
    for (let n = 0; n < mebibytes; n += 1) yield Buffer.alloc(MIB, 'x');
  }
  return Readable.toWeb(Readable.from(pieces())) as ReadableStream;
}

const post =
  (path: string, headers: Record<string, string>, body: () => NonNullable<RequestInit['body']>) =>
  (world: AttackWorld) =>
    world.http(path, { method: 'POST', as: 'contact:c_g482', headers, body: body(), duplex: 'half' });
const upload = '/massivo-files?clientRequestId=attack';
/** Answered, or cut off while it was still sending. */
const tooLarge: Judge = either(refused('PAYLOAD_TOO_LARGE'), refusedWith(0));

const LARGE: readonly [name: string, fire: AttackCase['fire'], judge: Judge][] = [
  ['50 MB for the graph', post('/graphql', JSON_TYPE, () => Buffer.alloc(50 * MIB, 'x')), tooLarge],
  ['50 MB for the graph, of no stated length', post('/graphql', JSON_TYPE, () => stream(50, '{"query":"')), tooLarge],
  [
    '3 MB of variables',
    post('/graphql', JSON_TYPE, () =>
      JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(3 * MIB) } }),
    ),
    tooLarge,
  ],
  ['50 MB for an upload', post(upload, TEXT, () => Buffer.alloc(50 * MIB, 'x')), either(tooLarge, refused('FIR-001'))],
  [
    '50 MB for an upload, of no stated length',
    post(upload, TEXT, () => stream(50)),
    either(tooLarge, refused('FIR-001')),
  ],
  ['an upload of one line of 19 MB', post(upload, TEXT, () => Buffer.alloc(19 * MIB, 'S')), refused('FIR-001')],
  [
    '10 MB for a path that takes no body',
    post('/health/live', JSON_TYPE, () => Buffer.alloc(10 * MIB)),
    either(refused('NOT_FOUND', 'PAYLOAD_TOO_LARGE'), refusedWith(0)),
  ],
  [
    'a gzip bomb for the graph',
    post('/graphql', { ...JSON_TYPE, 'content-encoding': 'gzip' }, () => gzipSync(Buffer.alloc(20 * MIB))),
    refused('BAD_REQUEST', 'UNSUPPORTED_MEDIA_TYPE'),
  ],
  [
    'a gzip bomb for an upload',
    post(upload, { ...TEXT, 'content-encoding': 'gzip' }, () => gzipSync(Buffer.alloc(20 * MIB))),
    refused('FIR-001', 'UNSUPPORTED_MEDIA_TYPE'),
  ],
];

const TYPES: readonly (readonly [type: string, body: string])[] = [
  ['text/plain', '{"query":"{ __typename }"}'],
  ['application/x-www-form-urlencoded', 'query={__typename}'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{ __typename }"}\r\n--x--',
  ],
  ['application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ['text/html', '<script>1</script>'],
];

const BROKEN: readonly (readonly [name: string, body: string | Buffer])[] = [
  ['half an object', '{"query":'],
  ['a NUL', Buffer.from('{"query":"{ __typename }"}\0')],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ['null', 'null'],
  ['a number', '1'],
  ['nothing', ''],
];

/** Raw requests; the head is the attacker's own. */
const RAW: readonly [name: string, bytes: string, judge: Judge][] = [
  [
    'a length and chunks at once',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n',
    refusedWith(400),
  ],
  [
    'two lengths',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd',
    refusedWith(400),
  ],
  [
    'an obfuscated encoding',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    refusedWith(400),
  ],
  [
    'a chunk of a negative size',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n',
    refusedWith(400),
  ],
  ['no Host', 'GET /health/live HTTP/1.1\r\n\r\n', refusedWith(400)],
  [
    'a Host that is none',
    'POST /graphql HTTP/1.1\r\nHost: %%\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    refused('BAD_REQUEST'),
  ],
  ['a header of 100 KB', `GET /health/live HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, refusedWith(431)],
  [
    '3,000 headers',
    `GET /health/live HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 3_000 }, (_, n) => `X${n}: x\r\n`).join('')}\r\n`,
    refusedWith(431),
  ],
  ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', refusedWith(400)],
  ['an unknown method', 'BREW /graphql HTTP/1.1\r\nHost: x\r\n\r\n', refusedWith(400)],
  [
    'TRACE',
    'TRACE /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    either(refused('NOT_FOUND', 'METHOD_NOT_ALLOWED'), refusedWith(400, 404, 405)),
  ],
  ['CONNECT to elsewhere', 'CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n', refusedWith(0, 400, 404, 405)],
  [
    'a path that is a URL',
    'GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    refused('NOT_FOUND'),
  ],
  [
    'a body cut off',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query"',
    refusedWith(0),
  ],
];

/** Longer than any deadline of a body, so left to `npm run attack`. */
const SLOW: readonly [name: string, bytes: string, judge: Judge][] = [
  [
    'a body that never comes',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    refused('REQUEST_INCOMPLETE'),
  ],
  [
    'chunks that never end',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
    refused('REQUEST_INCOMPLETE'),
  ],
];
const SLOW_PATIENCE_MS = 40_000;

const graphBody = (body: string | Buffer, type: string) => (world: AttackWorld) =>
  world.http('/graphql', {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(Buffer.from(body as Buffer)),
  });

export const bodyCases: readonly AttackCase[] = [
  ...LARGE.map(([name, fire, judge]): AttackCase => ({ family: 'bodies', name, fire, judge })),
  ...TYPES.map(([type, body]): AttackCase => ({
    ...{ family: 'bodies', name: `an operation as ${type}` },
    ...{ fire: graphBody(body, type), judge: refused('UNSUPPORTED_MEDIA_TYPE') },
  })),
  ...BROKEN.map(([name, body]): AttackCase => ({
    ...{ family: 'bodies', name: `a JSON body of ${name}` },
    ...{ fire: graphBody(body, 'application/json'), judge: refused('BAD_REQUEST') },
  })),
  ...RAW.map(([name, bytes, judge]): AttackCase => ({
    family: 'bodies',
    name,
    fire: (world) => world.raw(bytes, 1_500),
    judge,
  })),
  ...SLOW.map(([name, bytes, judge]): AttackCase => ({
    ...{ family: 'bodies', name, slow: true, judge },
    fire: (world) => world.raw(bytes, SLOW_PATIENCE_MS),
  })),
  {
    ...{ family: 'bodies', name: 'a connection that says nothing for five seconds', slow: true, judge: harmless },
    fire: (world) => world.raw('POST /graphql HTTP/1.1\r\nHost: x\r\n', 5_000),
  },
];
