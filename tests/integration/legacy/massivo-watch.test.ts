import { createMetrics } from '../../../gateway/telemetry/metrics.js';
import type { MassivoFigures } from '../../../gateway/telemetry/massivo-gauges.js';
import {
  ALICE,
  ANONYMOUS,
  CONTACT_OF_ROMA,
  createLegacyGraph,
  DASHBOARD,
  insertBatch,
  OPERATOR_OF_MILANO,
  OPERATOR_OF_ROMA,
  type LegacyGraph,
} from '../../testkit/legacy-graph.js';
import { BODY_OF_MILANO, BODY_OF_ROMA, MILANO, ROMA } from '../../testkit/legacy-world.js';

const HOUR = 3_600_000;

let graph: LegacyGraph;

beforeAll(async () => {
  graph = await createLegacyGraph();
});
beforeEach(() => graph.world.reset());
afterAll(() => graph.drop());

const LIST = `query ($filter: MassivoBatchFilter) { massivoBatches(filter: $filter) {
  totalCount nodes { id overdue { kind since escalation } } } }`;
const HEALTH = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on ProsecutorOffice { code massivoHealth { state since trouble workers notices { kind entries since lastSeenAt } } } } }`;
const OVERDUE = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on ProsecutorOffice { massivoOverdue { kind batches } } } }`;
const offices = { representations: [ROMA, MILANO].map((code) => ({ __typename: 'ProsecutorOffice', code })) };

const tell = (officeCode: string, state: string, worker = 'one'): Promise<unknown> =>
  graph.world.database.query(
    `INSERT INTO legacy.massivo_office_health (office_code, worker, state, since, trouble, told_at)
     VALUES ($1, $2, $3, $4, 'TIMED_OUT', clock_timestamp())`,
    [officeCode, worker, state, graph.world.clock.now()],
  );

const notice = (officeCode: string, kind: string, entries: number): Promise<unknown> =>
  graph.world.database.query(
    `INSERT INTO legacy.massivo_office_notice (office_code, kind, since, last_seen_at, entries) VALUES ($1, $2, $3, $3, $4)`,
    [officeCode, kind, graph.world.clock.now(), entries],
  );

describe('what is late', () => {
  it('is shown on the batch, with what is missing, since when and how much', async () => {
    const late = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
    graph.world.clock.advance(8 * HOUR);
    const inTime = await insertBatch(graph.world, { ipaCode: BODY_OF_MILANO, officeCode: MILANO });
    const { data } = await graph.as(ALICE, LIST);
    expect(data.massivoBatches.nodes).toEqual([
      { id: inTime.id, overdue: null },
      { id: late.id, overdue: { kind: 'NO_ACKNOWLEDGEMENT', since: '2026-06-10T14:00:00.000Z', escalation: 2 } },
    ]);
    for (const [overdue, expected] of [
      [true, late.id],
      [false, inTime.id],
    ] as const) {
      const { data: narrowed } = await graph.as(ALICE, LIST, { filter: { overdue } });
      expect(narrowed.massivoBatches).toMatchObject({ totalCount: 1, nodes: [{ id: expected }] });
    }
    const ofMilano = await graph.as(OPERATOR_OF_MILANO, LIST, { filter: { overdue: true } });
    expect(ofMilano.data.massivoBatches).toEqual({ totalCount: 0, nodes: [] });
  });

  it('R-17 counts what could not be sent among what is late', async () => {
    const waiting = await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA, state: 'QUEUED' });
    graph.world.clock.advance(48 * HOUR);
    const { data } = await graph.as(ALICE, LIST, { filter: { overdue: true } });
    expect(data.massivoBatches).toMatchObject({
      ...{ totalCount: 1, nodes: [{ id: waiting.id, overdue: { kind: 'NOT_SENT' } }] },
    });
  });

  it('R-61 is counted by office and by what for, for its operators and operations', async () => {
    for (const office of [ROMA, ROMA, MILANO]) {
      const ipaCode = office === ROMA ? BODY_OF_ROMA : BODY_OF_MILANO;
      await insertBatch(graph.world, { ipaCode, officeCode: office });
    }
    graph.world.clock.advance(5 * HOUR);
    const seen = async (actor: Parameters<LegacyGraph['as']>[0]): Promise<unknown[]> =>
      (await graph.as(actor, OVERDUE, offices)).data._entities.map(
        ({ massivoOverdue }: { massivoOverdue: unknown }) => massivoOverdue,
      );
    const [roma, milano] = [2, 1].map((batches) => [{ kind: 'NO_ACKNOWLEDGEMENT', batches }]);
    expect(await seen(ALICE)).toEqual([roma, milano]);
    expect(await seen(OPERATOR_OF_ROMA)).toEqual([roma, null]);
    for (const actor of [CONTACT_OF_ROMA, DASHBOARD, ANONYMOUS]) expect(await seen(actor)).toEqual([null, null]);
  });

  it('takes one statement more, however many batches there are', async () => {
    const { database, clock } = graph.world;
    for (let made = 0; made < 20; made += 1) {
      await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
    }
    clock.advance(5 * HOUR);
    const statements: string[] = [];
    const stop = database.onStatement((text) => statements.push(text));
    const { data } = await graph.as(ALICE, LIST);
    stop();
    expect(data.massivoBatches.nodes.filter(({ overdue }: { overdue: unknown }) => overdue)).toHaveLength(20);
    expect(statements.filter((text) => text.includes('massivo_answer_watch'))).toHaveLength(1);
  });
});

describe('answers in quarantine', () => {
  it('narrow the list as long as they last', async () => {
    const [held, settled, plain] = [
      await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA }),
      await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA }),
      await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA }),
    ];
    for (const [{ id }, resolution] of [
      [held, null],
      [settled, 'TAKEN_IN'],
    ] as const) {
      await graph.world.database.query(
        `INSERT INTO legacy.massivo_quarantine (batch_id, file_name, trouble, since, last_seen_at, resolved_at, resolution)
         VALUES ($1, $2, 'OUTCOME_MISMATCH', $3::timestamptz, $3::timestamptz, CASE WHEN $4::text IS NOT NULL THEN $3::timestamptz END, $4::text::legacy.quarantine_resolution)`,
        [id, `${id}.txt`, graph.world.clock.now(), resolution],
      );
    }
    const found = async (quarantined: boolean): Promise<string[]> =>
      (await graph.as(ALICE, LIST, { filter: { quarantined } })).data.massivoBatches.nodes.map(
        ({ id }: { id: string }) => id,
      );
    expect(await found(true)).toEqual([held.id]);
    expect((await found(false)).sort()).toEqual([settled.id, plain.id].sort());
  });
});

describe('how an office is doing', () => {
  it('R-61 is told to its operators and operations, and to nobody else', async () => {
    await tell(ROMA, 'OPEN');
    const troubled = {
      state: 'OPEN',
      since: '2026-06-10T10:00:00.000Z',
      trouble: 'TIMED_OUT',
      workers: 1,
      notices: [],
    };
    const at = '2026-06-10T10:00:00.000Z';
    const notices = [{ kind: 'FOREIGN_ENTRIES', entries: 2, since: at, lastSeenAt: at }];
    const well = { state: 'CLOSED', since: null, trouble: null, workers: 0, notices };
    await notice(MILANO, 'FOREIGN_ENTRIES', 2);
    const seen = async (actor: Parameters<LegacyGraph['as']>[0]): Promise<unknown[]> =>
      (await graph.as(actor, HEALTH, offices)).data._entities.map(
        ({ massivoHealth }: { massivoHealth: unknown }) => massivoHealth,
      );
    expect(await seen(ALICE)).toEqual([troubled, well]);
    expect(await seen(OPERATOR_OF_ROMA)).toEqual([troubled, null]);
    expect(await seen(OPERATOR_OF_MILANO)).toEqual([null, well]);
    for (const actor of [CONTACT_OF_ROMA, DASHBOARD, ANONYMOUS]) expect(await seen(actor)).toEqual([null, null]);
  });

  it('is the worst that any worker finds', async () => {
    await tell(ROMA, 'HALF_OPEN', 'one');
    await tell(ROMA, 'OPEN', 'other');
    const [office] = (await graph.as(ALICE, HEALTH, offices)).data._entities;
    expect(office.massivoHealth).toMatchObject({ state: 'OPEN', workers: 2 });
  });
});

describe('a batch that waits', () => {
  const TROUBLE = `query { massivoBatches { nodes { trouble { code rule message } } } }`;
  const troubleOf = async (): Promise<{ code: string } | null> =>
    (await graph.as(ALICE, TROUBLE)).data.massivoBatches.nodes[0].trouble;
  const batch = (state: 'QUEUED' | 'SENT' | 'COMPLETED', lastError: string | null = null): Promise<unknown> =>
    insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA, state, lastError });

  it('tells what keeps its office, once there is nothing wrong with itself', async () => {
    await batch('SENT');
    expect(await troubleOf()).toBeNull();
    await notice(ROMA, 'FOREIGN_ENTRIES', 1);
    expect(await troubleOf()).toBeNull();
    await notice(ROMA, 'TRUNCATED_LISTING', 1);
    expect(await troubleOf()).toMatchObject({ code: 'LISTING_TRUNCATED' });
    await tell(ROMA, 'OPEN');
    expect(await troubleOf()).toMatchObject({
      code: 'DROP_AREA_TIMED_OUT',
      message: 'The drop area did not answer in time.',
    });
  });

  it.each([
    ['one to be sent, by what keeps the office', 'QUEUED', null, 'DROP_AREA_TIMED_OUT'],
    ['one with a trouble of its own, that', 'SENT', 'OUTCOME_MISMATCH row 000002', 'OUTCOME_MISMATCH'],
    ['one that has come to its end, nothing', 'COMPLETED', null, undefined],
  ] as const)('tells: %s', async (_, state, lastError, code) => {
    await batch(state, lastError);
    await tell(ROMA, 'OPEN');
    expect((await troubleOf())?.code).toBe(code);
  });

  it('R-17 tells that it has waited too long where nothing else is known', async () => {
    await batch('QUEUED');
    graph.world.clock.advance(24 * HOUR);
    expect(await troubleOf()).toMatchObject({ code: 'NOT_SENT', rule: 'R-17' });
  });
});

describe('the metrics', () => {
  const gauges = async (): Promise<string[]> => {
    const metrics = createMetrics();
    metrics.showMassivo(() => graph.adapter.watch.figures());
    return (await metrics.text()).split('\n').filter((line) => line.startsWith('massivo_'));
  };

  it('show every office that is not well, and what is overdue by office and kind', async () => {
    expect(await gauges()).toEqual([]);
    await tell(MILANO, 'OPEN');
    await tell(ROMA, 'HALF_OPEN');
    await notice(ROMA, 'FOREIGN_ENTRIES', 7);
    for (let made = 0; made < 3; made += 1) {
      await insertBatch(graph.world, { ipaCode: BODY_OF_ROMA, officeCode: ROMA });
    }
    graph.world.clock.advance(4 * HOUR);
    expect(await gauges()).toEqual([
      `massivo_office_circuit{office="${MILANO}",state="OPEN"} 1`,
      `massivo_office_circuit{office="${ROMA}",state="HALF_OPEN"} 1`,
      `massivo_office_trouble{office="${MILANO}",trouble="TIMED_OUT"} 1`,
      `massivo_office_trouble{office="${ROMA}",trouble="TIMED_OUT"} 1`,
      `massivo_drop_area_notices{office="${ROMA}",notice="FOREIGN_ENTRIES"} 7`,
      `massivo_overdue_batches{kind="NO_ACKNOWLEDGEMENT",office="${ROMA}"} 3`,
    ]);
  });

  it('forget what has passed at the next scrape, and come without massivo when the database is away', async () => {
    const metrics = createMetrics();
    let answer = (): Promise<never> => Promise.reject(new Error('away'));
    const office = { officeCode: ROMA, state: 'OPEN', trouble: null, workers: 1 } as const;
    let figures: MassivoFigures = {
      offices: [office],
      notices: [{ officeCode: ROMA, kind: 'FOREIGN_ENTRIES', entries: 1 }],
      overdue: [{ officeCode: ROMA, kind: 'NO_OUTCOME', batches: 2 }],
    };
    let isAway = false;
    let reads = 0;
    metrics.showMassivo(() => {
      reads += 1;
      return isAway ? answer() : Promise.resolve(figures);
    });
    const count = async (): Promise<number> => (await metrics.text()).match(/^massivo_/gm)?.length ?? 0;
    expect([await count(), reads]).toEqual([4, 1]);
    figures = { offices: [], notices: [], overdue: [] };
    expect(await count()).toBe(0);
    isAway = true;
    expect(await count()).toBe(0);
    expect(await metrics.text()).toContain('process_cpu_seconds_total');
    answer = () => Promise.reject(new Error('still away'));
    expect(await count()).toBe(0);
  });
});
