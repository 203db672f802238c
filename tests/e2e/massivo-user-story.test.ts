import { Readable } from 'node:stream';
import { gql } from 'graphql-request';
import { OutcomeFile } from '../../legacy-adapter/massivo/records/outcome-reader.js';
import type { OutcomeHeader, OutcomeRow } from '../../legacy-adapter/index.js';
import { PESCARA_FILE, withRequestId } from '../testkit/massivo-files.js';
import { eventually } from '../testkit/product.js';
import { beginStory, type Story } from '../testkit/story.js';

const OFFICE = 'PROC-G482';
const OPERATOR = `operator:${OFFICE}`;
const BODY = 'c_g482';
const CONTACT = `contact:${BODY}`;
const TAX_CODE = 'VRDNNA75T60G482I';

const STAGE = gql`
  query Stage($ipaCode: ID!) {
    publicBody(ipaCode: $ipaCode) {
      migrationStage
      massivoUser
    }
  }
`;
const DRAFT = gql`
  mutation Draft($input: DraftDirectAgreementInput!) {
    draftDirectAgreement(input: $input) {
      id
    }
  }
`;
const SIGN = gql`
  mutation Sign($id: ID!) {
    signDirectAgreement(id: $id, signedOn: "2026-06-05") {
      id
    }
  }
`;
const REGISTER = gql`
  mutation Register($id: ID!) {
    registerDirectAgreement(id: $id, sicReference: "SIC-9", adsReference: "ADS-9") {
      id
    }
  }
`;
const ACTIVATE = gql`
  mutation Activate($id: ID!) {
    activateDirectAgreement(id: $id) {
      id
    }
  }
`;
const HISTORY = gql`
  query History($ipaCode: ID!, $filter: CertificateRequestFilter) {
    certificateRequests(ipaCode: $ipaCode, first: 100, filter: $filter) {
      totalCount
      nodes {
        id
        channel
        clientRequestId
        submittedAt
        counts {
          total
          open
          issued
          rejected
          underReview
        }
        batches {
          id
          fileName
          state
          rows
        }
      }
    }
    publicBody(ipaCode: $ipaCode) {
      certificateRequests(first: 2, filter: $filter) {
        totalCount
        nodes {
          id
        }
      }
      massivoBatches(first: 100) {
        totalCount
        nodes {
          id
          state
        }
      }
    }
  }
`;
const TRANSITION = gql`
  query Transition {
    transition {
      state
      version
    }
  }
`;
const CHANGE = gql`
  mutation Change($input: TransitionChangeInput!) {
    changeTransition(input: $input) {
      id
      status
    }
  }
`;
const APPROVE = gql`
  mutation Approve($id: ID!) {
    approveTransitionChange(id: $id) {
      status
      to
    }
  }
`;

interface Node {
  id: string;
  channel: string;
  counts: Record<'total' | 'open' | 'issued' | 'rejected' | 'underReview', number>;
  batches: { id: string; state: string; rows: number }[];
}
interface History {
  certificateRequests: { totalCount: number; nodes: Node[] };
  publicBody: {
    certificateRequests: { totalCount: number; nodes: { id: string }[] };
    massivoBatches: { totalCount: number; nodes: { id: string; state: string }[] };
  };
}

/** Chapters of one story, in their order: each goes on from what those before it have left. */
describe('R-12 R-36 a body that has always used massivo moves to the direct channel', () => {
  let story: Story;
  let onMassivo: string;
  let direct: string;
  let past: History;

  beforeAll(async () => {
    story = await beginStory('2026-06-05T09:00:00+02:00');
  });
  afterAll(() => story?.end());

  const stage = async (): Promise<string> =>
    (await story.ask<{ publicBody: { migrationStage: string } }>(CONTACT, STAGE, { ipaCode: BODY })).publicBody
      .migrationStage;
  const history = (filter: object | null = null): Promise<History> =>
    story.ask<History>(CONTACT, HISTORY, { ipaCode: BODY, filter });
  const inHistory = async (id: string): Promise<Node> =>
    (await history()).certificateRequests.nodes.find((node) => node.id === id)!;
  const send = (requestId: string) => story.upload(CONTACT, requestId, withRequestId(PESCARA_FILE.bytes, requestId));
  const ended = (id: string): Promise<Node> =>
    eventually(
      () => inHistory(id),
      ({ counts }) => counts.open === 0,
      120_000,
    );

  /** `outcome.txt` as old software reads it: strictly, with its hash and counts. */
  async function outcomeOf(id: string): Promise<{ header: OutcomeHeader; rows: OutcomeRow[] }> {
    const { status, bytes } = await story.get(CONTACT, `/requests/${id}/outcome.txt`);
    expect(status).toBe(200);
    const file = await OutcomeFile.open(Readable.from([bytes]));
    const rows: OutcomeRow[] = [];
    for await (const batch of file.batches()) rows.push(...batch);
    return { header: file.header, rows };
  }

  it('R-16 its file goes to massivo, and it is warned', async () => {
    expect(await stage()).toBe('NOT_STARTED');
    const { status, body } = await send('2026-STORY-1');
    expect(status).toBe(202);
    expect(body).toMatchObject({
      channel: 'MASSIVO',
      deprecation: { lastDay: '2026-08-05', daysLeft: 61, guide: expect.stringContaining('http') },
    });
    onMassivo = body['requestId'] as string;
  });

  it('R-50 the agreement is made, and its stage moves with every step', async () => {
    const purposeCode = PESCARA_FILE.bytes.toString('latin1').split(';')[7]!;
    const { draftDirectAgreement } = await story.ask<{ draftDirectAgreement: { id: string } }>(OPERATOR, DRAFT, {
      input: {
        ...{ ipaCode: BODY, purposeCodes: [purposeCode], kinds: ['CASELLARIO_GENERAL'] },
        bodyContacts: [{ givenName: 'Anna', surname: 'Verdi', taxCode: TAX_CODE, email: 'a.verdi@example.it' }],
        officeContacts: [
          { givenName: 'Paolo', surname: 'Neri', taxCode: 'NREPLA68T12G482G', email: 'p.neri@example.it' },
        ],
      },
    });
    const stages = [await stage()];
    for (const step of [SIGN, REGISTER, ACTIVATE]) {
      await story.ask(OPERATOR, step, draftDirectAgreement);
      stages.push(await stage());
    }
    expect(stages).toEqual(['DRAFTED', 'SIGNED', 'REGISTERED', 'ACTIVE']);
  });

  it('R-05 the same file under a new id goes the direct way, with the same rows', async () => {
    const { status, body } = await send('2026-STORY-2');
    expect(status).toBe(202);
    expect(body).toMatchObject({ channel: 'DIRECT_AGREEMENT' });
    expect(body['deprecation']).toBeUndefined();
    direct = body['requestId'] as string;
    const [first, second] = [await ended(onMassivo), await ended(direct)];
    expect(second.counts.total).toBe(first.counts.total);
    expect(second.counts.rejected).toBe(PESCARA_FILE.expected.filter(({ code }) => code !== 'OK').length);
    expect(await stage()).toBe('FIRST_DIRECT_REQUEST');
  });

  it('the old software reads the outcome of both', async () => {
    for (const [id, requestId] of [
      [onMassivo, '2026-STORY-1'],
      [direct, '2026-STORY-2'],
    ] as const) {
      const { header, rows } = await outcomeOf(id);
      const { counts } = await inHistory(id);
      expect(header.requestId).toBe(requestId);
      expect(rows).toHaveLength(counts.issued + counts.rejected);
      const codes = new Map(rows.map((row) => [row.row, row.errorCode]));
      for (const { row, code } of PESCARA_FILE.expected) {
        if (code !== 'OK') expect([row, codes.get(row)]).toEqual([row, code]);
      }
    }
  });

  it('R-36 its history shows both, one list, whatever the channel', async () => {
    past = await history();
    const [latest, before] = past.certificateRequests.nodes;
    expect([latest?.id, before?.id]).toEqual([direct, onMassivo]);
    expect([latest?.batches, before?.batches.length]).toEqual([[], 1]);
    expect(past.publicBody.certificateRequests.nodes.map(({ id }) => id)).toEqual([direct, onMassivo]);
    const directOnly = await history({ channel: 'DIRECT_AGREEMENT' });
    expect(directOnly.certificateRequests.nodes.map(({ id }) => id)).toEqual([direct]);
    const ofFile = await history({ fileRequestId: '2026-STORY-1' });
    expect(ofFile.certificateRequests.nodes.map(({ id }) => id)).toEqual([onMassivo]);
    expect(past.publicBody.massivoBatches.nodes[0]).toMatchObject({ state: 'COMPLETED' });
  });

  it('R-36 after the last day massivo is drained by the calendar, then closed: the history is still there', async () => {
    await story.goOnAt('2026-08-06T00:00:01+02:00');
    const transition = async (): Promise<{ state: string; version: number }> =>
      (await story.ask<{ transition: { state: string; version: number } }>('ops:alice', TRANSITION)).transition;
    const { state, version } = await transition();
    expect(state).toBe('DRAINING');
    expect(await history()).toEqual(past);
    const { changeTransition } = await story.ask<{ changeTransition: { id: string; status: string } }>(
      'ops:alice',
      CHANGE,
      { input: { to: 'CLOSED', reason: 'fine del periodo transitorio', expectedVersion: version, force: true } },
    );
    if (changeTransition.status === 'WAITING_APPROVAL') {
      const { id } = changeTransition;
      expect(await story.ask('ops:bruno', APPROVE, { id })).toEqual({
        approveTransitionChange: { status: 'APPLIED', to: 'CLOSED' },
      });
    }
    expect((await transition()).state).toBe('CLOSED');
    expect(await history()).toEqual(past);
    const both = await Promise.all([onMassivo, direct].map(outcomeOf));
    expect(both.map(({ header }) => header.requestId)).toEqual(['2026-STORY-1', '2026-STORY-2']);
    const archive = await story.get(CONTACT, `/requests/${onMassivo}/certificates.zip`);
    expect(archive.status).toBe(200);
    expect(archive.bytes.length).toBeGreaterThan(10_000);
  });
});
