import { gql } from 'graphql-request';
import { beginStory, subjects, type Story } from '../testkit/story.js';

const OFFICE = 'PROC-A952';
const OPERATOR = `operator:${OFFICE}`;
const BODY = 'c_a952';
const CONTACT = `contact:${BODY}`;

const LODGE = gql`
  mutation Lodge($input: RequestCertificatesInput!) {
    requestCertificates(input: $input) {
      id
      channel
      items(first: 10) {
        nodes {
          id
          status
        }
      }
    }
  }
`;
const LIST = gql`
  query List($officeCode: ID!, $state: CounterItemState) {
    counterItems(officeCode: $officeCode, first: 10, state: $state) {
      totalCount
      nodes {
        id
        status
        subject {
          surname
        }
        counter {
          takenUpBy
        }
        request {
          protocolNumber
          german
          publicBody {
            name
          }
        }
      }
    }
  }
`;
const TAKE_UP = gql`
  mutation TakeUp($id: ID!) {
    takeUpCounterRequest(itemId: $id) {
      status
    }
  }
`;
const ISSUE = gql`
  mutation Issue($id: ID!) {
    issueCounterCertificate(itemId: $id, outcome: POSITIVE, pages: 3) {
      status
      counter {
        pages
        dutyStamps
        feesDueCents
      }
      certificate {
        number
        language
        legalReference
        outcome
        issuedOn
        expiresOn
        verificationCode
        pdfUrl
      }
    }
  }
`;
const REJECT = gql`
  mutation Reject($id: ID!) {
    rejectCounterRequest(itemId: $id, reason: "Finalità non pertinente") {
      status
    }
  }
`;
const SEEN = gql`
  query Seen($id: ID!, $ipaCode: ID!) {
    certificateRequest(id: $id) {
      progress
      items(first: 10) {
        nodes {
          status
          rejection {
            code
          }
          counter {
            rejectionReason
          }
        }
      }
    }
    certificateRequests(ipaCode: $ipaCode, filter: { channel: OFFICE_COUNTER, status: ENDED }) {
      nodes {
        id
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

interface Issued {
  number: string;
  verificationCode: string;
  pdfUrl: string;
}

/** Chapters of one story, in their order: each goes on from what those before it have left. */
describe('R-45 pending proceedings at the counter of Bolzano/Bozen', () => {
  let story: Story;
  let requestId: string;
  let items: string[];
  let certificate: Issued;

  beforeAll(async () => {
    story = await beginStory('2026-06-05T09:00:00+02:00');
  });
  afterAll(() => story?.end());

  interface Listed {
    counterItems: { totalCount: number; nodes: { id: string; status: string; counter: object | null }[] };
  }
  const list = async (state: string | null): Promise<Listed['counterItems']> =>
    (await story.ask<Listed>(OPERATOR, LIST, { officeCode: OFFICE, state })).counterItems;

  it('R-03 a request for them is lodged at the counter, in German', async () => {
    const input = {
      ...{ clientRequestId: 'counter-1', ipaCode: BODY, kind: 'PENDING_PROCEEDINGS', purposeCode: 'FIN-001' },
      ...{ protocolNumber: '27/2026', protocolDate: '2026-06-05', german: true },
      subjects: subjects({ seed: 27, rows: 2 }),
    };
    const { requestCertificates } = await story.ask<{
      requestCertificates: { id: string; channel: string; items: { nodes: { id: string; status: string }[] } };
    }>(CONTACT, LODGE, { input });
    expect(requestCertificates.channel).toBe('OFFICE_COUNTER');
    requestId = requestCertificates.id;
    items = requestCertificates.items.nodes.map(({ id }) => id);
    expect(requestCertificates.items.nodes.map(({ status }) => status)).toEqual(['ACCEPTED', 'ACCEPTED']);
  });

  it('R-45 an operator finds both in the list and takes them up', async () => {
    const waiting = await list('WAITING');
    expect(waiting.nodes.map(({ id }) => id)).toEqual(items);
    expect(waiting.nodes[0]).toMatchObject({
      ...{ status: 'ACCEPTED', counter: null, subject: { surname: expect.any(String) } },
      request: { protocolNumber: '27/2026', german: true, publicBody: { name: 'Comune di Bolzano' } },
    });
    for (const id of items) {
      expect(await story.ask(OPERATOR, TAKE_UP, { id })).toEqual({ takeUpCounterRequest: { status: 'QUEUED' } });
    }
    expect((await list('WAITING')).totalCount).toBe(0);
    expect((await list('TAKEN_UP')).nodes.map(({ counter }) => counter)).toEqual(
      items.map(() => ({ takenUpBy: `operator-${OFFICE}` })),
    );
    expect(await story.refusal('operator:PROC-H501', TAKE_UP, { id: items[0] })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('R-44 one is issued, in German, free for the body, with its pages and stamps', async () => {
    const { issueCounterCertificate } = await story.ask<{ issueCounterCertificate: { certificate: Issued } }>(
      OPERATOR,
      ISSUE,
      { id: items[0] },
    );
    expect(issueCounterCertificate).toMatchObject({
      ...{ status: 'ISSUED', counter: { pages: 3, dutyStamps: 2, feesDueCents: 0 } },
      certificate: {
        ...{ number: expect.stringMatching(/^AD-A952-2026-\d{8}$/), language: 'de', outcome: 'POSITIVE' },
        ...{ issuedOn: '2026-06-05', expiresOn: '2026-12-05' },
        legalReference: 'Art. 27 D.P.R. vom 14. November 2002, Nr. 313',
      },
    });
    certificate = issueCounterCertificate.certificate;
    const { status, bytes } = await story.get(CONTACT, certificate.pdfUrl);
    expect([status, bytes.subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    expect(bytes.toString('latin1')).toContain('/Lang (de');
  });

  it('R-35 anybody verifies it like any other', async () => {
    expect(await story.ask(null, VERIFY, { code: certificate.verificationCode })).toEqual({
      verifyCertificate: {
        ...{ status: 'VALID', kind: 'PENDING_PROCEEDINGS', issuedOn: '2026-06-05', expiresOn: '2026-12-05' },
        office: { code: OFFICE },
      },
    });
  });

  it('R-45 the other is rejected, and the body reads why; its history holds both', async () => {
    expect(await story.ask(OPERATOR, REJECT, { id: items[1] })).toEqual({
      rejectCounterRequest: { status: 'REJECTED' },
    });
    expect(await list(null)).toEqual({ totalCount: 0, nodes: [] });
    expect(await story.ask(CONTACT, SEEN, { id: requestId, ipaCode: BODY })).toEqual({
      certificateRequest: {
        progress: 1,
        items: {
          nodes: [
            { status: 'ISSUED', rejection: null, counter: { rejectionReason: null } },
            {
              status: 'REJECTED',
              rejection: { code: 'COUNTER_REQUEST_REJECTED' },
              counter: { rejectionReason: 'Finalità non pertinente' },
            },
          ],
        },
      },
      certificateRequests: { nodes: [{ id: requestId }] },
    });
  });
});
