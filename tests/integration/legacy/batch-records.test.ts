import {
  ALICE,
  CONTACT_OF_MILANO,
  CONTACT_OF_ROMA,
  createLegacyGraph,
  insertBatch,
  OPERATOR_OF_MILANO,
  OPERATOR_OF_ROMA,
  type GraphAnswer,
  type LegacyGraph,
} from '../../testkit/legacy-graph.js';
import { BODY_OF_ROMA, ROMA } from '../../testkit/legacy-world.js';

let graph: LegacyGraph;
let batch: { id: string; requestId: string };

beforeAll(async () => {
  graph = await createLegacyGraph();
});
afterAll(() => graph.drop());
beforeEach(async () => {
  await graph.world.reset();
  batch = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
});

const codes = ({ errors }: GraphAnswer) => errors.map(({ extensions }) => extensions['code']);
const ONE = `query ($id: ID!) { massivoBatch(id: $id) {
  fileRequestId part parts createdAt nextAttemptAt legalActions request { id }
  trouble { code rule message messageIt detail }
  history { at kind state attempt fileName by reason trouble { code detail } }
  quarantine { fileName since lastSeenAt resolvedAt resolution trouble { code messageIt detail } }
  abandonment { at by reason } } }`;
const one = async (actor = ALICE) => (await graph.as(actor, ONE, { id: batch.id })).data.massivoBatch;
const RETRY = 'mutation ($id: ID!, $reason: String) { retryMassivoBatch(id: $id, reason: $reason) { id state } }';
const RECOLLECT = 'mutation ($id: ID!) { recollectMassivoBatch(id: $id) { id state } }';
const ABANDON = 'mutation ($id: ID!, $reason: String!) { abandonMassivoBatch(id: $id, reason: $reason) { id state } }';

/** As a worker leaves a batch whose answer it could not take in. */
async function troubled(trouble: string): Promise<void> {
  const { database, clock } = graph.world;
  await database.prisma.massivoBatch.update({ where: { id: batch.id }, data: { lastError: trouble } });
  await database.prisma.quarantinedAnswer.create({
    data: { batchId: batch.id, fileName: 'f.txt', trouble, since: clock.now(), lastSeenAt: clock.now() },
  });
}

describe('a batch in the graph', () => {
  it('tells its request, its part, when it is tried next and what can be done with it', async () => {
    expect(await one()).toEqual({
      ...{ fileRequestId: `${batch.requestId}-1`, part: 1, parts: 1, request: { id: batch.requestId } },
      ...{ createdAt: '2026-06-10T10:00:00.000Z', nextAttemptAt: '2026-06-10T10:00:00.000Z' },
      ...{ legalActions: ['RETRY', 'RECOLLECT', 'ABANDON'], trouble: null, history: [], quarantine: [] },
      abandonment: null,
    });
  });

  it('R-16 tells what is wrong with rule and sentences, and what is in quarantine', async () => {
    await troubled('OUTCOME_MISMATCH missing 000002');
    const trouble = {
      code: 'OUTCOME_MISMATCH',
      messageIt: "L'esito non corrisponde a quanto inviato.",
      detail: 'missing 000002',
    };
    expect(await one(CONTACT_OF_ROMA)).toMatchObject({
      trouble: { ...trouble, rule: 'MASSIVA v1', message: 'The outcome does not match what was sent.' },
      quarantine: [{ trouble, since: '2026-06-10T10:00:00.000Z', resolvedAt: null, resolution: null }],
    });
  });

  it('R-34 tells who did what and why, operators by name to operators and operations alone', async () => {
    await graph.as(OPERATOR_OF_ROMA, RETRY, { id: batch.id, reason: 'lost by the office' });
    graph.world.clock.advance(1_000);
    await graph.as(ALICE, ABANDON, { id: batch.id, reason: 'wrong office' });
    const at = '2026-06-10T10:00:01.000Z';
    for (const actor of [ALICE, OPERATOR_OF_ROMA]) {
      const { history, abandonment, trouble, nextAttemptAt, legalActions } = await one(actor);
      expect(history).toMatchObject([
        { kind: 'RETRIED', state: 'QUEUED', by: 'olga', reason: 'lost by the office', trouble: null },
        { kind: 'ABANDONED', state: 'ABANDONED', by: 'alice', reason: 'wrong office', at },
      ]);
      expect(abandonment).toEqual({ at, by: 'alice', reason: 'wrong office' });
      expect([trouble, nextAttemptAt, legalActions]).toEqual([null, null, []]);
    }
    const { history, abandonment } = await one(CONTACT_OF_ROMA);
    expect(history.map(({ by }: { by: unknown }) => by)).toEqual([null, null]);
    expect(abandonment).toEqual({ at, by: null, reason: 'wrong office' });
  });

  it('R-34 refuses what its state does not allow, with a code of its own and the legal actions', async () => {
    await graph.as(OPERATOR_OF_ROMA, RETRY, { id: batch.id });
    const { errors } = await graph.as(OPERATOR_OF_ROMA, RECOLLECT, { id: batch.id });
    expect(errors[0]?.extensions).toMatchObject({
      ...{ code: 'ILLEGAL_BATCH_ACTION', rule: 'R-34', state: 'QUEUED', action: 'RECOLLECT' },
      legalActions: ['RETRY', 'ABANDON'],
    });
    expect(codes(await graph.as(OPERATOR_OF_ROMA, ABANDON, { id: batch.id, reason: ' ' }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await graph.as(OPERATOR_OF_ROMA, RETRY, { id: batch.id, reason: 'x'.repeat(201) }))).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect((await one()).history.map(({ kind }: { kind: string }) => kind)).toEqual(['RETRIED']);
  });

  it('R-61 writes nothing down of what the caller may not do', async () => {
    for (const actor of [OPERATOR_OF_MILANO, CONTACT_OF_ROMA, CONTACT_OF_MILANO]) {
      expect(codes(await graph.as(actor, ABANDON, { id: batch.id, reason: 'mine' }))).toEqual(['FORBIDDEN']);
    }
    expect((await one()).history).toEqual([]);
  });

  it('makes the same number of statements for one batch and for fifty', async () => {
    const LIST = `query ($first: Int) { massivoBatches(first: $first) { nodes {
      id request { id } trouble { code } history { kind } quarantine { since } abandonment { at } } } }`;
    const statements = async (first: number): Promise<number> => {
      let count = 0;
      const stop = graph.world.database.onStatement(() => (count += 1));
      const { errors, data } = await graph.as(ALICE, LIST, { first });
      stop();
      expect([errors, data.massivoBatches.nodes.length]).toEqual([[], first]);
      return count;
    };
    for (let index = 0; index < 50; index += 1) {
      graph.world.clock.advance(1_000);
      const { id } = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
      await graph.as(ALICE, ABANDON, { id, reason: 'test' });
    }
    const forOne = await statements(1);
    expect(forOne).toBe(4);
    expect(await statements(50)).toBe(forOne);
  });
});

describe('the list of batches', () => {
  const LIST = `query ($filter: MassivoBatchFilter) { massivoBatches(filter: $filter) { totalCount nodes { id } } }`;
  const listed = async (filter: object) => (await graph.as(ALICE, LIST, { filter })).data.massivoBatches;

  it('is narrowed by request and by the time of sending', async () => {
    graph.world.clock.advance(3_600_000);
    const later = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
    const queued = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA, state: 'QUEUED' });
    const idsOf = async (filter: object): Promise<string[]> =>
      (await listed(filter)).nodes.map(({ id }: { id: string }) => id);
    expect(await idsOf({ requestId: queued.requestId })).toEqual([queued.id]);
    expect(await listed({ requestId: 'no id' })).toEqual({ totalCount: 0, nodes: [] });
    expect(await idsOf({ sentFrom: '2026-06-10T11:00:00Z' })).toEqual([later.id]);
    expect(await idsOf({ sentTo: '2026-06-10T11:00:00Z' })).toEqual([batch.id]);
    const both = { sentFrom: '2026-06-10T10:00:00Z', sentTo: '2026-06-10T11:00:01Z', state: 'SENT' };
    expect(await listed(both)).toMatchObject({ totalCount: 2 });
  });
});
