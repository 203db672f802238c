import { createHash } from 'node:crypto';
import { gql } from 'graphql-request';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import {
  PESCARA_FILE,
  REAL_FILES,
  resealed,
  ROMA_FILE,
  withRequestId,
  type RealFile,
} from '../testkit/massivo-files.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';
import { readZip } from '../testkit/zip-reader.js';

interface Item {
  row: number;
  status: string;
  subject: { taxCode: string | null } | null;
  rejection: { code: string } | null;
  certificate: { number: string; verificationCode: string; pdfUrl: string } | null;
}
interface Uploaded {
  requestId: string;
  accepted: number;
  rejected: number;
  channel: string;
}
interface Counts {
  total: number;
  open: number;
  underReview: number;
  issued: number;
  rejected: number;
}
interface Request {
  id: string;
  channel: string;
  progress: number;
  counts: Counts;
  deprecation: { lastDay: string; daysLeft: number; guide: string } | null;
  batches: { fileName: string; state: string }[];
}

const REQUEST = gql`
  query Request($id: ID!) {
    certificateRequest(id: $id) {
      id
      channel
      progress
      counts {
        total
        open
        underReview
        issued
        rejected
      }
      deprecation {
        lastDay
        daysLeft
        guide
      }
      batches {
        fileName
        state
      }
    }
  }
`;
const ITEMS = gql`
  query Items($id: ID!, $after: String) {
    certificateRequest(id: $id) {
      items(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          row
          status
          subject {
            taxCode
          }
          rejection {
            code
          }
          certificate {
            number
            verificationCode
            pdfUrl
          }
        }
      }
    }
  }
`;
const ASK = gql`
  mutation Ask($input: RequestCertificatesInput!) {
    requestCertificates(input: $input) {
      id
      channel
      counts {
        total
        rejected
      }
    }
  }
`;

/** Rows do not change what is raced or packed: a hundred are enough for that. */
const FEW: RealFile = {
  ...ROMA_FILE,
  name: 'a hundred rows of Roma',
  bytes: withRequestId(
    resealed(ROMA_FILE.bytes, (text) => text.split('\n').slice(0, 101).join('\n') + '\n'),
    '2026-000042',
  ),
  expected: ROMA_FILE.expected.slice(0, 100),
};

describe('the main job: a body sends its file and gets its certificates', () => {
  let database: TestDatabase;
  let product: RunningProduct;

  beforeAll(async () => {
    database = await createTestDatabase();
    product = await startProduct({ database });
  });

  afterAll(async () => {
    await product?.stop();
    await database?.drop();
  });

  const request = async (persona: string, id: string): Promise<Request> => {
    const graph = await product.graph(persona);
    return (await graph.request<{ certificateRequest: Request }>(REQUEST, { id })).certificateRequest;
  };
  const ended = (persona: string, id: string): Promise<Request> =>
    eventually(
      () => request(persona, id),
      ({ counts }) => counts.open === 0,
    );

  async function items(persona: string, id: string): Promise<Item[]> {
    const graph = await product.graph(persona);
    const all: Item[] = [];
    for (let after: string | null = null, more = true; more;) {
      type Page = { nodes: Item[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      const page: Page = (await graph.request<{ certificateRequest: { items: Page } }>(ITEMS, { id, after }))
        .certificateRequest.items;
      all.push(...page.nodes);
      more = page.pageInfo.hasNextPage;
      after = page.pageInfo.endCursor;
    }
    return all;
  }

  const comesTo = ({ row, subject, status, rejection }: Item): object => ({
    row,
    taxCode: subject?.taxCode ?? '',
    code: status === 'REJECTED' ? rejection?.code : ['ISSUED', 'UNDER_REVIEW'].includes(status) ? 'OK' : status,
  });

  const uploaded = new Map<RealFile, Uploaded>();

  it.each(REAL_FILES)('R-31 $name comes to exactly its expected rows', async (file) => {
    const response = await product.upload(file.persona, `upload ${file.name}`, file.bytes);
    expect(response.status).toBe(202);
    const answer = (await response.json()) as Uploaded;
    const good = file.expected.filter(({ code }) => code === 'OK').length;
    expect(answer).toMatchObject({ accepted: good, rejected: file.expected.length - good });
    uploaded.set(file, answer);
    const final = await ended(file.persona, answer.requestId);
    expect(final.counts.total).toBe(file.expected.length);
    expect((await items(file.persona, answer.requestId)).map(comesTo)).toEqual(file.expected);
  });

  it('R-05 the body with an agreement takes the direct channel, without a notice', async () => {
    const { requestId } = uploaded.get(ROMA_FILE) ?? fail();
    expect(await request(ROMA_FILE.persona, requestId)).toMatchObject({
      channel: 'DIRECT_AGREEMENT',
      deprecation: null,
      batches: [],
    });
  });

  it('R-16 the body without one still takes massivo, with the last day and the way on', async () => {
    const { requestId, ...answer } = uploaded.get(PESCARA_FILE) ?? fail();
    expect(answer).toMatchObject({ channel: 'MASSIVO', deprecation: { daysLeft: expect.any(Number) } });
    const found = await request(PESCARA_FILE.persona, requestId);
    expect(found.channel).toBe('MASSIVO');
    expect(found.deprecation?.guide).toMatch(/^https:/);
    expect(found.batches).toEqual([
      { fileName: expect.stringMatching(/^MASSIVA_c_g482_PROC-G482_\d{8}_\d{6}\.txt$/), state: 'COMPLETED' },
    ]);
  });

  it('R-31 the same subjects through requestCertificates come to the same rows', async () => {
    const subjects = subjectsOf(ROMA_FILE.bytes);
    const graph = await product.graph(ROMA_FILE.persona);
    const input = { ...inputFor('c_h501', 'the same'), protocolDate: '2026-02-09', subjects };
    const { requestCertificates: asked } = await graph.request<{ requestCertificates: Request }>(ASK, { input });
    expect(asked.channel).toBe('DIRECT_AGREEMENT');
    await ended(ROMA_FILE.persona, asked.id);
    expect((await items(ROMA_FILE.persona, asked.id)).map(comesTo)).toEqual(ROMA_FILE.expected);
    const again = await graph.request<{ requestCertificates: Request }>(ASK, { input });
    expect(again.requestCertificates.id).toBe(asked.id);
    const other = { ...input, subjects: subjects.slice(1) };
    await expect(graph.request(ASK, { input: other })).rejects.toMatchObject({
      response: { errors: [{ extensions: { code: 'IDEMPOTENCY_CONFLICT', rule: 'R-32', retryable: false } }] },
    });
  });

  it('R-32 the same file under the same id is the same request; with other bytes a conflict', async () => {
    const first = uploaded.get(ROMA_FILE);
    const again = await product.upload(ROMA_FILE.persona, `upload ${ROMA_FILE.name}`, ROMA_FILE.bytes);
    expect([again.status, await again.json()]).toEqual([202, first]);
    const other = await product.upload(
      ROMA_FILE.persona,
      `upload ${ROMA_FILE.name}`,
      withRequestId(ROMA_FILE.bytes, '2026-000099'),
    );
    expect([other.status, await other.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT', rule: 'R-32' }),
    ]);
  });

  it('TES-004 a header request id that was seen under another client request id is refused', async () => {
    const response = await product.upload(ROMA_FILE.persona, 'another id', ROMA_FILE.bytes);
    expect([response.status, await response.json()]).toEqual([422, expect.objectContaining({ code: 'TES-004' })]);
  });

  it('R-32 twenty uploads of the same request at once make one request', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await product.upload(FEW.persona, 'all at once', FEW.bytes);
        return (await response.json()) as Uploaded;
      }),
    );
    const [first = fail()] = answers;
    expect(answers).toEqual(answers.map(() => first));
    uploaded.set(FEW, first);
    await ended(FEW.persona, first.requestId);
    const left = await database.database.rows(`SELECT id FROM certificates.certificate_request WHERE state = 'STAGED'`);
    expect(left).toEqual([]);
  });

  it.each([FEW, PESCARA_FILE])(
    'R-35 the ZIP of $name holds every certificate, and outcome.txt its hash',
    async (file) => {
      const { requestId } = uploaded.get(file) ?? fail();
      const { counts } = await request(file.persona, requestId);
      const response = await product.get(file.persona, `/requests/${requestId}/certificates.zip`);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
      const entries = await readZip(Buffer.from(await response.arrayBuffer()));
      expect(entries.size).toBe(counts.issued + 1);
      expect(entries.has('esiti.csv')).toBe(true);

      const outcome = await (await product.get(file.persona, `/requests/${requestId}/outcome.txt`)).text();
      const rows = outcome
        .split('\r\n')
        .filter((line) => line.startsWith('E;'))
        .map((line) => line.split(';'));
      expect(rows).toHaveLength(counts.issued + counts.rejected);
      for (const [, , , result, , , pdfName = '', sha256 = ''] of rows) {
        if (result === 'SCARTATO') continue;
        const pdf = entries.get(pdfName);
        expect(pdf?.subarray(0, 5).toString()).toBe('%PDF-');
        expect(
          createHash('sha256')
            .update(pdf ?? '')
            .digest('hex'),
        ).toBe(sha256);
      }
      const closing = outcome.lastIndexOf('F;');
      const hash = createHash('sha256').update(outcome.slice(0, closing)).digest('hex');
      expect(outcome.slice(closing).trim().split(';').at(-1)).toBe(hash);
    },
  );

  it('R-35 anybody can verify a certificate; R-61 another body cannot fetch it', async () => {
    const { requestId } = uploaded.get(ROMA_FILE) ?? fail();
    const issued =
      (await items(ROMA_FILE.persona, requestId)).find(({ certificate }) => certificate)?.certificate ?? fail();
    const graph = await product.graph(null);
    const verify = gql`
      query Verify($code: String!) {
        verifyCertificate(code: $code) {
          status
          kind
          office {
            code
          }
        }
      }
    `;
    const known = await graph.request(verify, { code: issued.verificationCode });
    expect(known).toEqual({
      verifyCertificate: { status: 'VALID', kind: 'CASELLARIO_GENERAL', office: { code: 'PROC-H501' } },
    });
    const unknown = await graph.request(verify, { code: '0000-0000-0000-0000' });
    expect(unknown).toEqual({ verifyCertificate: { status: 'UNKNOWN', kind: null, office: null } });
    expect((await product.get(ROMA_FILE.persona, issued.pdfUrl)).status).toBe(200);
    expect((await product.get(PESCARA_FILE.persona, issued.pdfUrl)).status).toBe(404);
    expect((await product.get(null, issued.pdfUrl)).status).toBe(401);
    expect((await product.get(PESCARA_FILE.persona, `/requests/${requestId}/certificates.zip`)).status).toBe(404);
  });

  it('R-60 the personal data of the files are nowhere in the database in clear', async () => {
    const codes = ROMA_FILE.expected
      .map(({ taxCode }) => taxCode)
      .filter((code) => code !== '')
      .slice(0, 50);
    const tables = await database.database.rows<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_schema IN ('agreements', 'certificates', 'legacy') AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const found = await database.database.rows(`SELECT 1 FROM ${name} t WHERE t::text ~ $1 LIMIT 1`, [
        codes.join('|'),
      ]);
      expect([name, found.length]).toEqual([name, 0]);
    }
  });
});

function inputFor(ipaCode: string, clientRequestId: string): Record<string, unknown> {
  return { clientRequestId, ipaCode, kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001', protocolNumber: '0012345' };
}

const CITIZENSHIP: Record<string, string> = { I: 'ITALIAN', U: 'EU', X: 'OTHER' };

/** The `S` records of a file, as the graph takes them. */
function subjectsOf(bytes: Buffer): Record<string, string | null>[] {
  return bytes
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line.startsWith('S;'))
    .map((line) => {
      const [, , surname = '', name = '', date = '', place = '', country = '', taxCode = '', citizenship = ''] =
        line.split(';');
      const birthDate = date.split('/').reverse().join('-');
      return {
        surname,
        name,
        birthDate,
        birthPlace: place || null,
        birthCountry: country,
        taxCode: taxCode || null,
        citizenship: CITIZENSHIP[citizenship] ?? null,
      };
    });
}

function fail(): never {
  throw new Error('an earlier step has failed');
}
