import { createPublicKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../../schema/kernel/actor.js';
import { newId } from '../../../schema/kernel/identity.js';
import { LogAudit } from '../../../schema/kernel/log-audit.rules.js';
import { importedRecord } from '../../../schema/kernel/log-lines.rules.js';
import { logKeyId } from '../../../schema/kernel/log-receipt.rules.js';
import {
  ALICE,
  ANONYMOUS,
  BRUNO,
  CONTACT_OF_ROMA,
  createLegacyGraph,
  DASHBOARD,
  insertBatch,
  insertSubmission,
  OPERATOR_OF_ROMA,
  type GraphAnswer,
  type LegacyGraph,
} from '../../testkit/legacy-graph.js';
import { BODY_OF_MILANO, BODY_OF_ROMA, MILANO, ROMA } from '../../testkit/legacy-world.js';

let graph: LegacyGraph;

beforeAll(async () => {
  graph = await createLegacyGraph();
});

beforeEach(async () => {
  await graph.world.reset();
  graph.items.ended = [];
});

afterAll(() => graph.drop());

const TRANSITION = `query ($officeCode: ID, $ipaCode: ID) {
  transition(officeCode: $officeCode, ipaCode: $ipaCode) {
    state version opensOn lastDay daysLeft decidedBy logIntact
    overrides { officeCode ipaCode state since }
    pending { id status to }
  }
}`;
const CHANGE_FIELDS = 'id officeCode ipaCode from to at reason by approvedBy status version receipt';
const CHANGE = `mutation ($input: TransitionChangeInput!) { changeTransition(input: $input) { ${CHANGE_FIELDS} } }`;
const APPROVE = `mutation ($id: ID!) { approveTransitionChange(id: $id) { ${CHANGE_FIELDS} } }`;
const CLEAR = `mutation ($officeCode: ID, $version: Int!) {
  clearTransitionOverride(officeCode: $officeCode, reason: "back", expectedVersion: $version) { ${CHANGE_FIELDS} }
}`;

const version = async () => (await graph.world.transition.present({})).version;

async function change(input: Record<string, unknown>, actor: Actor = ALICE): Promise<GraphAnswer> {
  const whole = { to: 'DRAINING', reason: 'test', expectedVersion: await version(), ...input };
  return graph.as(actor, CHANGE, { input: whole });
}

const codes = ({ errors }: GraphAnswer) => errors.map(({ extensions }) => extensions['code']);

describe('the flag in the graph', () => {
  it('R-01 R-21 is shown to whoever has signed in', async () => {
    await change({ officeCode: ROMA });
    const { data } = await graph.as(CONTACT_OF_ROMA, TRANSITION, { ipaCode: BODY_OF_ROMA });
    expect(data.transition).toEqual({
      ...{ state: 'DRAINING', version: 1, opensOn: '2026-02-05', lastDay: '2026-08-05', daysLeft: 56 },
      ...{ decidedBy: 'OFFICE', logIntact: true, overrides: [], pending: [] },
    });
  });

  it.each([
    ['UNAUTHENTICATED', ANONYMOUS],
    ['FORBIDDEN', DASHBOARD],
  ])('R-52 answers %s to others', async (code, actor) => {
    const answer = await graph.as(actor, TRANSITION);
    expect(codes(answer)).toEqual([code]);
    expect(answer.data).toBeNull();
  });

  it('R-21 shows overrides and what is pending to operators and operations', async () => {
    await change({ officeCode: ROMA });
    await change({ ipaCode: BODY_OF_MILANO, at: '2026-07-01T08:00:00+02:00' });
    for (const actor of [OPERATOR_OF_ROMA, ALICE]) {
      const { data } = await graph.as(actor, TRANSITION);
      expect(data.transition.overrides).toEqual([
        { officeCode: ROMA, ipaCode: null, state: 'DRAINING', since: '2026-06-10T10:00:00.000Z' },
      ]);
      expect(data.transition.pending).toMatchObject([{ status: 'SCHEDULED', to: 'DRAINING' }]);
    }
  });

  it.each([
    ['an unknown office', { officeCode: 'PROC-Z999' }],
    ['an unknown body', { ipaCode: 'c_z999' }],
    ['what is no code', { officeCode: 'no code' }],
  ])('R-21 does not find %s', async (_, scope) => {
    expect(codes(await graph.as(ALICE, TRANSITION, scope))).toEqual(['NOT_FOUND']);
  });
});

describe('a change through the graph', () => {
  it('R-20 R-22 is applied, and its receipt handed out', async () => {
    const { data, errors } = await change({ officeCode: ROMA.toLowerCase(), reason: 'end of the pilot' });
    expect(errors).toEqual([]);
    expect(data.changeTransition).toMatchObject({
      ...{ officeCode: ROMA, ipaCode: null, from: 'OPEN', to: 'DRAINING', by: 'alice', status: 'APPLIED', version: 1 },
      ...{ at: '2026-06-10T10:00:00.000Z', receipt: expect.stringMatching(/^tlr1\.2\.[0-9a-f]{64}\./) },
    });
  });

  it('R-16 R-22 is refused with a code, a rule and a sentence in two languages', async () => {
    const { data, errors } = await change({ expectedVersion: 7 });
    expect(data).toBeNull();
    expect(errors[0]?.extensions).toMatchObject({
      ...{ code: 'STALE_VERSION', rule: 'R-22', version: 0, correlationId: 'test', retryable: false },
      message: expect.stringContaining('version is 0'),
      messageIt: expect.stringContaining('versione attuale è 0'),
      help: { email: 'helpdesk.casellario@giustizia.it' },
    });
  });

  it.each([
    ['R-22 an empty reason', { reason: '' }, 'BAD_USER_INPUT', { field: 'input.reason' }],
    ['R-21 two scopes', { officeCode: ROMA, ipaCode: BODY_OF_ROMA }, 'BAD_USER_INPUT', { field: 'input.ipaCode' }],
    ['R-24 the past', { at: '2026-06-10T11:59:59+02:00' }, 'BAD_USER_INPUT', { field: 'input.at' }],
    ['R-20 an illegal transition', { to: 'CLOSED' }, 'ILLEGAL_TRANSITION', { legalNextStates: ['DRAINING'] }],
    ['R-21 an unknown office', { officeCode: 'PROC-Z999' }, 'NOT_FOUND', { field: 'input.officeCode' }],
  ])('R-16 refuses %s', async (_, input, code, details) => {
    const { errors } = await change(input);
    expect(errors[0]?.extensions).toMatchObject({ code, ...details });
    expect(await version()).toBe(0);
  });

  it('R-24 closes globally by two persons', async () => {
    await change({});
    const asked = await change({ to: 'CLOSED' });
    const { id, status } = asked.data.changeTransition;
    expect(status).toBe('WAITING_APPROVAL');
    expect(codes(await graph.as(ALICE, APPROVE, { id }))).toEqual(['OWN_APPROVAL']);
    const { data } = await graph.as(BRUNO, APPROVE, { id });
    expect(data.approveTransitionChange).toMatchObject({ status: 'APPLIED', by: 'alice', approvedBy: 'bruno' });
    const log = await graph.as(ALICE, '{ transitionLog { totalCount nodes { status to } pageInfo { hasNextPage } } }');
    expect(log.data.transitionLog).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: false } });
  });

  it('R-24 cancels, and says what is no longer pending', async () => {
    const asked = await change({ at: '2026-07-01T08:00:00+02:00' });
    const { id } = asked.data.changeTransition;
    const cancel = 'mutation ($id: ID!) { cancelTransitionChange(id: $id, reason: "no") { status } }';
    expect((await graph.as(BRUNO, cancel, { id })).data.cancelTransitionChange.status).toBe('CANCELLED');
    const { errors } = await graph.as(BRUNO, cancel, { id });
    expect(errors[0]?.extensions).toMatchObject({ code: 'CHANGE_NOT_PENDING', status: 'CANCELLED' });
  });

  it('R-21 clears an override', async () => {
    await change({ officeCode: ROMA });
    const { data } = await graph.as(ALICE, CLEAR, { officeCode: ROMA, version: 1 });
    expect(data.clearTransitionOverride).toMatchObject({ from: 'DRAINING', to: 'OPEN', status: 'APPLIED', version: 2 });
    expect(codes(await graph.as(ALICE, CLEAR, { officeCode: ROMA, version: 2 }))).toEqual(['NOT_FOUND']);
    expect(codes(await graph.as(ALICE, CLEAR, { version: 2 }))).toEqual(['BAD_USER_INPUT']);
  });

  it('R-01 extends the last day', async () => {
    const extend =
      'mutation ($day: Date!) { extendTransition(lastDay: $day, act: "D.M. 12") { lastDay version daysLeft } }';
    const { data } = await graph.as(ALICE, extend, { day: '2026-09-30' });
    expect(data.extendTransition).toEqual({ lastDay: '2026-09-30', version: 1, daysLeft: 112 });
    expect(codes(await graph.as(ALICE, extend, { day: '2026-01-01' }))).toEqual(['BAD_USER_INPUT']);
  });

  it('R-21 pins a body', async () => {
    const pin = `mutation ($ipaCode: ID!) {
      pinToMassivo(ipaCode: $ipaCode, pinned: true, reason: "incident") { ipaCode pinnedToMassivo }
    }`;
    const { data } = await graph.as(ALICE, pin, { ipaCode: BODY_OF_ROMA });
    expect(data.pinToMassivo).toEqual({ ipaCode: BODY_OF_ROMA, pinnedToMassivo: true });
    expect(codes(await graph.as(ALICE, pin, { ipaCode: 'c_z999' }))).toEqual(['NOT_FOUND']);
  });

  const INPUT = '{ to: DRAINING, reason: "x", expectedVersion: 0 }';
  const ID = '"00000000-0000-7000-8000-000000000000"';
  const FOR_OPERATIONS = [
    `mutation { changeTransition(input: ${INPUT}) { id } }`,
    `mutation { clearTransitionOverride(officeCode: "${ROMA}", reason: "x", expectedVersion: 0) { id } }`,
    `mutation { approveTransitionChange(id: ${ID}) { id } }`,
    `mutation { cancelTransitionChange(id: ${ID}, reason: "x") { id } }`,
    'mutation { extendTransition(lastDay: "2026-09-30", act: "x") { version } }',
    `mutation { pinToMassivo(ipaCode: "${BODY_OF_ROMA}", pinned: true, reason: "x") { ipaCode } }`,
    `{ transitionDryRun(input: ${INPUT}) { openItems } }`,
    '{ transitionLog { totalCount } }',
  ];
  it.each(FOR_OPERATIONS)('R-24 R-61 is for operations alone: %s', async (operation) => {
    expect(codes(await graph.as(ANONYMOUS, operation))).toEqual(['UNAUTHENTICATED']);
    for (const actor of [CONTACT_OF_ROMA, OPERATOR_OF_ROMA, DASHBOARD]) {
      expect(codes(await graph.as(actor, operation))).toEqual(['FORBIDDEN']);
    }
    expect(await version()).toBe(0);
  });
});

describe('the log in the graph', () => {
  it('R-22 is paged from the latest change to the first', async () => {
    for (const officeCode of [ROMA, MILANO]) {
      graph.world.clock.advance(1_000);
      await change({ officeCode });
    }
    const page = `query ($after: String) { transitionLog(first: 1, after: $after) {
      totalCount nodes { officeCode } pageInfo { hasNextPage endCursor } } }`;
    const first = (await graph.as(ALICE, page)).data.transitionLog;
    expect(first).toMatchObject({ totalCount: 2, nodes: [{ officeCode: MILANO }], pageInfo: { hasNextPage: true } });
    const second = (await graph.as(ALICE, page, { after: first.pageInfo.endCursor })).data.transitionLog;
    expect(second).toMatchObject({ nodes: [{ officeCode: ROMA }], pageInfo: { hasNextPage: false } });
    expect(codes(await graph.as(ALICE, page, { after: 'nonsense' }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('the log for whoever verifies it elsewhere', () => {
  const RECORDS = `query ($first: Int, $after: String) { transitionLogRecords(first: $first, after: $after) {
    totalCount nodes { seq at entry previousHash hash receipt } pageInfo { hasNextPage endCursor } } }`;
  const KEY = '{ transitionLogKey { id pem } }';

  it('R-22 verifies with the key, page by page', async () => {
    await change({ officeCode: ROMA });
    await change({ officeCode: MILANO });
    const { pem, id } = (await graph.as(CONTACT_OF_ROMA, KEY)).data.transitionLogKey;
    const publicKey = createPublicKey(pem);
    expect(logKeyId(publicKey)).toBe(id);
    const audit = new LogAudit({ publicKeys: [publicKey], receipts: [] });
    for (let after: string | null = null, more = true; more;) {
      const page: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string }; totalCount: number } = (
        await graph.as(ALICE, RECORDS, { first: 2, after })
      ).data.transitionLogRecords;
      expect(page.totalCount).toBe(3);
      for (const node of page.nodes) expect(audit.take(importedRecord(node)!)).toBe(true);
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(audit.end()).toBeNull();
    expect(audit.head.seq).toBe(3);
  });

  it('R-61 shows its records to operations alone', async () => {
    for (const actor of [OPERATOR_OF_ROMA, CONTACT_OF_ROMA]) {
      expect(codes(await graph.as(actor, RECORDS))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await graph.as(ANONYMOUS, KEY))).toEqual(['UNAUTHENTICATED']);
  });

  it('R-27 a doubtful database is shown as such, and confirmed by operations', async () => {
    await graph.world.database.query("UPDATE legacy.transition_window SET incarnation = 'another'");
    const { data } = await graph.as(CONTACT_OF_ROMA, '{ transition { state decidedBy doubtful version } }');
    expect(data.transition).toEqual({ state: 'DRAINING', decidedBy: 'DOUBT', doubtful: true, version: 0 });
    const confirm = 'mutation { confirmTransition(reason: "checked", expectedVersion: 0) { state doubtful version } }';
    expect(codes(await graph.as(OPERATOR_OF_ROMA, confirm))).toEqual(['FORBIDDEN']);
    expect((await graph.as(ALICE, confirm)).data.confirmTransition).toEqual({
      ...{ state: 'OPEN', doubtful: false, version: 1 },
    });
  });
});

describe('who still uses massivo', () => {
  const CLIENTS = `query ($first: Int, $after: String, $officeCode: ID) {
    massivoClients(first: $first, after: $after, officeCode: $officeCode) { totalCount
      nodes { publicBody { ipaCode } office { code } requestsLast90Days filesLast90Days subjectsLast90Days lastRequestAt }
      pageInfo { hasNextPage endCursor } } }`;

  async function request(ipaCode: string, officeCode: string, some: object = {}): Promise<void> {
    const id = newId(graph.world.clock.now());
    await graph.world.database.prisma.certificateRequest.create({
      data: {
        ...{ id, ipaCode, officeCode, clientRequestId: id, contentHash: Buffer.from(id), kind: 'ELECTORAL' },
        ...{ purposeCode: 'FIN-001', protocolNumber: '1', protocolDate: new Date('2026-05-01'), german: false },
        ...{ state: 'ACCEPTED', channel: 'MASSIVO', submittedAt: new Date('2026-05-01T10:00:00Z'), submittedBy: 'x' },
        ...{ signInMethod: 'SPID', signInLevel: 2, total: 10, accepted: 8, ...some },
      },
    });
  }

  beforeEach(async () => {
    await graph.world.database.query('DELETE FROM certificates.certificate_request');
    await request(BODY_OF_ROMA, ROMA, { fileRequestId: 'f1' });
    await request(BODY_OF_ROMA, ROMA, { submittedAt: new Date('2026-06-01T10:00:00Z') });
    await request(BODY_OF_MILANO, MILANO, { accepted: 300 });
    // None of these counts: another channel, too old, not accepted.
    await request(BODY_OF_MILANO, MILANO, { channel: 'DIRECT_AGREEMENT' });
    await request(BODY_OF_MILANO, MILANO, { submittedAt: new Date('2026-01-01T10:00:00Z') });
    await request(BODY_OF_MILANO, MILANO, { state: 'STAGED', channel: null });
  });

  afterAll(() => graph.world.database.query('DELETE FROM certificates.certificate_request'));

  it('R-16 is listed by body and office, the largest volume first, page by page', async () => {
    const first = (await graph.as(ALICE, CLIENTS, { first: 1 })).data.massivoClients;
    expect(first).toMatchObject({ totalCount: 2, nodes: [{ publicBody: { ipaCode: BODY_OF_MILANO } }] });
    expect(first.nodes[0]).toMatchObject({ subjectsLast90Days: 300, requestsLast90Days: 1, filesLast90Days: 0 });
    const { endCursor } = first.pageInfo;
    const second = (await graph.as(ALICE, CLIENTS, { first: 1, after: endCursor })).data.massivoClients;
    expect(second.nodes).toEqual([
      {
        ...{ publicBody: { ipaCode: BODY_OF_ROMA }, office: { code: ROMA }, subjectsLast90Days: 16 },
        ...{ requestsLast90Days: 2, filesLast90Days: 1, lastRequestAt: '2026-06-01T10:00:00.000Z' },
      },
    ]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it('R-61 operators see their own office, others nothing', async () => {
    const own = (await graph.as(OPERATOR_OF_ROMA, CLIENTS)).data.massivoClients;
    expect(own).toMatchObject({ totalCount: 1, nodes: [{ publicBody: { ipaCode: BODY_OF_ROMA } }] });
    expect(codes(await graph.as(OPERATOR_OF_ROMA, CLIENTS, { officeCode: MILANO }))).toEqual(['FORBIDDEN']);
    expect(codes(await graph.as(CONTACT_OF_ROMA, CLIENTS))).toEqual(['FORBIDDEN']);
  });
});

describe('a closing over what is in flight, on the real batches', () => {
  const DRY_RUN = `query ($input: TransitionChangeInput!) { transitionDryRun(input: $input) {
    refusal { code rule message messageIt retryable } openBatches openItems bodiesWithoutChannelCount
    bodiesWithoutChannel { subjectsLast90Days publicBody { ipaCode } } agreementsEndingBefore } }`;
  let sent: { id: string; requestId: string };
  let unplanned: string;

  beforeEach(async () => {
    sent = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA, state: 'SENT', rows: 300 });
    const office = { ipaCode: BODY_OF_ROMA, officeCode: ROMA };
    await insertBatch(graph.world, { ...office, state: 'QUEUED', rows: 300, requestId: sent.requestId, part: 2 });
    await insertBatch(graph.world, { ...office, state: 'COMPLETED', rows: 50 });
    unplanned = await insertSubmission(graph.world, { ...office, items: 7, unplanned: true });
    await insertBatch(graph.world, { ipaCode: BODY_OF_MILANO, officeCode: MILANO, state: 'SENT', rows: 5 });
    await change({ officeCode: ROMA });
  });

  it('R-25 is refused, with what and how many', async () => {
    const { errors } = await change({ officeCode: ROMA, to: 'CLOSED' });
    expect(errors[0]?.extensions).toMatchObject({
      ...{ code: 'IN_FLIGHT', rule: 'R-25', inFlight: { batches: 2, submissions: 1, items: 607 } },
    });
  });

  it('R-25 R-26 ends, when forced, exactly what the dry run said, and nothing of other offices', async () => {
    const input = { officeCode: ROMA, to: 'CLOSED', reason: 'the office is gone', expectedVersion: 1, force: true };
    const dryRun = (await graph.as(ALICE, DRY_RUN, { input })).data.transitionDryRun;
    expect(dryRun).toMatchObject({ refusal: null, openBatches: 2, openItems: 607, bodiesWithoutChannelCount: 1 });
    expect(dryRun.bodiesWithoutChannel).toEqual([{ subjectsLast90Days: 0, publicBody: { ipaCode: BODY_OF_ROMA } }]);
    const { data } = await change(input);
    expect(data.changeTransition).toMatchObject({ status: 'APPLIED', version: 2 });
    const ended = graph.items.ended.map(({ requestId, firstSeq, lastSeq, status }) => [
      requestId,
      firstSeq,
      lastSeq,
      status,
    ]);
    expect(ended.sort()).toEqual(
      [
        [unplanned, 1, 7, 'ABANDONED'],
        [sent.requestId, 1, 600, 'ABANDONED'],
      ].sort(),
    );
    const states = await graph.world.database.rows<{ state: string; claimed: number; office: string }>(
      `SELECT state::text AS state, claim_token AS claimed, office_code AS office FROM legacy.massivo_batch
        ORDER BY office_code DESC, state::text`,
    );
    expect(states).toEqual([
      { state: 'ABANDONED', claimed: 1, office: ROMA },
      { state: 'ABANDONED', claimed: 1, office: ROMA },
      { state: 'COMPLETED', claimed: 0, office: ROMA },
      { state: 'SENT', claimed: 0, office: MILANO },
    ]);
    expect((await graph.as(ALICE, DRY_RUN, { input })).data.transitionDryRun).toMatchObject({
      ...{ openBatches: 0, openItems: 0, refusal: { code: 'STALE_VERSION', rule: 'R-22', retryable: false } },
    });
  });

  it('R-24 R-25 closes by the worker at its time once nothing is in flight any more', async () => {
    await change({ officeCode: ROMA, to: 'CLOSED', at: '2026-06-11T08:00:00Z' });
    graph.world.clock.set('2026-06-11T08:00:00Z');
    expect(await graph.adapter.transition.applyDue()).toBe(0);
    await graph.world.database.query(`UPDATE legacy.massivo_batch SET state = 'COMPLETED'`);
    await graph.world.database.query('UPDATE legacy.massivo_submission SET planned_at = created_at');
    expect(await graph.adapter.worker.runOnce()).toMatchObject({ changes: 1 });
    expect(await graph.world.transition.present({ officeCode: ROMA })).toMatchObject({ state: 'CLOSED' });
  });

  it('R-24 a worker that runs applies a change at its time and stops when it is told', async () => {
    const { errors } = await change({ ipaCode: BODY_OF_MILANO, at: '2026-06-11T08:00:00Z' });
    expect(errors).toEqual([]);
    graph.world.clock.set('2026-06-11T08:00:00Z');
    await graph.adapter.worker.start();
    while ((await graph.world.transition.pending({})).length > 0) await sleep(10);
    await graph.adapter.worker.stop();
    const overrides = await graph.world.transition.overrides({ ipaCode: BODY_OF_MILANO });
    expect(overrides).toMatchObject([{ ipaCode: BODY_OF_MILANO, state: 'DRAINING' }]);
  });
});
