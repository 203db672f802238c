import { dayOf, startOfDay, type Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { Semaphore } from '../../../schema/kernel/semaphore.js';
import { splitBatch } from './batch-split.js';
import { releaseTroubled } from './batch-trouble.store.js';
import { ClaimRevoked } from './massivo-batch.errors.js';
import { BATCH_COLUMNS } from './massivo-batch.store.js';
import type { MassivoBatch, MassivoBatchState, MassivoLimits } from './massivo-batch.type.js';
import { mayBeSent, roomToday, type OfficeUsage } from './massivo-limits.rules.js';
import { readOfficeLimits } from './massivo-limits.store.js';
import { listLateOffices } from './late-answers.store.js';
import { HAS_LIVE_MARK } from './publishing.store.js';

/** A batch in one worker's hands; the token tells this hold from every earlier and later one. */
export interface ClaimedBatch extends MassivoBatch {
  claimToken: number;
}

export interface BatchClaimOptions {
  database: Database;
  clock: Clock;
  /** How long a claim lasts that nobody renews. */
  leaseMs: number;
  /** Transactions that hold a batch at a time; more wait, and are told SERVICE_BUSY when that takes too long. */
  heldAtOnce: number;
}

/** Takes a batch for `$1` milliseconds: no earlier token holds any more. */
const CLAIM = `UPDATE legacy.massivo_batch
  SET claim_token = claim_token + 1, claimed_until = clock_timestamp() + $1 * interval '1 millisecond'`;
const CLAIM_COLUMNS = `${BATCH_COLUMNS}, claim_token AS "claimToken"`;
/** Of the advisory locks that put the claims at one office in a row; any number, ours alone: 'cbof'. */
const OFFICE_LOCK = 0x63626f66;
const LOCK_TIMEOUT_MS = 5_000;
/** More than there are offices, twice. */
const MOST_WAITING = 400;
const HOLD_WAIT_MS = 10_000;
const SILENT_HOLDER_MS = 20_000;

/**
 * Who works on a batch (lease and fencing token). Leases run on the database's clock, the one that all workers share.
 *
 * A worker that has lost its claim without knowing does no harm: whatever counts is done in `whileHeld`, under the
 * batch's row lock and only if the token is still the claim's. Whoever revokes a claim (a forced closing, an operator,
 * the next worker) writes the same row, and so either comes first, and then nothing is done any more, or waits until it
 * has been done. What is done at the office may outlast the lock: `OfficeActs`. A worker that dies lets go of the lock,
 * and renames nothing any more.
 */
export class BatchClaimStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #holding: Semaphore;
  readonly #kept = new Set<ClaimedBatch>();
  #renewal: NodeJS.Timeout | undefined;

  constructor({ database, clock, leaseMs, heldAtOnce }: BatchClaimOptions) {
    this.#database = database;
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#holding = new Semaphore({ atOnce: heldAtOnce, waiting: MOST_WAITING, waitMs: HOLD_WAIT_MS });
  }

  /** Offices that have something to be sent. */
  async officesToSend(): Promise<string[]> {
    return this.#offices(`state = 'QUEUED'`);
  }

  /** Offices from which an answer is awaited, be it a late one. */
  async officesToCollect(): Promise<string[]> {
    const [awaited, late] = await Promise.all([
      this.#offices(`state IN ('SENT', 'ACKNOWLEDGED')`),
      listLateOffices(this.#database, this.#clock.now()),
    ]);
    return [...new Set([...awaited, ...late])];
  }

  /** the office's next file, if it may be sent one now. Claims at one office are made one after the other. */
  async claimForSending(officeCode: string): Promise<ClaimedBatch | null> {
    return this.#database.transaction(
      async (sql) => {
        await sql.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [OFFICE_LOCK, officeCode]);
        const limits = await readOfficeLimits(sql, officeCode);
        const usage = await this.#usage(sql, officeCode, limits);
        if (usage.batches >= limits.concurrentBatches) return null;
        const found = await this.#nextToSend(sql, limits, roomToday(limits, usage));
        if (!found) return null;
        const isTooLarge = found.attempts === 0 && found.rows > limits.maximumRows;
        const next = isTooLarge ? await splitBatch(sql, found, { limits, now: this.#clock.now() }) : found;
        if (!mayBeSent(next.rows, limits, usage)) return null;
        const claimed = await sql.one<ClaimedBatch>(
          `${CLAIM}, attempts = attempts + 1 WHERE id = $2 RETURNING ${CLAIM_COLUMNS}`,
          [this.#leaseMs, next.id],
        );
        return claimed ?? null;
      },
      { lockTimeoutMs: LOCK_TIMEOUT_MS },
    );
  }

  /** The batch, if its answer is still awaited and nobody else is looking at it. */
  async claimForCollecting(id: string): Promise<ClaimedBatch | null> {
    const claimed = await this.#database.one<ClaimedBatch>(
      `${CLAIM}
        WHERE id = (SELECT id FROM legacy.massivo_batch
                     WHERE id = $2 AND state IN ('SENT', 'ACKNOWLEDGED') AND not_before <= $3
                       AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) FOR UPDATE SKIP LOCKED)
        RETURNING ${CLAIM_COLUMNS}`,
      [this.#leaseMs, id, this.#clock.now()],
    );
    return claimed ?? null;
  }

  /** Runs `act` while nobody can revoke the claim. Throws `ClaimRevoked` when it does not hold any more. */
  async whileHeld<T>(
    { id, claimToken }: ClaimedBatch,
    states: readonly MassivoBatchState[],
    act: (sql: Sql) => Promise<T>,
  ): Promise<T> {
    const run = async (sql: Sql): Promise<T> => {
      const held = await sql.one(
        `SELECT 1 FROM legacy.massivo_batch
          WHERE id = $1 AND claim_token = $2 AND state = ANY($3::legacy.massivo_batch_state[]) FOR UPDATE`,
        [id, claimToken, states],
      );
      if (!held) throw new ClaimRevoked();
      return act(sql);
    };
    // Of a host that has died without closing its connections the row is free as soon as its lease is over.
    const options = { lockTimeoutMs: LOCK_TIMEOUT_MS, idleTimeoutMs: SILENT_HOLDER_MS };
    return this.#holding.run(() => this.#database.transaction(run, options));
  }

  /**
   * Makes claims last longer, and their marks if they have any; leaves those alone that are being acted under. One
   * statement for all, and not waited for on disk: with every office hanging, a hundred and forty of them would
   * otherwise be written one by one, all the time.
   */
  async renew(claims: readonly Pick<ClaimedBatch, 'id' | 'claimToken'>[]): Promise<void> {
    await this.#database.transaction(
      (sql) =>
        sql.query(
          `WITH kept AS (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS kept (id, token)),
           mark AS (
             UPDATE legacy.massivo_publishing p SET until = clock_timestamp() + $3 * interval '1 millisecond'
               FROM kept WHERE p.batch_id = kept.id AND p.claim_token = kept.token)
           UPDATE legacy.massivo_batch SET claimed_until = clock_timestamp() + $3 * interval '1 millisecond'
            WHERE id IN (SELECT b.id FROM legacy.massivo_batch b JOIN kept ON b.id = kept.id AND b.claim_token = kept.token
                          WHERE b.claimed_until IS NOT NULL FOR UPDATE OF b SKIP LOCKED)`,
          [claims.map(({ id }) => id), claims.map(({ claimToken }) => claimToken), this.#leaseMs],
        ),
      { synchronousCommit: false },
    );
  }

  /** Renews the claim again and again until the function that it returns is called. */
  keep(claim: ClaimedBatch): () => void {
    this.#kept.add(claim);
    // A renewal that fails costs the claims at worst, and then the work comes to nothing by itself.
    this.#renewal ??= setInterval(() => void this.renew([...this.#kept]).catch(() => undefined), this.#leaseMs / 3);
    this.#renewal.unref();
    return () => {
      this.#kept.delete(claim);
      if (this.#kept.size > 0) return;
      clearInterval(this.#renewal);
      this.#renewal = undefined;
    };
  }

  /** Lets go of the batch for a while, with what is wrong; without `trouble` what was wrong before stays. */
  async release(
    { id, claimToken }: ClaimedBatch,
    { againInMs, trouble }: { againInMs: number; trouble?: string | undefined },
  ): Promise<void> {
    const now = this.#clock.now();
    const notBefore = new Date(now.getTime() + againInMs);
    if (trouble !== undefined) return releaseTroubled(this.#database, { id, claimToken, notBefore, now, trouble });
    await this.#database.query(
      `UPDATE legacy.massivo_batch SET claimed_until = NULL, not_before = $3
        WHERE id = $1 AND claim_token = $2 AND state IN ('QUEUED', 'SENT', 'ACKNOWLEDGED')`,
      [id, claimToken, notBefore],
    );
  }

  async #offices(which: string): Promise<string[]> {
    const found = await this.#database.rows<{ officeCode: string }>(
      `SELECT DISTINCT office_code AS "officeCode" FROM legacy.massivo_batch WHERE ${which} AND not_before <= $1`,
      [this.#clock.now()],
    );
    return found.map(({ officeCode }) => officeCode);
  }

  /** The earliest turn that still fits today: a small file does not wait until tomorrow behind a large one. */
  async #nextToSend(
    sql: Sql,
    { officeCode, maximumRows }: MassivoLimits,
    room: number | null,
  ): Promise<MassivoBatch | undefined> {
    return sql.one(
      `SELECT ${BATCH_COLUMNS} FROM legacy.massivo_batch b
        WHERE office_code = $1 AND state = 'QUEUED' AND not_before <= $2
          AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) AND NOT ${HAS_LIVE_MARK}
          AND ($3::int IS NULL OR $3 >= CASE attempts WHEN 0 THEN least(last_seq - first_seq + 1, $4::int)
                                                      ELSE last_seq - first_seq + 1 END)
        ORDER BY served_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [officeCode, this.#clock.now(), room, maximumRows],
    );
  }

  async #usage(sql: Sql, officeCode: string, { dailyRows }: MassivoLimits): Promise<OfficeUsage> {
    const now = this.#clock.now();
    const usage = await sql.one<OfficeUsage>(
      `SELECT count(*) FILTER (WHERE state IN ('SENT', 'ACKNOWLEDGED') OR (state = 'QUEUED' AND claimed)) AS batches,
              coalesce(sum(rows) FILTER (WHERE sent_at >= $2 OR (state = 'QUEUED' AND claimed)), 0) AS "rowsToday"
         FROM (SELECT state, sent_at, last_seq - first_seq + 1 AS rows, claimed_until >= clock_timestamp() AS claimed
                 FROM legacy.massivo_batch
                WHERE office_code = $1 AND (state IN ('QUEUED', 'SENT', 'ACKNOWLEDGED') OR ($3 AND sent_at >= $2))) b`,
      [officeCode, startOfDay(dayOf(now)), dailyRows !== null],
    );
    return usage ?? { batches: 0, rowsToday: 0 };
  }
}
