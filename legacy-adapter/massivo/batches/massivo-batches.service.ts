import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import type { ItemOutcomes, TransitionScope } from '../../contract.js';
import { requestFileName } from '../records/file-names.js';
import { isNewAttempt, legalActions, stateAwaitingAnswer, type BatchAction } from './batch-action.rules.js';
import { acceptedDay, awaitAnswerAgain, hintAtWork, markAbandoned, requeue, requeueAs } from './batch-action.store.js';
import { recordEvent } from './batch-event.store.js';
import { isAnswerable, mergeRanges, nextAttemptId, type RowRange } from './batch-plan.rules.js';
import { isRequestIdTaken, takeFileNumbers } from './batch-plan.store.js';
import { nextTurn } from './batch-planner.js';
import { resolveQuarantine } from './batch-trouble.store.js';
import {
  batchNotFound,
  filesBeingPublished,
  illegalBatchAction,
  limitNotValid,
  reasonNotValid,
} from './massivo-batch.errors.js';
import {
  countBatches,
  countInFlight,
  findBatches,
  findBatchesOfRequests,
  findBatchForUpdate,
  listBatches,
  revokeBatches,
  revokeSubmissions,
} from './massivo-batch.store.js';
import type {
  BatchActing,
  MassivoBatch,
  MassivoBatchCursor,
  MassivoBatches,
  MassivoBatchFilter,
  MassivoBatchPage,
  MassivoInFlight,
  MassivoLimits,
  OfficeDeadlines,
  SendingLimits,
} from './massivo-batch.type.js';
import { limitOutOfBounds, NO_OWN_DEADLINES } from './massivo-limits.rules.js';
import { readLimits, saveLimits } from './massivo-limits.store.js';
import type { OverdueTimes } from './overdue.store.js';
import type { AnswerDeadlines } from './overdue.type.js';
import { countPublishing } from './publishing.store.js';

export interface MassivoBatchesDependencies {
  database: Database;
  clock: Clock;
  itemOutcomes: ItemOutcomes;
  deadlines: AnswerDeadlines;
}

const LARGEST_PAGE = 100;
const LONGEST_REASON = 200;
const LOCK_TIMEOUT_MS = 5_000;
/** What ended items say: closed by the transition, and given up by an operator because the office did not do its part. */
const CLOSED_CODE = 'MASSIVO_DISMISSED';
const GIVEN_UP_CODE = 'SIC-001';
const EVENT_OF = { RETRY: 'RETRIED', RECOLLECT: 'RECOLLECTED', ABANDON: 'ABANDONED' } as const;

export class MassivoBatchesService implements MassivoBatches {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #itemOutcomes: ItemOutcomes;
  readonly #deadlines: AnswerDeadlines;

  constructor({ database, clock, itemOutcomes, deadlines }: MassivoBatchesDependencies) {
    this.#database = database;
    this.#clock = clock;
    this.#itemOutcomes = itemOutcomes;
    this.#deadlines = deadlines;
  }

  byIds(ids: readonly string[]): Promise<MassivoBatch[]> {
    return findBatches(this.#database, ids.filter(isUuid));
  }

  ofRequests(requestIds: readonly string[]): Promise<MassivoBatch[]> {
    return findBatchesOfRequests(this.#database, requestIds.filter(isUuid));
  }

  async list(
    filter: MassivoBatchFilter,
    { first, after }: { first: number; after?: MassivoBatchCursor },
  ): Promise<MassivoBatchPage> {
    const size = Math.min(Math.max(1, first), LARGEST_PAGE);
    const found = await listBatches(this.#database, this.#timed(filter), { limit: size + 1, after });
    return { nodes: found.slice(0, size), hasNextPage: found.length > size };
  }

  count(filter: MassivoBatchFilter): Promise<number> {
    return countBatches(this.#database, this.#timed(filter));
  }

  #timed(filter: MassivoBatchFilter): MassivoBatchFilter & { times: OverdueTimes } {
    return { ...filter, times: { ...this.#deadlines, now: this.#clock.now() } };
  }

  inFlight(scope: TransitionScope, sql?: Sql): Promise<MassivoInFlight> {
    return countInFlight(sql ?? this.#database, scope);
  }

  async abandonInFlight(sql: Sql, scope: TransitionScope, acting: BatchActing): Promise<MassivoInFlight> {
    const now = this.#clock.now();
    // In this order: a request that is being planned right now is waited for here, and its batches are seen below.
    const submissions = await revokeSubmissions(sql, scope, now);
    const batches = await revokeEveryBatch(sql, scope, { now, acting });
    // a rename whose lock was given up, or lost with its connection, may still happen; nobody can stop it.
    const publishing = await countPublishing(sql, scope);
    if (publishing > 0) throw filesBeingPublished(publishing);
    const ranges = [...submissions, ...batches];
    for (const range of mergeRanges(ranges)) await this.#itemOutcomes.endOpen(sql, range, 'ABANDONED', CLOSED_CODE);
    return { batches: batches.length, submissions: submissions.length, items: itemsOf(ranges) };
  }

  retry(id: string, acting: BatchActing): Promise<MassivoBatch> {
    return this.#act({ id, action: 'RETRY', acting }, async (sql, batch, { now }) => {
      const turn = await nextTurn(sql, batch, now);
      if (!isNewAttempt(batch)) return requeue(sql, { id, now, turn });
      await resolveQuarantine(sql, [id], { at: now, resolution: 'GIVEN_UP' });
      return requeueAs(sql, { id, now, turn, ...(await newAttempt(sql, batch)) });
    });
  }

  recollect(id: string, acting: BatchActing): Promise<MassivoBatch> {
    return this.#act({ id, action: 'RECOLLECT', acting }, (sql, batch, { now }) =>
      awaitAnswerAgain(sql, { id, now, state: stateAwaitingAnswer(batch) }),
    );
  }

  abandon(id: string, acting: BatchActing): Promise<MassivoBatch> {
    return this.#act({ id, action: 'ABANDON', acting }, async (sql, batch, { now, reason }) => {
      const abandoned = await markAbandoned(sql, { id, now, note: reason });
      await this.#itemOutcomes.endOpen(sql, batch, 'ABANDONED', GIVEN_UP_CODE);
      await resolveQuarantine(sql, [id], { at: now, resolution: 'GIVEN_UP' });
      return abandoned;
    });
  }

  limits(officeCodes: readonly string[]): Promise<MassivoLimits[]> {
    return readLimits(this.#database, officeCodes);
  }

  async setLimits(wanted: SendingLimits & Partial<OfficeDeadlines>): Promise<MassivoLimits> {
    const limits: MassivoLimits = { ...NO_OWN_DEADLINES, ...wanted };
    const field = limitOutOfBounds(limits);
    if (field) throw limitNotValid(field);
    await saveLimits(this.#database, limits);
    return limits;
  }

  /** Load, lock, judge, change, record; the workers hear of it when it is committed. */
  async #act(
    { id, action, acting }: { id: string; action: BatchAction; acting: BatchActing },
    change: (sql: Sql, batch: MassivoBatch, step: { now: Date; reason: string | null }) => Promise<MassivoBatch>,
  ): Promise<MassivoBatch> {
    const reason = reasonOf(acting);
    if (action === 'ABANDON' && reason === null) throw reasonNotValid();
    if (!isUuid(id)) throw batchNotFound(id);
    return this.#database.transaction(
      async (sql) => {
        const batch = await findBatchForUpdate(sql, id);
        if (!batch) throw batchNotFound(id);
        if (!legalActions(batch).includes(action)) throw illegalBatchAction(batch, action);
        const now = this.#clock.now();
        const changed = await change(sql, batch, { now, reason });
        await recordEvent(sql, [id], { kind: EVENT_OF[action], at: now, by: acting.by, reason });
        await hintAtWork(sql);
        return changed;
      },
      { lockTimeoutMs: LOCK_TIMEOUT_MS },
    );
  }
}

/**
 * A statement waits for a batch that is being cut (`splitBatch`), but does not see the piece cut off it; the next one
 * does. So it is repeated until it finds nothing: then there is no batch left that could be cut.
 */
async function revokeEveryBatch(
  sql: Sql,
  scope: TransitionScope,
  step: { now: Date; acting: BatchActing },
): Promise<RowRange[]> {
  let revoked: RowRange[] = [];
  for (;;) {
    const found = await revokeBatches(sql, scope, step);
    if (found.length === 0) return revoked;
    revoked = [...revoked, ...found];
  }
}

/** Name and request id of a new attempt: the next file of the body's count, on the day of acceptance. */
async function newAttempt(sql: Sql, batch: MassivoBatch): Promise<{ fileName: string; fileRequestId: string }> {
  const { requestId, ipaCode, officeCode } = batch;
  const day = await acceptedDay(sql, requestId);
  if (day === undefined) throw new Error('a batch without its submission');
  const sequence = await takeFileNumbers(sql, { ipaCode, officeCode, acceptedOn: day }, 1);
  const own = nextAttemptId(batch.fileRequestId);
  const isUsable = isAnswerable(own) && !(await isRequestIdTaken(sql, batch, [own]));
  const fileRequestId = isUsable ? own : nextAttemptId(`${requestId}-${batch.part}-${sequence}`);
  return { fileName: requestFileName({ ipaCode, officeCode, day, sequence }), fileRequestId };
}

/** The reason on one line; null when there is none. Throws BAD_USER_INPUT when it is too long. */
function reasonOf({ reason }: BatchActing): string | null {
  const text = reason?.replace(/\p{Cc}+/gu, ' ').trim() ?? '';
  if (text.length > LONGEST_REASON) throw reasonNotValid();
  return text === '' ? null : text;
}

const itemsOf = (ranges: readonly RowRange[]): number =>
  ranges.reduce((items, { firstSeq, lastSeq }) => items + lastSeq - firstSeq + 1, 0);
