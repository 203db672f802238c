import { dayOf, startOfDay, type Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { Semaphore } from '../../../schema/kernel/semaphore.js';
import { splitBatch } from './batch-split.js';
import { ClaimRevoked } from './massivo-batch.errors.js';
import { BATCH_COLUMNS } from './massivo-batch.store.js';
import type { MassivoBatch, MassivoBatchState, MassivoLimits } from './massivo-batch.type.js';
import { mayBeSent, type OfficeUsage } from './massivo-limits.rules.js';
import { readOfficeLimits } from './massivo-limits.store.js';

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

const CLAIM_COLUMNS = `${BATCH_COLUMNS}, claim_token AS "claimToken"`;
/** Of the advisory locks that put the claims at one office in a row; any number, ours alone: 'cbof'. */
const OFFICE_LOCK = 0x63626f66;
const LOCK_TIMEOUT_MS = 5_000;
/** More than there are offices, twice. */
const MOST_WAITING = 400;
const HOLD_WAIT_MS = 10_000;

/**
 * Who works on a batch (lease and fencing token). Leases run on the database's clock, the one that all workers share.
 *
 * A worker that has lost its claim without knowing does no harm: whatever counts is done in `whileHeld`, under the
 * batch's row lock and only if the token is still the claim's. Whoever revokes a claim (a forced closing, an operator,
 * the next worker) writes the same row, and so either comes first, and then nothing is done any more, or waits until it
 * has been done. That is why the rename of a file to its final name runs inside, and why the server must not end such a
 * transaction while it waits for the drop area (`idle_in_transaction_session_timeout`): a lock given up while the
 * rename may still happen would let a closing be acknowledged before it. A worker that dies lets go of the lock, and
 * renames nothing any more.
 */
export class BatchClaimStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #holding: Semaphore;

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

  /** Offices from which an answer is awaited. */
  async officesToCollect(): Promise<string[]> {
    return this.#offices(`state IN ('SENT', 'ACKNOWLEDGED')`);
  }

  /** R-17: the office's next file, if it may be sent one now. Claims at one office are made one after the other. */
  async claimForSending(officeCode: string): Promise<ClaimedBatch | null> {
    return this.#database.transaction(
      async (sql) => {
        await sql.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [OFFICE_LOCK, officeCode]);
        const found = await this.#nextToSend(sql, officeCode);
        if (!found) return null;
        const limits = await readOfficeLimits(sql, officeCode);
        const isTooLarge = found.attempts === 0 && found.rows > limits.maximumRows;
        const next = isTooLarge ? await splitBatch(sql, found, { limits, now: this.#clock.now() }) : found;
        if (!mayBeSent(next.rows, limits, await this.#usage(sql, officeCode, limits))) return null;
        return this.#claim(sql, next.id, 'attempts = attempts + 1');
      },
      { lockTimeoutMs: LOCK_TIMEOUT_MS },
    );
  }

  /** The batch, if its answer is still awaited and nobody else is looking at it. */
  async claimForCollecting(id: string): Promise<ClaimedBatch | null> {
    return this.#database.transaction(async (sql) => {
      const free = await sql.one(
        `SELECT 1 FROM legacy.massivo_batch
          WHERE id = $1 AND state IN ('SENT', 'ACKNOWLEDGED') AND not_before <= $2
            AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) FOR UPDATE SKIP LOCKED`,
        [id, this.#clock.now()],
      );
      return free ? this.#claim(sql, id, '') : null;
    });
  }

  /** Runs `act` while nobody can revoke the claim. Throws `ClaimRevoked` when it does not hold any more. */
  async whileHeld<T>(
    { id, claimToken }: ClaimedBatch,
    states: readonly MassivoBatchState[],
    act: (sql: Sql) => Promise<T>,
  ): Promise<T> {
    const run = async (sql: Sql): Promise<T> => {
      await sql.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      const held = await sql.one(
        `SELECT 1 FROM legacy.massivo_batch
          WHERE id = $1 AND claim_token = $2 AND state = ANY($3::legacy.massivo_batch_state[]) FOR UPDATE`,
        [id, claimToken, states],
      );
      if (!held) throw new ClaimRevoked();
      return act(sql);
    };
    return this.#holding.run(() => this.#database.transaction(run, { lockTimeoutMs: LOCK_TIMEOUT_MS }));
  }

  /** Makes the claim last longer; leaves it alone while it is being acted under. */
  async renew({ id, claimToken }: ClaimedBatch): Promise<void> {
    await this.#database.query(
      `UPDATE legacy.massivo_batch SET claimed_until = clock_timestamp() + $3 * interval '1 millisecond'
        WHERE id = (SELECT id FROM legacy.massivo_batch WHERE id = $1 AND claim_token = $2 AND claimed_until IS NOT NULL
                       FOR UPDATE SKIP LOCKED)`,
      [id, claimToken, this.#leaseMs],
    );
  }

  /** Lets go of the batch for a while, with what is wrong; without `trouble` what was wrong before stays. */
  async release(
    { id, claimToken }: ClaimedBatch,
    { againInMs, trouble }: { againInMs: number; trouble?: string | undefined },
  ): Promise<void> {
    await this.#database.query(
      `UPDATE legacy.massivo_batch
          SET claimed_until = NULL, not_before = $3, last_error = coalesce($4, last_error)
        WHERE id = $1 AND claim_token = $2 AND state IN ('QUEUED', 'SENT', 'ACKNOWLEDGED')`,
      [id, claimToken, new Date(this.#clock.now().getTime() + againInMs), trouble ?? null],
    );
  }

  async #offices(which: string): Promise<string[]> {
    const found = await this.#database.rows<{ officeCode: string }>(
      `SELECT DISTINCT office_code AS "officeCode" FROM legacy.massivo_batch WHERE ${which} AND not_before <= $1`,
      [this.#clock.now()],
    );
    return found.map(({ officeCode }) => officeCode);
  }

  async #nextToSend(sql: Sql, officeCode: string): Promise<MassivoBatch | undefined> {
    return sql.one(
      `SELECT ${BATCH_COLUMNS} FROM legacy.massivo_batch
        WHERE office_code = $1 AND state = 'QUEUED' AND not_before <= $2
          AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
        ORDER BY served_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [officeCode, this.#clock.now()],
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

  async #claim(sql: Sql, id: string, also: string): Promise<ClaimedBatch | null> {
    const claimed = await sql.one<ClaimedBatch>(
      `UPDATE legacy.massivo_batch
          SET claim_token = claim_token + 1, claimed_until = clock_timestamp() + $2 * interval '1 millisecond'
              ${also && `, ${also}`}
        WHERE id = $1 RETURNING ${CLAIM_COLUMNS}`,
      [id, this.#leaseMs],
    );
    return claimed ?? null;
  }
}
