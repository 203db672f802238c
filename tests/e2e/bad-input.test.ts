import { createHash, randomBytes } from 'node:crypto';
import { gql } from 'graphql-request';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { PESCARA_FILE, resealed, ROMA_FILE, withRequestId } from '../testkit/massivo-files.js';
import { startProduct, type RunningProduct } from '../testkit/product.js';

const FILE = ROMA_FILE.bytes;
const field = (index: number, value: string): Buffer =>
  resealed(FILE, (text) => text.replace(new RegExp(`^((?:[^;]*;){${index}})[^;\\r\\n]*`), `$1${value}`));

describe('bad input: each gets its code, nothing is half-written, the server goes on', () => {
  let database: TestDatabase;
  let product: RunningProduct;

  beforeAll(async () => {
    database = await createTestDatabase();
    product = await startProduct({ database, env: { MAX_UPLOAD_MB: '20' } });
  });

  afterAll(async () => {
    await product?.stop();
    await database?.drop();
  });

  const requests = async (): Promise<number> => {
    const rows = await database.database.rows<{ n: number }>(
      `SELECT (SELECT count(*) FROM certificates.certificate_request)::int
            + (SELECT count(*) FROM certificates.certificate_item)::int AS n`,
    );
    return rows[0]?.n ?? -1;
  };

  const cases: [what: string, bytes: Buffer, status: number, code: string][] = [
    ['an empty file', Buffer.alloc(0), 422, 'FIR-001'],
    ['binary', randomBytes(5_000), 422, 'FIR-001'],
    ['UTF-16', Buffer.from(FILE.toString('utf8'), 'utf16le'), 422, 'FIR-001'],
    ['cut in the header', FILE.subarray(0, 40), 422, 'FIR-001'],
    ['cut in a row', FILE.subarray(0, 30_000), 422, 'FIR-001'],
    ['cut in the closing record', FILE.subarray(0, FILE.length - 20), 422, 'FIR-001'],
    ['without a closing record', Buffer.from(FILE.toString('utf8').replace(/C;\d+;.*$/s, '')), 422, 'FIR-001'],
    ['a wrong hash', Buffer.from(FILE.toString('utf8').replace(/C;1000;..../, 'C;1000;0000')), 422, 'FIR-001'],
    ['a wrong count', Buffer.from(FILE.toString('utf8').replace(/C;1000;/, 'C;0999;')), 422, 'TES-003'],
    ['no rows', resealed(FILE, (text) => text.slice(0, text.indexOf('\n') + 1)), 422, 'TES-003'],
    [
      '10 MB in the first line',
      Buffer.concat([Buffer.from('T;1.0;'), Buffer.alloc(10 * 1024 * 1024, 'A')]),
      422,
      'FIR-001',
    ],
    ['a line that is no record', resealed(FILE, (text) => text.replace('S;000005', 'X;000005')), 422, 'OBB-001'],
    ['a header field missing', field(5, ''), 422, 'OBB-001'],
    ['a bad protocol date', field(9, '31/02/2026'), 422, 'TES-001'],
    ['an unknown body', field(2, 'c_zzzz'), 422, 'AUT-001'],
    ['an unknown office', field(4, 'PROC-Z999'), 422, 'AUT-001'],
    ['another office', field(4, 'PROC-F205'), 409, 'AGREEMENT_REQUIRED'],
    ['an unknown purpose', field(7, 'FIN-999'), 422, 'AUT-002'],
    ['a kind that massivo never had', field(6, '32SAN'), 422, 'TES-002'],
    ['a kind of the counter', field(6, '27CAP'), 422, 'TES-002'],
    ['a kind that does not exist', field(6, '99XXX'), 422, 'TES-002'],
    ['German at Roma', field(10, 'S'), 422, 'TES-006'],
    ["another body's file", PESCARA_FILE.bytes, 403, 'FORBIDDEN'],
    ['more than the limit', Buffer.concat([FILE, Buffer.alloc(21 * 1024 * 1024, 10)]), 413, 'PAYLOAD_TOO_LARGE'],
  ];

  it.each(cases)('%s', async (what, bytes, status, code) => {
    const before = await requests();
    const response = await product.upload(ROMA_FILE.persona, `bad: ${what}`, bytes);
    const body = (await response.json()) as Record<string, unknown>;
    expect([response.status, body.code]).toEqual([status, code]);
    expect(body).toMatchObject({
      rule: expect.any(String),
      message: expect.any(String),
      messageIt: expect.any(String),
      correlationId: expect.any(String),
      help: { email: 'helpdesk.casellario@giustizia.it' },
      retryable: expect.any(Boolean),
    });
    expect(JSON.stringify(body)).not.toMatch(/[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]/);
    expect(await requests()).toBe(before);
  });

  it('R-31 10 MB in one row, and rows that are not text, are the row’s fault alone', async () => {
    const bytes = resealed(FILE, (text) =>
      text
        .replace(/^S;000003;[^\r\n]*/m, `S;000003;${'A'.repeat(10 * 1024 * 1024)}`)
        .replace(/^S;000005;[^;]*/m, 'S;000005;\u0001\u0002'),
    );
    const response = await product.upload(ROMA_FILE.persona, 'one long row', withRequestId(bytes, '2026-555555'));
    expect([response.status, await response.json()]).toEqual([
      202,
      expect.objectContaining({ accepted: 956, rejected: 44 }),
    ]);
  });

  it('a connection that ends in the middle leaves nothing behind', async () => {
    const before = await requests();
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(FILE.subarray(0, 30_000)));
        setTimeout(() => controller.error(new Error('gone')), 300);
      },
    });
    await expect(product.upload(ROMA_FILE.persona, 'cut off', body)).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await requests()).toBe(before);
  });

  const tokens: [what: string, make: () => Promise<string>][] = [
    ['no token at all', async () => ''],
    ['a token of somebody else', async () => `Bearer ${forged()}`],
    ['half a token', async () => `Bearer ${(await product.token(ROMA_FILE.persona)).slice(0, -10)}`],
    [
      'a token without signature',
      async () => `Bearer ${(await product.token(ROMA_FILE.persona)).replace(/\.[^.]*$/, '.')}`,
    ],
    ['another scheme', async () => 'Basic YWxpY2U6c2VncmV0bw=='],
  ];
  it.each(tokens)('R-11 %s is not let in', async (_what, make) => {
    const authorization = await make();
    const response = await fetch(`${product.url}/massivo-files?clientRequestId=x`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', ...(authorization && { authorization }) },
      body: new Uint8Array(FILE),
    });
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    ]);
  });

  it('R-61 operators, operations and dashboards do not send files', async () => {
    for (const persona of ['operator:PROC-H501', 'ops:alice', 'dashboard']) {
      const response = await product.upload(persona, 'not mine', FILE);
      expect([persona, response.status, await response.json()]).toEqual([
        persona,
        403,
        expect.objectContaining({ code: 'FORBIDDEN' }),
      ]);
    }
  });

  it('a missing or bad clientRequestId and another content type are told', async () => {
    const token = await product.token(ROMA_FILE.persona);
    const send = async (query: string, type: string): Promise<unknown[]> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': type };
      const response = await fetch(`${product.url}/massivo-files${query}`, {
        method: 'POST',
        headers,
        body: new Uint8Array(FILE),
      });
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await send('', 'text/plain')).toEqual([400, 'BAD_USER_INPUT']);
    expect(await send(`?clientRequestId=${'x'.repeat(300)}`, 'text/plain')).toEqual([400, 'BAD_USER_INPUT']);
    expect(await send('?clientRequestId=a', 'application/json')).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('R-30 inputs of the graph are told with their field', async () => {
    const graph = await product.graph(ROMA_FILE.persona);
    const ask = gql`
      mutation Ask($input: RequestCertificatesInput!) {
        requestCertificates(input: $input) {
          id
        }
      }
    `;
    const good = {
      clientRequestId: 'g',
      ipaCode: 'c_h501',
      kind: 'CASELLARIO_GENERAL',
      purposeCode: 'FIN-001',
      protocolNumber: '1',
      protocolDate: '2026-02-09',
      subjects: [{ surname: 'ROSSI' }],
    };
    const refused: [object, string, string?][] = [
      [{ subjects: [] }, 'BAD_USER_INPUT', 'input.subjects'],
      [{ subjects: Array.from({ length: 1_001 }, () => ({})) }, 'BAD_USER_INPUT', 'input.subjects'],
      [{ protocolDate: '2026-02-31' }, 'BAD_USER_INPUT', 'input.protocolDate'],
      [{ protocolNumber: '' }, 'BAD_USER_INPUT', 'input.protocolNumber'],
      [{ clientRequestId: '' }, 'BAD_USER_INPUT', 'input.clientRequestId'],
      [{ purposeCode: 'FIN-999' }, 'AUT-002', 'input.purposeCode'],
      [{ officeCode: 'PROC-Z999' }, 'BAD_USER_INPUT', 'input.officeCode'],
      [{ german: true }, 'LANGUAGE_NOT_AVAILABLE', 'input.german'],
      [{ ipaCode: 'c_g482' }, 'FORBIDDEN'],
    ];
    for (const [change, code, at] of refused) {
      const answer = await graph.request(ask, { input: { ...good, ...change } }).catch((error: unknown) => error);
      const extensions = (answer as { response?: { errors?: { extensions: Record<string, unknown> }[] } }).response
        ?.errors?.[0]?.extensions;
      expect([change, extensions?.code, extensions?.field]).toEqual([change, code, at]);
    }
  });

  it('goes on answering', async () => {
    const response = await product.upload(ROMA_FILE.persona, 'after all that', FILE);
    expect(response.status).toBe(202);
    expect((await product.get(null, '/health/ready')).status).toBe(200);
  });
});

function forged(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: 'urn:casellario-bridge:development:eid',
    aud: 'casellario-bridge',
    exp: 4_102_444_800,
    sub: 'x',
  };
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${createHash('sha256').update('x').digest('base64url')}`;
}
