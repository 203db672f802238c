import type { Logger } from 'pino';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { forgetNotices, keepNotices, type SeenNotices } from './office-notice.store.js';

export interface OfficeNoticesOptions {
  database: Database;
  clock: Clock;
  logger: Logger;
  /** The offices of abandoned batches are looked at so often at least. */
  lateLookMs: number;
}

/** What has not changed is written again after so long: that it is still so, and what another worker may have left. */
const CONFIRM_MS = 60_000;
/** What was seen holds at least so long after the last look. */
const SHORTEST_MEMORY_MS = 60 * 60_000;

/**
 * Keeps what the looks at the offices find and should not be there. In the database, because the processes that show
 * it are not those that look, and because a worker that starts must not tell again what was told. A look that finds
 * what the last one found writes nothing.
 */
export class OfficeNotices {
  readonly #options: OfficeNoticesOptions;
  readonly #told = new Map<string, { facts: string; at: number }>();

  constructor(options: OfficeNoticesOptions) {
    this.#options = options;
  }

  /** A whole look at the office has found this. Names are not told, they could hold anything. */
  async note(officeCode: string, seen: SeenNotices): Promise<void> {
    const { database, clock, logger } = this.#options;
    const now = clock.now();
    const facts = JSON.stringify(seen);
    const told = this.#told.get(officeCode);
    if (told?.facts === facts && now.getTime() - told.at < CONFIRM_MS) return;
    const { appeared, disappeared } = await keepNotices(database, { officeCode, seen, now });
    this.#told.set(officeCode, { facts, at: now.getTime() });
    for (const { kind, entries } of appeared) {
      logger.warn({ officeCode, notice: kind, entries }, 'found in the drop area, left alone');
    }
    for (const { kind, since } of disappeared) {
      logger.info({ officeCode, notice: kind, since }, 'no longer found in the drop area');
    }
  }

  /** Forgets offices that nobody looks at any more; to be called every few seconds. */
  async sweep(): Promise<void> {
    const { database, clock, lateLookMs } = this.#options;
    const memoryMs = Math.max(SHORTEST_MEMORY_MS, 3 * lateLookMs);
    await forgetNotices(database, new Date(clock.now().getTime() - memoryMs));
  }
}
