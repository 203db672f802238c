import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { RequestEnds } from '../../../subgraphs/certificates/certificate-request/request-end.service.js';
import { contactOf, DASHBOARD, OPERATIONS, operatorOf, WORLD_TIMEOUT_MS } from '../../testkit/agreements-world.js';
import { flagged, issueAll, issuingWorld, type IssuingWorld } from '../../testkit/certificates.js';
import { counterWorld, type CounterWorld } from '../../testkit/counter-world.js';
import { generatePersons } from '../../testkit/person-generator.js';

const BOLZANO = 'PROC-A952';
const OPERATOR = operatorOf(BOLZANO);
const OTHER_OPERATOR = operatorOf('PROC-H501');

let world: CounterWorld;
let issuing: IssuingWorld;
beforeAll(async () => {
  world = await counterWorld();
  const { database, clock } = world.agreements;
  issuing = { ...issuingWorld(database), clock, vault: world.vault };
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

interface Page {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: {
    id: string;
    status: string;
    flags: string[];
    subject: { surname: string } | null;
    counter: { takenUpBy: string | null } | null;
    request: { id: string; protocolNumber: string; publicBody: { ipaCode: string } };
  }[];
}

const PAGE = `totalCount pageInfo { hasNextPage endCursor } nodes { id status flags subject { surname }
  counter { takenUpBy } request { id protocolNumber publicBody { ipaCode } } }`;
const COUNTER = `query ($officeCode: ID!, $first: Int, $after: String, $state: CounterItemState) {
  page: counterItems(officeCode: $officeCode, first: $first, after: $after, state: $state) { ${PAGE} } }`;
const REVIEWS = `query ($officeCode: ID!, $first: Int, $after: String) {
  page: reviewItems(officeCode: $officeCode, first: $first, after: $after) { ${PAGE} } }`;

let lodged = 0;

/** A request of Bolzano's, each a minute after the one before; the ids of its items. */
async function lodge(subjects: number, { kind = 'PENDING_PROCEEDINGS', surname = '' } = {}): Promise<string[]> {
  world.agreements.clock.advance(60_000);
  const persons = [...generatePersons({ seed: (lodged += 1), rows: subjects, invalidShare: 0 })].map((person) => {
    const { name, birthDate, birthPlace, birthCountry, taxCode } = person;
    const citizenship = surname ? 'OTHER' : { I: 'ITALIAN', U: 'EU', X: 'OTHER' }[person.citizenship];
    const named = { surname: surname || person.surname, taxCode: surname ? null : taxCode };
    return { ...named, name, birthDate, birthPlace, birthCountry, citizenship };
  });
  const { data, errors } = await world.as(
    contactOf('c_a952'),
    `mutation ($input: RequestCertificatesInput!) { requestCertificates(input: $input) {
      items(first: 100) { nodes { id status } } } }`,
    {
      input: {
        ...{ clientRequestId: `work-${lodged}`, ipaCode: 'c_a952', kind, purposeCode: 'FIN-001', german: false },
        ...{ protocolNumber: `${lodged}/2026`, protocolDate: '2026-06-04', subjects: persons },
      },
    },
  );
  expect(errors).toEqual([]);
  return data.requestCertificates.items.nodes.map(({ id }: { id: string }) => id);
}

async function page(query: string, variables: object, actor: Actor = OPERATOR): Promise<Page> {
  const { data, errors } = await world.as(actor, query, { officeCode: BOLZANO, ...variables });
  expect(errors).toEqual([]);
  return data.page;
}

const idsOf = ({ nodes }: Page): string[] => nodes.map(({ id }) => id);

async function act(mutation: string, id: string): Promise<void> {
  const { errors } = await world.as(OPERATOR, `mutation ($id: ID!) { ${mutation} { id } }`, { id });
  expect(errors).toEqual([]);
}
const takeUp = (id: string): Promise<void> => act('takeUpCounterRequest(itemId: $id)', id);
const issue = (id: string): Promise<void> => act('issueCounterCertificate(itemId: $id, outcome: NIL, pages: 1)', id);
const reject = (id: string): Promise<void> => act('rejectCounterRequest(itemId: $id, reason: "no")', id);
const settle = (id: string): Promise<void> => act('settleReview(itemId: $id, outcome: NIL, note: "verificato")', id);

describe('R-45 what lies at the counter of an office', () => {
  let items: string[];
  beforeAll(async () => {
    items = [...(await lodge(3)), ...(await lodge(1)), ...(await lodge(4))];
  });

  it('R-45 is listed oldest first, page by page, without a gap when some are lodged or closed in between', async () => {
    const all = await page(COUNTER, {});
    expect(idsOf(all)).toEqual(items);
    expect(all).toMatchObject({ totalCount: 8, pageInfo: { hasNextPage: false } });
    for (const { status, counter, subject } of all.nodes) {
      expect([status, counter, typeof subject?.surname]).toEqual(['ACCEPTED', null, 'string']);
    }
    expect(all.nodes[3]?.request).toMatchObject({ protocolNumber: '2/2026', publicBody: { ipaCode: 'c_a952' } });

    const seen: string[] = [];
    let after: string | null = null;
    for (let round = 0, more = true; more; round += 1) {
      const part: Page = await page(COUNTER, { first: 3, after });
      seen.push(...idsOf(part));
      more = part.pageInfo.hasNextPage;
      after = part.pageInfo.endCursor;
      if (round === 0) {
        await takeUp(items[0]!);
        await reject(items[0]!); // before the cursor: nothing behind it shifts
        items.push(...(await lodge(1)));
      }
    }
    expect(seen).toEqual(items);
    items.shift();
    expect(idsOf(await page(COUNTER, {}))).toEqual(items);
  });

  it('R-45 by what was taken up and what was not; each shows in its status and in the filter of the request', async () => {
    const [first = '', second = '', ...others] = items;
    await takeUp(first);
    await takeUp(second);
    const takenUp = await page(COUNTER, { state: 'TAKEN_UP' });
    expect(takenUp).toMatchObject({
      totalCount: 2,
      nodes: [first, second].map((id) => ({ id, status: 'QUEUED', counter: { takenUpBy: `operator-${BOLZANO}` } })),
    });
    const waiting = await page(COUNTER, { state: 'WAITING' });
    expect(idsOf(waiting)).toEqual(others);
    expect(waiting.totalCount).toBe(others.length);
    const { data } = await world.as(
      contactOf('c_a952'),
      `query ($id: ID!) { certificateRequest(id: $id) {
        queued: items(status: QUEUED) { totalCount nodes { id status counter { takenUpAt takenUpBy } } }
        accepted: items(status: ACCEPTED) { totalCount nodes { id } } } }`,
      { id: first.split(':')[0] },
    );
    // Who in the office has it in hand is the office's affair.
    const seenByBody = { status: 'QUEUED', counter: { takenUpAt: expect.any(String), takenUpBy: null } };
    expect(data.certificateRequest).toEqual({
      queued: { totalCount: 2, nodes: [first, second].map((id) => ({ id, ...seenByBody })) },
      accepted: { totalCount: 0, nodes: [] },
    });
    await issue(first);
    await reject(second);
    items = others;
    expect(idsOf(await page(COUNTER, {}))).toEqual(items);
    expect((await page(COUNTER, { state: 'TAKEN_UP' })).totalCount).toBe(0);
  });

  it('R-36 the list is the same before and after the worker has marked what has ended', async () => {
    const before = await page(COUNTER, {});
    expect(await new RequestEnds(world.agreements).run()).toBeGreaterThan(0);
    expect(await page(COUNTER, {})).toEqual(before);
    for (const id of [...items]) {
      await takeUp(id);
      await issue(id);
    }
    expect(await page(COUNTER, {})).toMatchObject({ totalCount: 0, nodes: [] });
    await new RequestEnds({ ...world.agreements, pageSize: 1 }).run();
    expect(await page(COUNTER, {})).toMatchObject({ totalCount: 0, nodes: [] });
    expect(
      await world.agreements.database.rows(
        `SELECT id FROM certificates.certificate_request WHERE channel = 'OFFICE_COUNTER' AND ended_at IS NULL`,
      ),
    ).toEqual([]);
  });
});

describe('R-33 what is under review at an office', () => {
  it('R-33 is listed by how long it has waited, and leaves the list when it is settled', async () => {
    const items: string[] = [];
    for (const flag of ['HOMONYM', 'ALIAS', 'RECALL'] as const) {
      items.push(...(await lodge(1, { kind: 'CASELLARIO_GENERAL', surname: flagged(flag) })));
      await issueAll(issuing);
    }
    const all = await page(REVIEWS, {});
    expect(
      all.nodes.map(({ id, status, flags, subject }) => ({ id, status, flags, surname: subject?.surname })),
    ).toEqual(
      (['HOMONYM', 'ALIAS', 'RECALL'] as const).map((flag, index) => ({
        ...{ id: items[index], status: 'UNDER_REVIEW', flags: [flag], surname: flagged(flag) },
      })),
    );
    expect(all.totalCount).toBe(3);
    const first = await page(REVIEWS, { first: 1 });
    await settle(items[0]!);
    const next = await page(REVIEWS, { first: 1, after: first.pageInfo.endCursor });
    expect([idsOf(first), idsOf(next)]).toEqual([[items[0]], [items[1]]]);
    expect(await page(REVIEWS, {})).toMatchObject({ totalCount: 2, nodes: [{ id: items[1] }, { id: items[2] }] });
  });
});

describe('R-61 who sees what waits at an office', () => {
  beforeAll(async () => {
    await lodge(1);
    await lodge(1, { kind: 'CASELLARIO_GENERAL', surname: flagged('SYNONYM') });
    await issueAll(issuing);
  });

  it.each([
    ['counterItems', COUNTER],
    ['reviewItems', REVIEWS],
  ])('R-61 %s: operations see that something waits, not who it is', async (_, query) => {
    const { nodes, totalCount } = await page(query, {}, OPERATIONS);
    expect(totalCount).toBeGreaterThan(0);
    expect(nodes.length).toBeGreaterThan(0);
    for (const { subject, flags } of nodes) expect([subject, flags]).toEqual([null, []]);
  });

  it.each<[string, Actor, string]>([
    ['an operator of another office', OTHER_OPERATOR, 'FORBIDDEN'],
    ['the contact person', contactOf('c_a952'), 'FORBIDDEN'],
    ['a dashboard', DASHBOARD, 'FORBIDDEN'],
    ['nobody in particular', ANONYMOUS, 'UNAUTHENTICATED'],
  ])('R-61 not %s', async (_, actor, code) => {
    for (const query of [COUNTER, REVIEWS]) {
      const { errors } = await world.as(actor, query, { officeCode: BOLZANO });
      expect(errors[0]?.extensions).toMatchObject({ code });
    }
  });

  it('R-61 an operator finds nothing of another office in the own list', async () => {
    for (const query of [COUNTER, REVIEWS]) {
      const { data } = await world.as(OTHER_OPERATOR, query, { officeCode: 'PROC-H501' });
      expect(data.page).toMatchObject({ totalCount: 0, nodes: [] });
    }
  });

  it('a cursor of one list is none of another', async () => {
    const { pageInfo } = await page(REVIEWS, {});
    const { errors } = await world.as(OPERATOR, COUNTER, { officeCode: BOLZANO, after: pageInfo.endCursor });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});
