import { createHash } from 'node:crypto';
import { listAwaited } from '../../../legacy-adapter/massivo/batches/answer-watch.store.js';
import { takeUnreported } from '../../../legacy-adapter/massivo/batches/overdue.store.js';
import { DEFAULT_MASSIVO_SETTINGS } from '../../../legacy-adapter/massivo/massivo-settings.js';
import { BatchClaimStore } from '../../../legacy-adapter/massivo/batches/batch-claim.store.js';
import { readTurns, takeUnplanned } from '../../../legacy-adapter/massivo/batches/batch-plan.store.js';
import type { Actor } from '../../../schema/kernel/actor.js';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { ExpiryAlertStore } from '../../../subgraphs/agreements/expiry-alert/expiry-alert.store.js';
import { markEndedRequests } from '../../../subgraphs/certificates/certificate-request/request-end.store.js';
import { forgottenStagedRequests } from '../../../subgraphs/certificates/certificate-request/request-staging.store.js';
import { acceptedItems } from '../../../subgraphs/certificates/issuing/accepted-item.store.js';
import { claimJob } from '../../../subgraphs/certificates/issuing/issuing-job.store.js';
import { eraseDocuments } from '../../../subgraphs/certificates/retention/retention.store.js';
import { apiSchema } from '../../testkit/api-schema.js';
import { listQueries, type ListQuery } from '../../testkit/connection-cases.js';
import { connectionFields } from '../../testkit/graph-connections.js';
import {
  DIRECT_GIANT,
  insertMillionItems,
  ITEMS,
  LARGEST_BODY,
  LARGEST_OFFICE,
  MASSIVO_GIANT,
  requestIdOf,
} from '../../testkit/million-items.js';
import { PlanJudge, type PlanBounds } from '../../testkit/plan-judge.js';
import { recordStatements, type SentStatement, type StatementRecorder } from '../../testkit/statement-recorder.js';
import { wholeGraph, type WholeGraph } from '../../testkit/whole-graph.js';
import { WORLD_DAY } from '../../testkit/agreements-world.js';

/** A page of twenty, its neighbours and what hangs on each of them. */
const PAGE: PlanBounds = { mostRowsRead: 3_000 };
/** A count is exact and by an index; it never reads the items of more than what is under way. */
const COUNT: PlanBounds = { mostRowsRead: 15_000 };
/** A body's stage is not stored: it is worked out of the agreements of every body that is left over. */
const STAGES: PlanBounds = { mostRowsRead: 100_000 };
/**
 * Lists whose order no index is sure to give: the files of one body, some thousands at most, all of which may be sorted;
 * clients by their volume, which is a sum.
 */
const SORTED: ReadonlySet<string> = new Set(['PublicBody.massivoBatches', 'Query.massivoClients']);
/** Pages followed before one counts as deep. */
const DEEP_PAGES = 5;

const CONTACT: Actor = { kind: 'contact', personKey: `person of ${LARGEST_BODY}`, method: 'SPID', level: 2 };

const QUERIES = listQueries({
  officeCode: LARGEST_OFFICE,
  ipaCode: LARGEST_BODY,
  requestId: requestIdOf(DIRECT_GIANT.number),
  requestsWith: { SENT: requestIdOf(MASSIVO_GIANT.number), QUEUED: requestIdOf(MASSIVO_GIANT.number) },
  contact: CONTACT,
  now: new Date(`${WORLD_DAY}T10:00:00+02:00`),
});

describe(`lists over ${ITEMS} items`, () => {
  let graph: WholeGraph;
  let recorder: StatementRecorder;
  let judge: PlanJudge;

  beforeAll(async () => {
    graph = await wholeGraph();
    await insertMillionItems(graph.ownerUrl, graph.clock.now());
    recorder = recordStatements(graph.database);
    judge = new PlanJudge(graph.ownerUrl);
    await judge.open();
  });
  afterAll(async () => {
    await judge?.close();
    await graph?.close();
  });

  it('are every list that the graph has, under every filter', async () => {
    const missing = connectionFields(await apiSchema()).flatMap(({ coordinate, filters }) => {
      const queries = QUERIES[coordinate];
      if (!queries) return [coordinate];
      const narrowed = new Set(queries.flatMap(({ narrowedBy }) => narrowedBy));
      return filters.filter((filter) => !narrowed.has(filter)).map((filter) => `${coordinate}(${filter})`);
    });
    expect(missing).toEqual([]);
  });

  it('stand on tables that are large enough for a bad plan to show', () => {
    expect(judge.largeTables).toEqual(
      expect.arrayContaining(['certificate', 'certificate_item', 'certificate_request', 'direct_agreement']),
    );
    expect(judge.largeTables).toEqual(expect.arrayContaining(['item_end', 'massivo_batch', 'transition_change']));
  });

  const cases = Object.entries(QUERIES).flatMap(([coordinate, queries]) =>
    queries.map(
      (query) => [`${coordinate} ${JSON.stringify(query.variables ?? {})}`, query, SORTED.has(coordinate)] as const,
    ),
  );
  it.each(cases)('%s reads by index, on its first page and deep inside', async (_name, query, maySort) => {
    recorder.take();
    const first = await page(query, null);
    const faults = await judged(recorder.take(), maySort);
    const deep = await deepPage(query, first);
    if (deep) faults.push(...(await judged(recorder.take(), maySort)).map((fault) => `deep inside, ${fault}`));
    expect(faults).toEqual([]);
  });

  const polls: [string, (graph: WholeGraph) => Promise<unknown>][] = [
    ['offices with something to send', ({ database, clock }) => claimsOn(database, clock).officesToSend()],
    ['offices with something to collect', ({ database, clock }) => claimsOn(database, clock).officesToCollect()],
    ['the next file of an office', ({ database, clock }) => claimsOn(database, clock).claimForSending(LARGEST_OFFICE)],
    [
      'what an office owes an answer to',
      ({ database, clock }) => listAwaited(database, LARGEST_OFFICE, clock.now(), 100),
    ],
    ['the outbox', ({ database }) => database.transaction((sql) => takeUnplanned(sql, []))],
    [
      'the turns of an office',
      ({ database }) => readTurns(database, { ipaCode: LARGEST_BODY, officeCode: LARGEST_OFFICE }),
    ],
    [
      'batches that have waited too long',
      ({ database, clock }) => takeUnreported(database, { ...DEFAULT_MASSIVO_SETTINGS, now: clock.now() }),
    ],
    [
      'the next request to issue',
      ({ database, clock }) => claimJob(database, { now: clock.now(), until: clock.now() }),
    ],
    [
      'rows to issue',
      ({ database }) =>
        acceptedItems(database, {
          requestId: requestIdOf(DIRECT_GIANT.number),
          firstSeq: 150_000,
          lastSeq: 199_000,
          limit: 100,
        }),
    ],
    ['uploads that nobody decided', ({ database, clock }) => forgottenStagedRequests(database, clock.now())],
    ['requests that have ended', ({ database }) => markEndedRequests(database, { afterId: null, limit: 100 })],
    [
      'PDFs to erase',
      ({ database, clock }) =>
        database.transaction((sql) =>
          eraseDocuments(sql, {
            issuedBefore: '2026-02-01',
            limit: 100,
            at: clock.now(),
            day: WORLD_DAY,
            retentionDays: 180,
          }),
        ),
    ],
    [
      'agreements that end',
      ({ database, clock }) => new ExpiryAlertStore(database).raise({ day: WORLD_DAY, at: clock.now() }),
    ],
    ['changes of the flag that are due', ({ adapter }) => adapter.transition.applyDue()],
    ['figures of the exchange', ({ adapter }) => adapter.watch.figures()],
  ];
  it.each(polls)('the worker finds %s by index', async (_name, poll) => {
    recorder.take();
    await poll(graph);
    const faults: string[] = [];
    for (const statement of recorder.take()) faults.push(...(await judge.faultsOf(statement, COUNT)));
    expect(faults).toEqual([]);
  });

  async function judged(statements: readonly SentStatement[], maySort = false): Promise<string[]> {
    const faults: string[] = [];
    for (const statement of statements) {
      const bounds = /json_agg/.test(statement.text) ? STAGES : /\bcount\(/i.test(statement.text) ? COUNT : PAGE;
      faults.push(...(await judge.faultsOf(statement, { ...bounds, maySort })));
    }
    return faults;
  }

  interface Page {
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  }

  async function page({ actor, query, variables, path }: ListQuery, after: string | null): Promise<Page> {
    const answer = await graph.as(actor, query, { variables: { ...variables, first: 20, after } });
    expect(answer.errors).toEqual([]);
    let found: unknown = answer.data;
    for (const step of path) found = (found as Record<string, unknown>)[step];
    return found as Page;
  }

  /** Some pages on; in a request with very many items, far beyond them. Null when there are not as many. */
  async function deepPage(query: ListQuery, first: Page): Promise<Page | null> {
    let last = first;
    for (let pages = 1; pages < DEEP_PAGES && last.pageInfo.hasNextPage; pages += 1) {
      last = await page(query, last.pageInfo.endCursor);
    }
    const { endCursor, hasNextPage } = last.pageInfo;
    if (!hasNextPage || endCursor === null) return null;
    recorder.take();
    return page(query, query.path.at(-1) === 'items' ? movedTo(endCursor, [DIRECT_GIANT.items / 2]) : endCursor);
  }
});

const claimsOn = (database: Database, clock: Clock): BatchClaimStore =>
  new BatchClaimStore({ database, clock, leaseMs: 60_000, heldAtOnce: 1 });

/** The cursor with another sort key: what a client would hold after thousands of pages. */
function movedTo(cursor: string, key: unknown): string {
  const body = Buffer.from(JSON.stringify(key));
  const sum = createHash('sha256').update(body).digest().subarray(0, 6);
  return Buffer.concat([Buffer.from(cursor, 'base64url').subarray(0, 6), sum, body]).toString('base64url');
}
