import { createHash } from 'node:crypto';
import { gql } from 'graphql-request';
import { eventually } from '../testkit/product.js';
import { beginStory, subjects, type Story } from '../testkit/story.js';
import { readZip } from '../testkit/zip-reader.js';

const OFFICE = 'PROC-H501';
const OPERATOR = `operator:${OFFICE}`;
const BODY = { ipaCode: 'asl_rm99', taxCode: '12345678903' };
const TAX_CODE = 'BNCLCU85M41H501Q';
/** So many that the synthetic register, which doubts one in a hundred, doubts some. */
const ROWS = 150;

const RECORD = gql`
  mutation Record($input: RecordPublicBodyInput!) {
    recordPublicBody(input: $input) {
      ipaCode
      migrationStage
      massivoUser
    }
  }
`;
const AGREEMENT = 'id status startsOn endsOn legalNextStatuses renews { id } renewedBy { id }';
const DRAFT = gql`
  mutation Draft($input: DraftDirectAgreementInput!) {
    draftDirectAgreement(input: $input) { ${AGREEMENT} }
  }
`;
const SIGN = gql`mutation Sign($id: ID!, $on: Date!) { signDirectAgreement(id: $id, signedOn: $on) { ${AGREEMENT} } }`;
const REGISTER = gql`
  mutation Register($id: ID!, $sic: String, $ads: String) {
    registerDirectAgreement(id: $id, sicReference: $sic, adsReference: $ads) { ${AGREEMENT} }
  }
`;
const ACTIVATE = gql`mutation Activate($id: ID!) { activateDirectAgreement(id: $id) { ${AGREEMENT} } }`;
const RENEW = gql`mutation Renew($id: ID!) { renewDirectAgreement(id: $id) { ${AGREEMENT} } }`;
const AGREEMENT_OF = gql`query Agreement($id: ID!) { directAgreement(id: $id) { ${AGREEMENT} history { to } } }`;
const ALERTS = gql`
  query Alerts($ipaCode: IpaCode) {
    agreementAlerts(first: 10, ipaCode: $ipaCode) {
      nodes {
        days
        dueOn
        agreement {
          id
        }
      }
    }
  }
`;
const STAGE = gql`
  query Stage($ipaCode: ID!) {
    publicBody(ipaCode: $ipaCode) {
      migrationStage
      directAgreements(first: 10) {
        totalCount
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
      }
    }
  }
`;
const REQUEST = gql`
  query Request($id: ID!) {
    certificateRequest(id: $id) {
      counts {
        total
        open
        underReview
        issued
        rejected
        failed
      }
      items(first: 100, status: ISSUED) {
        nodes {
          row
          certificate {
            number
            verificationCode
            pdfUrl
            pdfErasedOn
            issuedOn
            expiresOn
          }
        }
      }
      rejected: items(first: 100, status: REJECTED) {
        nodes {
          row
          rejection {
            code
            messageIt
          }
        }
      }
    }
  }
`;
const REVIEWS = gql`
  query Reviews($officeCode: ID!) {
    reviewItems(officeCode: $officeCode, first: 100) {
      nodes {
        id
        status
        flags
        subject {
          surname
        }
        request {
          id
        }
      }
    }
  }
`;
const SETTLE = gql`
  mutation Settle($id: ID!) {
    settleReview(itemId: $id, outcome: NIL, note: "Verificato sul fascicolo") {
      status
      certificate {
        number
      }
    }
  }
`;
const VERIFY = gql`
  query Verify($code: String!) {
    verifyCertificate(code: $code) {
      status
      kind
      issuedOn
      expiresOn
      office {
        code
      }
    }
  }
`;
const CHANNEL = gql`
  query Channel($input: ChannelQuestion!) {
    channelFor(input: $input) {
      channel
      line
      refusal {
        code
      }
    }
  }
`;

interface Agreement {
  id: string;
  status: string;
  startsOn: string;
  endsOn: string;
  renews: { id: string } | null;
  renewedBy: { id: string } | null;
}
interface Certificate {
  number: string;
  verificationCode: string;
  pdfUrl: string | null;
  pdfErasedOn: string | null;
  issuedOn: string;
  expiresOn: string;
}
interface Request {
  counts: Record<'total' | 'open' | 'underReview' | 'issued' | 'rejected' | 'failed', number>;
  items: { nodes: { row: number; certificate: Certificate }[] };
  rejected: { nodes: { row: number; rejection: { code: string; messageIt: string } }[] };
}

/** Chapters of one story, in their order: each goes on from what those before it have left. */
describe('R-08 R-13 R-35 a public body makes an agreement and lives with it for two years', () => {
  let story: Story;
  let contact: string;
  let agreementId: string;
  let requestId: string;
  let certificate: Certificate;
  let asked = 0;

  beforeAll(async () => {
    story = await beginStory('2026-06-05T09:00:00+02:00');
    contact = `person:${TAX_CODE}`;
  });
  afterAll(() => story?.end());

  /** One act on the agreement, by the operator of its office. */
  async function act(mutation: string, variables: object): Promise<Agreement> {
    const answer = await story.ask<Record<string, Agreement>>(OPERATOR, mutation, variables);
    return Object.values(answer)[0]!;
  }
  const agreementAt = async (id: string): Promise<Agreement> =>
    (await story.ask<{ directAgreement: Agreement }>(OPERATOR, AGREEMENT_OF, { id })).directAgreement;
  const stage = async (): Promise<string> =>
    (await story.ask<{ publicBody: { migrationStage: string } }>(contact, STAGE, { ipaCode: BODY.ipaCode })).publicBody
      .migrationStage;
  const request = async (id: string): Promise<Request> =>
    (await story.ask<{ certificateRequest: Request }>(contact, REQUEST, { id })).certificateRequest;
  const ended = (id: string): Promise<Request> =>
    eventually(
      () => request(id),
      ({ counts }) => counts.open === 0,
    );
  const askFor = async (persons: object[]): Promise<{ id: string; channel: string }> => {
    const input = {
      ...{ clientRequestId: `story-${(asked += 1)}`, ipaCode: BODY.ipaCode, kind: 'CASELLARIO_GENERAL' },
      ...{ purposeCode: 'FIN-001', protocolNumber: `${asked}/2026`, protocolDate: '2026-06-05', subjects: persons },
    };
    return (await story.ask<{ requestCertificates: { id: string; channel: string } }>(contact, ASK, { input }))
      .requestCertificates;
  };
  const channel = async (): Promise<object> =>
    (
      await story.ask<{ channelFor: object }>(contact, CHANNEL, {
        input: { ipaCode: BODY.ipaCode, kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
      })
    ).channelFor;

  it('R-08 the office records it, and brings the agreement from draft to active', async () => {
    const { recordPublicBody } = await story.ask<{ recordPublicBody: object }>(OPERATOR, RECORD, {
      input: {
        ...BODY,
        name: 'ASL Roma 99',
        type: 'PA',
        pec: 'protocollo@pec.aslroma99.example.it',
        massivoUser: false,
      },
    });
    expect(recordPublicBody).toEqual({ ipaCode: BODY.ipaCode, migrationStage: 'NOT_STARTED', massivoUser: false });

    const draft = await act(DRAFT, {
      input: {
        ...{ ipaCode: BODY.ipaCode, purposeCodes: ['FIN-001'], kinds: ['CASELLARIO_GENERAL'] },
        bodyContacts: [{ givenName: 'Lucia', surname: 'Bianchi', taxCode: TAX_CODE, email: 'l.bianchi@example.it' }],
        officeContacts: [
          { givenName: 'Alessandra', surname: 'Verdi', taxCode: 'VRDLSN70A01H501E', email: 'a.verdi@example.it' },
        ],
      },
    });
    agreementId = draft.id;
    expect(draft.status).toBe('DRAFT');
    expect(await channel()).toMatchObject({ channel: null, refusal: { code: 'AGREEMENT_REQUIRED' } });
    expect(await act(SIGN, { id: agreementId, on: '2026-06-05' })).toMatchObject({
      ...{ status: 'SIGNED', startsOn: '2026-06-05', endsOn: '2027-06-04' },
    });
    // Two acts, each with its reference, in either order.
    expect(await act(REGISTER, { id: agreementId, ads: 'ADS-77' })).toMatchObject({ status: 'SIGNED' });
    expect(await act(REGISTER, { id: agreementId, sic: 'SIC-42' })).toMatchObject({ status: 'REGISTERED' });
    expect(await act(ACTIVATE, { id: agreementId })).toMatchObject({ status: 'ACTIVE' });
    expect(await stage()).toBe('ACTIVE');
    expect(await channel()).toMatchObject({ channel: 'DIRECT_AGREEMENT', line: 5, refusal: null });
  });

  it('R-31 R-33 its first request: good rows are issued, bad ones told, doubtful ones wait for the office', async () => {
    const persons = subjects({ seed: 125, rows: ROWS, invalidShare: 0.06 });
    const sent = await askFor(persons);
    requestId = sent.id;
    expect(sent.channel).toBe('DIRECT_AGREEMENT');
    const { counts, rejected } = await ended(requestId);
    expect(counts).toMatchObject({ total: ROWS, open: 0, failed: 0 });
    expect(counts.rejected).toBeGreaterThan(0);
    expect(counts.underReview).toBeGreaterThan(0);
    expect(counts.issued + counts.rejected + counts.underReview).toBe(ROWS);
    for (const { rejection } of rejected.nodes) {
      expect(rejection).toEqual({
        code: expect.stringMatching(/^(NOM|MIN)-\d{3}$/),
        messageIt: expect.stringMatching(/\S/),
      });
    }
    expect(await stage()).toBe('FIRST_DIRECT_REQUEST');
  });

  it('R-33 an operator finds what is doubtful in the list of the office and settles it', async () => {
    interface Reviewed {
      id: string;
      status: string;
      flags: string[];
      subject: { surname: string } | null;
      request: { id: string };
    }
    const waiting = async (): Promise<Reviewed[]> =>
      (
        await story.ask<{ reviewItems: { nodes: Reviewed[] } }>(OPERATOR, REVIEWS, { officeCode: OFFICE })
      ).reviewItems.nodes.filter((item) => item.request.id === requestId);
    const found = await waiting();
    expect(found).toHaveLength((await request(requestId)).counts.underReview);
    for (const { id, status, flags, subject } of found) {
      expect([status, flags.length > 0, typeof subject?.surname]).toEqual(['UNDER_REVIEW', true, 'string']);
      const { settleReview } = await story.ask<{ settleReview: object }>(OPERATOR, SETTLE, { id });
      expect(settleReview).toMatchObject({ status: 'ISSUED', certificate: { number: expect.any(String) } });
    }
    expect(await waiting()).toEqual([]);
    expect((await request(requestId)).counts).toMatchObject({ open: 0, underReview: 0 });
    expect(await story.refusal(`operator:PROC-G482`, REVIEWS, { officeCode: OFFICE })).toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('R-35 it downloads one PDF and the archive with the table of all rows', async () => {
    const { counts, items } = await request(requestId);
    certificate = items.nodes[0]!.certificate;
    expect(certificate).toMatchObject({ issuedOn: '2026-06-05', expiresOn: '2026-12-05', pdfErasedOn: null });
    const pdf = await story.get(contact, certificate.pdfUrl!);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');

    const archive = await story.get(contact, `/requests/${requestId}/certificates.zip`);
    const entries = await readZip(archive.bytes);
    const [, ...lines] = entries.get('esiti.csv')!.toString().trimEnd().split('\r\n');
    expect(lines).toHaveLength(ROWS);
    const files = lines.map((line) => line.split(';')).filter(([, status]) => status === 'ISSUED');
    expect(files).toHaveLength(counts.issued);
    expect(entries.size).toBe(counts.issued + 1);
    for (const [, , , , , , file = '', hash] of files) {
      expect(createHash('sha256').update(entries.get(file)!).digest('hex')).toBe(hash);
    }
    expect(entries.get(`${certificate.number}.pdf`)?.equals(pdf.bytes)).toBe(true);
    // the contact person of another body finds nothing there.
    expect((await story.get('contact:c_h501', certificate.pdfUrl!)).status).toBe(404);
  });

  it('R-35 anybody verifies it, without signing in', async () => {
    const { verifyCertificate } = await story.ask<{ verifyCertificate: object }>(null, VERIFY, {
      code: certificate.verificationCode.toLowerCase(),
    });
    expect(verifyCertificate).toEqual({
      ...{ status: 'VALID', kind: 'CASELLARIO_GENERAL', issuedOn: '2026-06-05', expiresOn: '2026-12-05' },
      office: { code: OFFICE },
    });
  });

  it('R-09 R-62 a month before its end: three alerts, the PDFs are gone, the certificates are not', async () => {
    await story.goOnAt('2027-05-05T09:00:00+02:00');
    const { agreementAlerts } = await eventually(
      () =>
        story.ask<{ agreementAlerts: { nodes: { days: number; agreement: { id: string } }[] } }>(contact, ALERTS, {
          ipaCode: BODY.ipaCode,
        }),
      (answer) => answer.agreementAlerts.nodes.length >= 3,
    );
    // Nothing was running when the first two fell due.
    expect(agreementAlerts.nodes.map(({ days, agreement }) => [days, agreement.id]).sort()).toEqual(
      [30, 60, 90].map((days) => [days, agreementId]),
    );

    const { items } = await eventually(
      () => request(requestId),
      ({ items: { nodes } }) => nodes.every(({ certificate: { pdfErasedOn } }) => pdfErasedOn !== null),
    );
    expect(items.nodes[0]?.certificate).toEqual({ ...certificate, pdfUrl: null, pdfErasedOn: '2027-05-05' });
    const gone = await story.get(contact, certificate.pdfUrl!);
    expect([gone.status, JSON.parse(gone.bytes.toString())]).toEqual([
      410,
      expect.objectContaining({ code: 'DOCUMENT_ERASED', rule: 'R-62' }),
    ]);
    const { verifyCertificate } = await story.ask<{ verifyCertificate: object }>(null, VERIFY, {
      code: certificate.verificationCode,
    });
    expect(verifyCertificate).toMatchObject({ status: 'EXPIRED', issuedOn: '2026-06-05' });
  });

  it('R-09 it is renewed without a gap: the old one holds to its last day, the new one from the next', async () => {
    const renewal = await act(RENEW, { id: agreementId });
    expect(renewal).toMatchObject({ renews: { id: agreementId }, startsOn: '2027-06-05', endsOn: '2028-06-04' });
    expect(await agreementAt(agreementId)).toMatchObject({ status: 'ACTIVE', renewedBy: { id: renewal.id } });
    await story.goOnAt('2027-06-04T23:59:00+02:00');
    expect(await channel()).toMatchObject({ channel: 'DIRECT_AGREEMENT' });
    await story.goOnAt('2027-06-05T00:00:01+02:00');
    expect(await channel()).toMatchObject({ channel: 'DIRECT_AGREEMENT' });
    expect(await agreementAt(agreementId)).toMatchObject({ status: 'RENEWED' });
    expect(await agreementAt(renewal.id)).toMatchObject({ status: 'ACTIVE' });
    const { id, channel: way } = await askFor(subjects({ seed: 100, rows: 2 }));
    expect(way).toBe('DIRECT_AGREEMENT');
    expect((await ended(id)).counts).toMatchObject({ total: 2, open: 0 });
    agreementId = renewal.id;
  });

  it('R-09 it expires by date without anyone acting, and the next request is told what is missing', async () => {
    await story.goOnAt('2028-06-05T00:00:01+02:00');
    expect(await agreementAt(agreementId)).toMatchObject({ status: 'EXPIRED' });
    expect(await channel()).toMatchObject({ channel: null, refusal: { code: 'AGREEMENT_REQUIRED' } });
    const input = {
      ...{ clientRequestId: 'too-late', ipaCode: BODY.ipaCode, kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
      ...{ protocolNumber: '9/2028', protocolDate: '2028-06-05', subjects: subjects({ seed: 101, rows: 1 }) },
    };
    expect(await story.refusal(contact, ASK, { input })).toMatchObject({ code: 'AGREEMENT_REQUIRED', rule: 'R-05' });
  });
});
