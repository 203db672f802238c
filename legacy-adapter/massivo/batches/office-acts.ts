import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import type { BatchClaimStore, ClaimedBatch } from './batch-claim.store.js';
import { ClaimRevoked } from './massivo-batch.errors.js';
import { markPublishing, unmarkPublishing } from './publishing.store.js';

export interface OfficeActsOptions {
  database: Database;
  claims: BatchClaimStore;
  leaseMs: number;
  /** An act that takes longer goes on without a transaction. */
  patienceMs: number;
}

/**
 * Acts at an office that must not happen once the claim is revoked. An act cannot be taken back, nor can it be given
 * up: a rename that hangs may still happen, hours later.
 *
 * It begins under the batch's row lock, where nobody can revoke the claim. An office that hangs must not keep a
 * database connection, though, and a connection may be lost: so an act that takes long goes on without the lock, and
 * the claim stays with this worker, which renews it as long as the act has not ended. What must never be overtaken by
 * a closing, the rename, is marked besides (`publishing.store.ts`): a closing that finds the mark is refused.
 */
export class OfficeActs {
  readonly #options: OfficeActsOptions;

  constructor(options: OfficeActsOptions) {
    this.#options = options;
  }

  /** An act that may meet a closing and must not meet another sender: taking the name of the part. */
  async hold<T>(claim: ClaimedBatch, act: () => Promise<T>): Promise<T> {
    const { claims } = this.#options;
    let underWay: Promise<T> | null = null;
    try {
      return await claims.whileHeld(claim, ['QUEUED'], () => this.#forAWhile((underWay = act())));
    } catch (error) {
      if (!underWay) throw error;
      return await (underWay as Promise<T>);
    }
  }

  /** The act that makes the file the office's; `record` writes that down in the same transaction where that is possible. */
  async publish<T>(claim: ClaimedBatch, act: () => Promise<T>, record: (sql: Sql) => Promise<void>): Promise<T> {
    const { claims, database } = this.#options;
    const recorded = async (sql: Sql, result: T): Promise<T> => {
      await record(sql);
      await unmarkPublishing(sql, claim);
      return result;
    };
    let underWay: Promise<T> | null = null;
    try {
      return await claims.whileHeld(claim, ['QUEUED'], async (sql) => {
        if (!(await markPublishing(database, claim, this.#options.leaseMs))) throw new ClaimRevoked();
        return recorded(sql, await this.#forAWhile((underWay = act())));
      });
    } catch (error) {
      if (!underWay) throw error;
      try {
        const result = await (underWay as Promise<T>);
        return await claims.whileHeld(claim, ['QUEUED'], (sql) => recorded(sql, result));
      } catch (failure) {
        // Where this fails too, the mark runs out by itself.
        await unmarkPublishing(database, claim).catch(() => undefined);
        throw failure;
      }
    }
  }

  async #forAWhile<T>(underWay: Promise<T>): Promise<T> {
    underWay.catch(() => undefined); // heard by whoever waits for it in the end
    const patience = new AbortController();
    const over = sleep(this.#options.patienceMs, undefined, { signal: patience.signal }).then(
      () => Promise.reject(new OutOfPatience()),
      () => new Promise<never>(() => undefined),
    );
    try {
      return await Promise.race([underWay, over]);
    } finally {
      patience.abort();
    }
  }
}

/** Ends the transaction, not the act. */
class OutOfPatience extends Error {}
