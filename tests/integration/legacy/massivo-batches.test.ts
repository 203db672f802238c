import {
  ALICE,
  ANONYMOUS,
  CONTACT_OF_MILANO,
  CONTACT_OF_ROMA,
  createLegacyGraph,
  DASHBOARD,
  insertBatch,
  OPERATOR_OF_MILANO,
  OPERATOR_OF_ROMA,
  type GraphAnswer,
  type LegacyGraph,
} from '../../testkit/legacy-graph.js';
import { BODY_OF_MILANO, BODY_OF_ROMA, LAST_DAY, MILANO, ROMA } from '../../testkit/legacy-world.js';

let graph: LegacyGraph;
let ofRoma: { id: string; requestId: string };
let ofMilano: { id: string; requestId: string };

beforeAll(async () => {
  graph = await createLegacyGraph();
});

beforeEach(async () => {
  await graph.world.reset();
  ofRoma = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
  graph.world.clock.advance(60_000);
  ofMilano = await insertBatch(graph.world, { ipaCode: BODY_OF_MILANO, officeCode: MILANO });
});

afterAll(() => graph.drop());

const codes = ({ errors }: GraphAnswer) => errors.map(({ extensions }) => extensions['code']);

const ONE = `query ($id: ID!) { massivoBatch(id: $id) {
  id fileName state rows sentAt acknowledgedAt completedAt sicProtocol attempts lastError
  office { code } publicBody { ipaCode } } }`;
const LIST = `query ($filter: MassivoBatchFilter, $first: Int, $after: String) {
  massivoBatches(filter: $filter, first: $first, after: $after) {
    totalCount nodes { id } pageInfo { hasNextPage endCursor } } }`;
const ids = (answer: GraphAnswer): string[] => answer.data.massivoBatches.nodes.map(({ id }: { id: string }) => id);

/** As the gateway asks for what this subgraph adds to the entities of others. */
const OF_BODIES = `query ($representations: [_Any!]!, $first: Int, $after: String) {
  _entities(representations: $representations) { ... on PublicBody {
    ipaCode pinnedToMassivo
    massivoBatches(first: $first, after: $after) { totalCount nodes { id office { code } } pageInfo { hasNextPage endCursor } } } } }`;
const OF_REQUESTS = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on CertificateRequest { id batches { id rows publicBody { ipaCode } } } } }`;
const bodies = (...ipaCodes: string[]) => ipaCodes.map((ipaCode) => ({ __typename: 'PublicBody', ipaCode }));

describe('one batch', () => {
  it('R-61 is shown to its contact persons, the operators of its office and operations', async () => {
    for (const actor of [CONTACT_OF_ROMA, OPERATOR_OF_ROMA, ALICE]) {
      const { data } = await graph.as(actor, ONE, { id: ofRoma.id });
      expect(data.massivoBatch).toEqual({
        ...{ id: ofRoma.id, state: 'SENT', rows: 10, sentAt: '2026-06-10T10:00:00.000Z', acknowledgedAt: null },
        ...{ fileName: expect.stringMatching(/^MASSIVA_c_h501_PROC-H501_20260610_\d{6}\.txt$/), completedAt: null },
        ...{ sicProtocol: null, attempts: 1, lastError: null },
        ...{ office: { code: ROMA }, publicBody: { ipaCode: BODY_OF_ROMA } },
      });
    }
  });

  it('R-61 is not shown to others', async () => {
    for (const actor of [CONTACT_OF_MILANO, OPERATOR_OF_MILANO, DASHBOARD]) {
      expect(codes(await graph.as(actor, ONE, { id: ofRoma.id }))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await graph.as(ANONYMOUS, ONE, { id: ofRoma.id }))).toEqual(['UNAUTHENTICATED']);
    const entity = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on MassivoBatch { id fileName } } }`;
    const representations = [{ __typename: 'MassivoBatch', id: ofRoma.id }];
    expect(codes(await graph.as(CONTACT_OF_MILANO, entity, { representations }))).toEqual(['FORBIDDEN']);
    expect((await graph.as(CONTACT_OF_ROMA, entity, { representations })).data._entities).toMatchObject([
      { id: ofRoma.id },
    ]);
  });

  it.each(['00000000-0000-7000-8000-000000000000', 'no id'])('is null when there is none: %s', async (id) => {
    expect((await graph.as(ALICE, ONE, { id })).data.massivoBatch).toBeNull();
  });
});

describe('the list of batches', () => {
  it('R-61 holds all for operations, those of the office for its operators', async () => {
    expect(ids(await graph.as(ALICE, LIST))).toEqual([ofMilano.id, ofRoma.id]);
    expect(ids(await graph.as(OPERATOR_OF_ROMA, LIST))).toEqual([ofRoma.id]);
    for (const actor of [CONTACT_OF_ROMA, DASHBOARD]) expect(codes(await graph.as(actor, LIST))).toEqual(['FORBIDDEN']);
    const another = await graph.as(OPERATOR_OF_ROMA, LIST, { filter: { officeCode: MILANO } });
    expect(codes(another)).toEqual(['FORBIDDEN']);
  });

  it.each([
    ['office', { officeCode: ROMA }, 'Roma'],
    ['body', { ipaCode: BODY_OF_MILANO }, 'Milano'],
    ['state', { state: 'FAILED' }, ''],
    ['what is no code', { officeCode: 'nonsense' }, ''],
  ])('is narrowed by %s', async (_, filter, expected) => {
    const answer = await graph.as(ALICE, LIST, { filter });
    const names = new Map([
      [ofRoma.id, 'Roma'],
      [ofMilano.id, 'Milano'],
    ]);
    expect(
      ids(answer)
        .map((id) => names.get(id))
        .join(),
    ).toBe(expected);
    expect(answer.data.massivoBatches.totalCount).toBe(ids(answer).length);
  });

  it('is paged, newest first, up to a hundred a page', async () => {
    for (let index = 0; index < 100; index += 1) {
      graph.world.clock.advance(1_000);
      await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
    }
    const first = await graph.as(ALICE, LIST, { first: 100 });
    const { pageInfo, totalCount } = first.data.massivoBatches;
    expect([ids(first).length, totalCount, pageInfo.hasNextPage]).toEqual([100, 102, true]);
    const second = await graph.as(ALICE, LIST, { first: 100, after: pageInfo.endCursor });
    expect(ids(second)).toEqual([ofMilano.id, ofRoma.id]);
    expect(second.data.massivoBatches.pageInfo.hasNextPage).toBe(false);
  });
});

describe('what massivo adds to the entities of others', () => {
  it('R-61 shows a body its batches, and to others none', async () => {
    const representations = bodies(BODY_OF_ROMA, BODY_OF_MILANO);
    const seenBy = async (actor: typeof ALICE) => {
      const { data } = await graph.as(actor, OF_BODIES, { representations });
      return data._entities.map((body: { massivoBatches: { totalCount: number } }) => body.massivoBatches.totalCount);
    };
    expect(await seenBy(ALICE)).toEqual([1, 1]);
    expect(await seenBy(CONTACT_OF_ROMA)).toEqual([1, 0]);
    expect(await seenBy(OPERATOR_OF_MILANO)).toEqual([0, 1]);
    expect(await seenBy(DASHBOARD)).toEqual([0, 0]);
  });

  it('R-61 shows an operator what the body sent to their office alone', async () => {
    await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: MILANO });
    const { data } = await graph.as(OPERATOR_OF_ROMA, OF_BODIES, { representations: bodies(BODY_OF_ROMA) });
    expect(data._entities[0].massivoBatches.nodes).toEqual([{ id: ofRoma.id, office: { code: ROMA } }]);
  });

  it('pages the batches of each body by itself', async () => {
    graph.world.clock.advance(1_000);
    const newest = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
    const representations = bodies(BODY_OF_ROMA, BODY_OF_MILANO);
    const first = (await graph.as(ALICE, OF_BODIES, { representations, first: 1 })).data._entities;
    expect(first[0].massivoBatches).toMatchObject({
      totalCount: 2,
      nodes: [{ id: newest.id }],
      pageInfo: { hasNextPage: true },
    });
    expect(first[1].massivoBatches).toMatchObject({ nodes: [{ id: ofMilano.id }], pageInfo: { hasNextPage: false } });
    const after = first[0].massivoBatches.pageInfo.endCursor;
    const second = await graph.as(ALICE, OF_BODIES, { representations: bodies(BODY_OF_ROMA), first: 1, after });
    expect(second.data._entities[0].massivoBatches.nodes).toMatchObject([{ id: ofRoma.id }]);
  });

  it('R-61 shows the files of a request in their order, to its readers', async () => {
    const { requestId } = ofRoma;
    const part2 = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA, requestId, part: 2 });
    const representations = [{ __typename: 'CertificateRequest', id: requestId }];
    const seenBy = async (actor: typeof ALICE) => {
      const { data } = await graph.as(actor, OF_REQUESTS, { representations });
      return data._entities[0].batches.map(({ id }: { id: string }) => id);
    };
    expect(await seenBy(CONTACT_OF_ROMA)).toEqual([ofRoma.id, part2.id]);
    expect(await seenBy(CONTACT_OF_MILANO)).toEqual([]);
  });

  it('makes the same number of statements for one body and for a hundred', async () => {
    const statements = async (representations: object[]): Promise<number> => {
      let count = 0;
      const stop = graph.world.database.onStatement(() => (count += 1));
      const { errors } = await graph.as(ALICE, OF_BODIES, { representations });
      stop();
      expect(errors).toEqual([]);
      return count;
    };
    const many = Array.from({ length: 98 }, (_, index) => `body_${index}`);
    const forOne = await statements(bodies(BODY_OF_ROMA));
    expect(forOne).toBe(3);
    expect(await statements(bodies(BODY_OF_ROMA, BODY_OF_MILANO, ...many))).toBe(forOne);
  });
});

describe('handling a batch', () => {
  const RETRY = 'mutation ($id: ID!) { retryMassivoBatch(id: $id) { id state } }';
  const RECOLLECT = 'mutation ($id: ID!) { recollectMassivoBatch(id: $id) { id state } }';
  const ABANDON = 'mutation ($id: ID!) { abandonMassivoBatch(id: $id, reason: "wrong office") { id state lastError } }';

  it('sends again, looks again and gives up', async () => {
    const { id } = ofRoma;
    expect((await graph.as(OPERATOR_OF_ROMA, RECOLLECT, { id })).data.recollectMassivoBatch.state).toBe('SENT');
    expect((await graph.as(ALICE, RETRY, { id })).data.retryMassivoBatch.state).toBe('QUEUED');
    const { data } = await graph.as(OPERATOR_OF_ROMA, ABANDON, { id });
    expect(data.abandonMassivoBatch).toEqual({ id, state: 'ABANDONED', lastError: 'wrong office' });
    expect(codes(await graph.as(ALICE, RETRY, { id }))).toEqual(['ILLEGAL_BATCH_ACTION']);
  });

  it.each([RETRY, RECOLLECT, ABANDON])('R-61 is for operators of its office and operations: %s', async (operation) => {
    for (const actor of [CONTACT_OF_ROMA, OPERATOR_OF_MILANO, DASHBOARD]) {
      expect(codes(await graph.as(actor, operation, { id: ofRoma.id }))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await graph.as(ANONYMOUS, operation, { id: ofRoma.id }))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await graph.as(ALICE, operation, { id: 'no id' }))).toEqual(['NOT_FOUND']);
  });

  it('R-20 is refused at an office and for a body that are CLOSED, and nowhere else', async () => {
    await close({ officeCode: ROMA });
    for (const operation of [RETRY, RECOLLECT, ABANDON]) {
      const refused = await graph.as(OPERATOR_OF_ROMA, operation, { id: ofRoma.id });
      expect(refused.errors).toMatchObject([
        { extensions: { code: 'MASSIVO_DISMISSED', rule: 'R-20', lastDay: LAST_DAY, guide: expect.any(String) } },
      ]);
      expect(codes(await graph.as(OPERATOR_OF_MILANO, operation, { id: ofRoma.id }))).toEqual(['FORBIDDEN']);
      expect(codes(await graph.as(ALICE, operation, { id: 'no id' }))).toEqual(['NOT_FOUND']);
    }
    expect(codes(await graph.as(OPERATOR_OF_MILANO, RETRY, { id: ofMilano.id }))).toEqual([]);
    await close({ ipaCode: BODY_OF_MILANO });
    expect(codes(await graph.as(OPERATOR_OF_MILANO, RETRY, { id: ofMilano.id }))).toEqual(['MASSIVO_DISMISSED']);
    expect(await graph.as(ANONYMOUS, '{ massivoDismissed }')).toMatchObject({ data: { massivoDismissed: false } });
  });

  async function close(scope: { officeCode: string } | { ipaCode: string }): Promise<void> {
    const { transition } = graph.adapter;
    for (const to of ['DRAINING', 'CLOSED'] as const) {
      const { version: expectedVersion } = await transition.present({});
      await transition.change({ ...scope, to, reason: 'test', expectedVersion, force: to === 'CLOSED' }, 'alice');
    }
  }
});

describe('the limits of an office', () => {
  const SET = `mutation ($officeCode: ID!, $limits: MassivoLimitsInput!) { setMassivoLimits(officeCode: $officeCode, limits: $limits) {
    code massivoLimits { maximumRows minimumRows concurrentBatches dailyRows
      queuedMinutes acknowledgementMinutes outcomeMinutes incompleteMinutes } } }`;

  it('R-17 are set one by one, the others staying as they were', async () => {
    const set = async (limits: object) =>
      (await graph.as(OPERATOR_OF_ROMA, SET, { officeCode: ROMA, limits })).data.setMassivoLimits.massivoLimits;
    const defaults = {
      ...{ maximumRows: 300, minimumRows: 1, concurrentBatches: 10, dailyRows: null },
      ...{ queuedMinutes: null, acknowledgementMinutes: null, outcomeMinutes: null, incompleteMinutes: null },
    };
    expect(await set({})).toEqual(defaults);
    expect(await set({ maximumRows: 200, dailyRows: 5_000 })).toEqual({
      ...defaults,
      maximumRows: 200,
      dailyRows: 5_000,
    });
    expect(await set({ dailyRows: null })).toEqual({ ...defaults, maximumRows: 200 });
    const deadlines = { acknowledgementMinutes: 30, queuedMinutes: 90 };
    expect(await set(deadlines)).toEqual({ ...defaults, ...deadlines, maximumRows: 200 });
    expect(await set({ queuedMinutes: null })).toMatchObject({ queuedMinutes: null, acknowledgementMinutes: 30 });
  });

  it('R-17 are refused out of their bounds, at unknown offices, and to others', async () => {
    const set = (actor: typeof ALICE, officeCode: string, limits: object) =>
      graph.as(actor, SET, { officeCode, limits });
    const { errors } = await set(ALICE, ROMA, { maximumRows: 0 });
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: expect.stringContaining('maximumRows'),
    });
    expect(codes(await set(ALICE, 'PROC-Z999', {}))).toEqual(['NOT_FOUND']);
    for (const actor of [OPERATOR_OF_MILANO, CONTACT_OF_ROMA])
      expect(codes(await set(actor, ROMA, {}))).toEqual(['FORBIDDEN']);
  });
});
