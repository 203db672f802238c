import { gql } from 'graphql-request';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { PESCARA_FILE, ROMA_FILE, withRequestId } from '../testkit/massivo-files.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';

const TRANSITION = gql`
  query Transition {
    transition {
      state
      version
      lastDay
    }
  }
`;
const CHANGE = gql`
  mutation Change($input: TransitionChangeInput!) {
    changeTransition(input: $input) {
      from
      to
      status
      version
      by
      receipt
    }
  }
`;
const PROGRESS = gql`
  query Progress($id: ID!) {
    certificateRequest(id: $id) {
      channel
      progress
      counts {
        open
        issued
        underReview
        rejected
      }
    }
  }
`;

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

describe('R-23 draining massivo while requests are under way', () => {
  let database: TestDatabase;
  let product: RunningProduct;
  let serial = 100;

  beforeAll(async () => {
    database = await createTestDatabase();
    product = await startProduct({ database });
  });

  afterAll(async () => {
    await product?.stop();
    await database?.drop();
  });

  async function upload(persona: string, bytes: Buffer): Promise<Answer> {
    const id = `2026-${String((serial += 1)).padStart(6, '0')}`;
    const ask = async (): Promise<Answer> => {
      const response = await product.upload(persona, id, withRequestId(bytes, id));
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    // A busy machine may leave it undecided; then the client asks again.
    return eventually(ask, ({ body }) => body['code'] !== 'TRANSITION_BUSY');
  }

  async function change(to: string, officeCode?: string): Promise<{ status: string; version: number }> {
    const ops = await product.graph('ops:alice');
    const { transition } = await ops.request<{ transition: { version: number } }>(TRANSITION);
    const input = {
      to,
      reason: 'prova di chiusura',
      expectedVersion: transition.version,
      ...(officeCode && { officeCode }),
    };
    return (await ops.request<{ changeTransition: { status: string; version: number } }>(CHANGE, { input }))
      .changeTransition;
  }

  const submissions = async (): Promise<number> => {
    const [row] = await database.database.rows<{ total: number }>(
      'SELECT count(*)::int AS total FROM legacy.massivo_submission',
    );
    return row?.total ?? -1;
  };

  it('R-23 none of 20 requests under way enters massivo after the change was acknowledged, five times over', async () => {
    for (let round = 0; round < 5; round += 1) {
      const underWay = Array.from({ length: 20 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 25));
        return upload(PESCARA_FILE.persona, PESCARA_FILE.bytes);
      });
      await new Promise((resolve) => setTimeout(resolve, 60 + round * 90));
      expect(await change('DRAINING')).toMatchObject({ status: 'APPLIED' });
      const atAcknowledgement = await submissions();
      const answers = await Promise.all(underWay);
      expect(await submissions()).toBe(atAcknowledgement);
      for (const { status, body } of answers) {
        if (status === 202) expect(body).toMatchObject({ channel: 'MASSIVO', accepted: 238 });
        else expect([status, body]).toEqual([409, expect.objectContaining({ code: 'MASSIVO_DISMISSED' })]);
      }
      expect(answers.some(({ status }) => status === 409)).toBe(true);
      expect(await change('OPEN')).toMatchObject({ status: 'APPLIED' });
    }
  });

  it('R-16 the next request of a body without agreement is told everything that it needs', async () => {
    await change('DRAINING');
    const { status, body } = await upload(PESCARA_FILE.persona, PESCARA_FILE.bytes);
    expect(status).toBe(409);
    expect(body).toEqual({
      code: 'MASSIVO_DISMISSED',
      rule: 'R-23',
      message: expect.stringContaining('last day'),
      messageIt: expect.stringContaining('ultimo giorno'),
      remedy: expect.any(String),
      remedyIt: expect.any(String),
      correlationId: expect.stringMatching(/\S{8,}/),
      help: { email: 'helpdesk.casellario@giustizia.it', url: 'https://quicasellario.giustizia.it' },
      retryable: false,
      line: 7,
      lastDay: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      daysLeft: expect.any(Number),
      guide: 'https://quicasellario.giustizia.it',
      newService: 'https://quicasellario.giustizia.it',
      competentOffice: 'PROC-G482',
    });
    const graph = await product.graph(PESCARA_FILE.persona);
    const input = {
      clientRequestId: 'by the graph',
      ipaCode: 'c_g482',
      kind: 'CASELLARIO_GENERAL',
      purposeCode: 'FIN-001',
      protocolNumber: '1',
      protocolDate: '2026-02-10',
      subjects: [
        { surname: 'ROSSI', name: 'MARIO', birthDate: '1980-01-01', birthPlace: 'H501', taxCode: 'RSSMRA80A01H501U' },
      ],
    };
    const ask = gql`
      mutation Ask($input: RequestCertificatesInput!) {
        requestCertificates(input: $input) {
          id
        }
      }
    `;
    await expect(graph.request(ask, { input })).rejects.toMatchObject({
      response: {
        errors: [{ extensions: { code: 'MASSIVO_DISMISSED', rule: 'R-23', lastDay: body.lastDay, guide: body.guide } }],
      },
    });
    const question = gql`
      query Q($input: ChannelQuestion!) {
        channelFor(input: $input) {
          channel
          line
          refusal {
            code
            rule
          }
        }
      }
    `;
    const asked = await graph.request(question, {
      input: { ipaCode: 'c_g482', kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
    });
    expect(asked).toEqual({
      channelFor: { channel: null, line: 7, refusal: { code: 'MASSIVO_DISMISSED', rule: 'R-23' } },
    });
  });

  it('R-21 a covered body goes on as before', async () => {
    expect(await upload(ROMA_FILE.persona, ROMA_FILE.bytes)).toMatchObject({
      status: 202,
      body: { channel: 'DIRECT_AGREEMENT' },
    });
  });

  it('R-20 what was accepted earlier still comes to its end', async () => {
    const rows = await database.database.rows<{ id: string }>(
      `SELECT id FROM certificates.certificate_request WHERE ipa_code = 'c_g482' AND channel = 'MASSIVO' AND accepted = 238`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const graph = await product.graph(PESCARA_FILE.persona);
    for (const { id } of rows) {
      const final = await eventually(
        () => graph.request<{ certificateRequest: { counts: { open: number; rejected: number } } }>(PROGRESS, { id }),
        ({ certificateRequest }) => certificateRequest.counts.open === 0,
        120_000,
      );
      expect(final.certificateRequest).toMatchObject({ channel: 'MASSIVO', counts: { rejected: 12 } });
    }
    expect(await submissions()).toBeGreaterThanOrEqual(rows.length);
  });

  it('R-21 an office that drains leaves the others open', async () => {
    await change('OPEN');
    await change('DRAINING', 'PROC-F205');
    expect(await upload(PESCARA_FILE.persona, PESCARA_FILE.bytes)).toMatchObject({
      status: 202,
      body: { channel: 'MASSIVO' },
    });
    await change('DRAINING', 'PROC-G482');
    expect(await upload(PESCARA_FILE.persona, PESCARA_FILE.bytes)).toMatchObject({
      status: 409,
      body: { code: 'MASSIVO_DISMISSED' },
    });
  });

  it('R-22 a change that was decided on an older version is refused, and the log is whole', async () => {
    const ops = await product.graph('ops:bruno');
    await expect(
      ops.request(CHANGE, { input: { to: 'DRAINING', reason: 'vecchia', expectedVersion: 0 } }),
    ).rejects.toMatchObject({
      response: { errors: [{ extensions: { code: 'STALE_VERSION', rule: 'R-22' } }] },
    });
    expect(
      await ops.request(gql`
        query Log {
          transition {
            logIntact
          }
        }
      `),
    ).toEqual({ transition: { logIntact: true } });
  });
});
