import { daysBetween, today, type Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { erasedBefore } from './retention.rules.js';
import { eraseDocuments, readErasures, type Erased } from './retention.store.js';

export interface RetentionParts {
  database: Database;
  clock: Clock;
  /** Days from its issue for which the PDF of a certificate is kept. */
  retentionDays: number;
  /** Certificates a batch and batches a run; for tests. */
  batchSize?: number;
  batchesARun?: number;
}

/** For operations: how far the erasing is; counts and days only. */
export interface RetentionFigures {
  retentionDays: number;
  /** Certificates whose PDF there will be no more, and how many of these had one. */
  certificates: number;
  documents: number;
  /** Age of the oldest certificate whose PDF is not erased, in days since its issue; null when there is none. */
  oldestDays: number | null;
}

/** One transaction of a batch took 0.14 s on a machine with ten times its work to do; it locks only what it erases. */
const CERTIFICATES_A_BATCH = 500;
/** A run ends after so many; what is left is for the next one. */
const BATCHES_A_RUN = 200;
const TRANSACTION_LIMITS = { lockTimeoutMs: 5_000, statementTimeoutMs: 20_000 };

/**
 * Erases PDFs when their time is over. Each batch is one transaction, and what is left to do is read from the
 * table: a worker that dies loses its batch and nothing else, several at once share the work.
 */
export class DocumentRetention {
  readonly #parts: RetentionParts;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** @returns what this run has erased. */
  async run(signal?: AbortSignal): Promise<Erased> {
    const { batchSize = CERTIFICATES_A_BATCH, batchesARun = BATCHES_A_RUN } = this.#parts;
    const total: Erased = { certificates: 0, documents: 0 };
    for (let batch = 0; batch < batchesARun && !signal?.aborted; batch += 1) {
      const { certificates, documents } = await this.#eraseBatch(batchSize);
      total.certificates += certificates;
      total.documents += documents;
      if (certificates === 0) break;
    }
    return total;
  }

  async figures(): Promise<RetentionFigures> {
    const { database, clock, retentionDays } = this.#parts;
    const { certificates, documents, oldestKept } = await readErasures(database);
    const oldestDays = oldestKept === null ? null : daysBetween(oldestKept, today(clock));
    return { retentionDays, certificates, documents, oldestDays };
  }

  async #eraseBatch(limit: number): Promise<Erased> {
    const { database, clock, retentionDays } = this.#parts;
    const day = today(clock);
    const issuedBefore = erasedBefore(day, retentionDays);
    const erasure = { issuedBefore, limit, at: clock.now(), day, retentionDays };
    return database.transaction((sql) => eraseDocuments(sql, erasure), TRANSACTION_LIMITS);
  }
}
