import { either, harmless, refused, refusedWith, type AttackCase, type Judge } from '../attack-case.js';

const CONTACT = 'contact:c_g482';
const notThere = refused('NOT_FOUND', 'BAD_REQUEST', 'FORBIDDEN');

/** Downloads and pages; asked for by somebody who is signed in. */
const PATHS: readonly string[] = [
  '/certificates/../../../../etc/passwd.pdf',
  '/certificates/..%2f..%2f..%2f..%2fetc%2fpasswd.pdf',
  '/certificates/..%252f..%252fetc%252fpasswd.pdf',
  '/certificates/%2e%2e/%2e%2e/metrics.pdf',
  '/certificates/..%5c..%5cwindows%5cwin.ini.pdf',
  '/certificates/%00.pdf',
  '/certificates/a%0d%0aSet-Cookie:%20x=1.pdf',
  '/certificates/.pdf',
  '/certificates/*.pdf',
  `/certificates/${'A'.repeat(2_000)}.pdf`,
  "/certificates/1'%20OR%20'1'='1.pdf",
  '/requests/../../etc/passwd/outcome.txt',
  '/requests/..%2f..%2fmetrics/outcome.txt',
  '/requests/00000000-0000-0000-0000-000000000000%2f..%2f..%2fx/outcome.txt',
  "/requests/'%3bDROP%20TABLE%20certificates.certificate_item--/certificates.zip",
  '/requests/{id}/certificates.zip',
  '/requests/00000000-0000-0000-0000-00000000000g/certificates.zip',
  '/agreements/..%2f..%2f..%2fpackage.json.pdf',
  '/agreements/%2e%2e%2f.pdf',
  '/graphiql/../../../package.json',
  '/graphiql/%2e%2e/%2e%2e/package.json',
  '/graphiql/..%2f..%2f..%2fgateway%2fmain.ts',
  '/graphiql/%00',
  '/console/../../package.json',
  '/console/%2e%2e/%2e%2e/package.json',
  '/console/..%2f..%2f..%2f.env',
  '/oidc/../../etc/passwd',
  '/.env',
  '/.git/config',
  '/.data/development-keys.json',
  '/package.json',
  '/dist/gateway/main.js',
  '/server-status',
  '/actuator/env',
  '/debug/pprof/',
  '/graphql/../metrics',
  '/metrics/',
  '//metrics',
  '/METRICS',
  '/metrics%20',
  '/metrics;x=.pdf',
];

/** Another answer than a file: the page of an application for paths that only look like files. */
const noFile: Judge = ({ text, status }) =>
  /root:.*:0:0|"dependencies"|import \{|PRIVATE KEY|BEGIN|"kty"|process_cpu_seconds/.test(text) || status >= 500
    ? `HTTP ${status}: ${text.slice(0, 80)}`
    : null;

/** Line breaks and the like, raw, because no client library would send them. */
const RAW_PATHS: readonly string[] = [
  '/%zz',
  '/certificates/%c0%ae%c0%ae/x.pdf',
  '/certificates/\u00e8.pdf',
  '/../../etc/passwd',
];

const UPLOADS: readonly [name: string, query: string, headers: Record<string, string>, judge: Judge][] = [
  ['a clientRequestId with a line break', '?clientRequestId=a%0d%0ab', {}, refused('BAD_USER_INPUT')],
  ['a clientRequestId with a NUL', '?clientRequestId=a%00', {}, refused('BAD_USER_INPUT')],
  ['a clientRequestId beyond ASCII', '?clientRequestId=%e2%80%ae', {}, refused('BAD_USER_INPUT')],
  ['two clientRequestIds', '?clientRequestId=a&clientRequestId=b', {}, refused('BAD_USER_INPUT')],
  ['a clientRequestId that is an object', '?clientRequestId[a]=b', {}, refused('BAD_USER_INPUT')],
  ['a clientRequestId of 300', `?clientRequestId=${'x'.repeat(300)}`, {}, refused('BAD_USER_INPUT')],
  ['a clientRequestId that is a path', '?clientRequestId=../../../etc/cron.d/x', {}, refused('FIR-001')],
  ['no clientRequestId', '', {}, refused('BAD_USER_INPUT')],
  [
    'a file name that is a path',
    '?clientRequestId=a',
    { 'content-disposition': 'attachment; filename="../../x.sh"' },
    refused('FIR-001'),
  ],
  [
    'a media type with a line break in its parameter',
    '?clientRequestId=a',
    { 'content-type': 'text/plain; charset="x%0d%0a"' },
    refused('FIR-001', 'UNSUPPORTED_MEDIA_TYPE'),
  ],
  ['a method override', '?clientRequestId=a', { 'x-http-method-override': 'DELETE' }, refused('FIR-001')],
];

/** What must never come back: a header that the request has made up. */
const noInjectedHeader: Judge = ({ headers, status }) =>
  'x-injected' in headers || headers['set-cookie']?.includes('injected') || status >= 500
    ? `HTTP ${status}, a header came through`
    : null;

const HEADERS: readonly [name: string, headers: Record<string, string>][] = [
  ['a correlation id with a header in it', { 'x-correlation-id': 'a%0d%0ax-injected: 1' }],
  ['a correlation id of 5 KB', { 'x-correlation-id': 'x'.repeat(5_000) }],
  ['a correlation id that is markup', { 'x-correlation-id': '<script>alert(1)</script>' }],
  ['a correlation id with a tax code', { 'x-correlation-id': 'RSSMRA80A01H501U"' }],
  ['another host', { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test' }],
  ['an address that it made up', { 'x-forwarded-for': "127.0.0.1'; DROP TABLE x;--" }],
  ['a rewritten URL', { 'x-original-url': '/metrics', 'x-rewrite-url': '/metrics' }],
  ['an origin', { origin: 'https://evil.test' }],
];
const noForeignOrigin: Judge = ({ headers }) =>
  headers['access-control-allow-origin'] === undefined ? null : 'another origin may read the answers';

export const pathCases: readonly AttackCase[] = [
  ...PATHS.flatMap((path): AttackCase[] => [
    {
      ...{ family: 'paths', name: `GET ${path.slice(0, 60)}`, judge: either(notThere, noFile) },
      fire: (world) => world.http(path, { as: CONTACT }),
    },
  ]),
  ...PATHS.filter((path) => path.includes('..')).map((path): AttackCase => ({
    ...{ family: 'paths', name: `raw GET ${path.slice(0, 60)}`, judge: noFile },
    // Client libraries resolve the dots before they send.
    fire: (world) => world.raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 2_000),
  })),
  ...RAW_PATHS.map((path): AttackCase => ({
    ...{
      family: 'paths',
      name: `raw GET ${path}`,
      judge: either(refused('NOT_FOUND', 'BAD_REQUEST', 'UNAUTHENTICATED'), refusedWith(400)),
    },
    fire: (world) =>
      world.raw(Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 'latin1'), 2_000),
  })),
  ...UPLOADS.map(([name, query, headers, judge]): AttackCase => ({
    ...{ family: 'paths', name: `an upload with ${name}`, judge },
    fire: (world) =>
      world.http(`/massivo-files${query}`, {
        ...{ method: 'POST', as: CONTACT, body: 'no massivo file' },
        headers: { 'content-type': 'text/plain', ...headers },
      }),
  })),
  ...HEADERS.map(([name, headers]): AttackCase => ({
    ...{ family: 'paths', name: `a request with ${name}` },
    judge: (fired, world) => noInjectedHeader(fired, world) ?? noForeignOrigin(fired, world) ?? harmless(fired, world),
    fire: (world) => world.graph({ as: CONTACT, query: '{ transition { state } }', headers }),
  })),
  {
    ...{ family: 'paths', name: 'a preflight of another origin', judge: noForeignOrigin },
    fire: (world) =>
      world.http('/graphql', {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
      }),
  },
];
