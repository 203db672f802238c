import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { countOverdue, findOverdue, type OverdueCount, type OverdueTimes } from './batches/overdue.store.js';
import type { AnswerDeadlines, OverdueBatch } from './batches/overdue.type.js';
import { readTroubledOffices } from './isolation/office-health.store.js';
import type { OfficeHealth, OfficeNotice, TroubledOffice } from './isolation/office-health.type.js';
import { readNotices } from './isolation/office-notice.store.js';

/** What operations keep an eye on. */
export interface MassivoWatch {
  /** Those of the batches that have waited too long. */
  overdue(batchIds: readonly string[]): Promise<OverdueBatch[]>;
  /** Their batches that have waited too long, counted by what for. */
  overdueAt(officeCodes: readonly string[]): Promise<OverdueCount[]>;
  /** One for each code, in their order. */
  health(officeCodes: readonly string[]): Promise<OfficeHealth[]>;
  /** For the metrics: every office that is not well, what was found at which, how many batches are overdue. */
  figures(): Promise<MassivoFigures>;
}

export interface MassivoFigures {
  offices: TroubledOffice[];
  notices: OfficeNotice[];
  overdue: OverdueCount[];
}

/** Reads what the workers have written down; every process of the product can answer. */
export class MassivoWatchService implements MassivoWatch {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #deadlines: AnswerDeadlines;

  constructor({ database, clock, deadlines }: { database: Database; clock: Clock; deadlines: AnswerDeadlines }) {
    this.#database = database;
    this.#clock = clock;
    this.#deadlines = deadlines;
  }

  overdue(batchIds: readonly string[]): Promise<OverdueBatch[]> {
    return findOverdue(this.#database, batchIds, this.#times());
  }

  async overdueAt(officeCodes: readonly string[]): Promise<OverdueCount[]> {
    const counts = await countOverdue(this.#database, this.#times());
    return counts.filter(({ officeCode }) => officeCodes.includes(officeCode));
  }

  async health(officeCodes: readonly string[]): Promise<OfficeHealth[]> {
    const [troubled, notices] = await Promise.all([
      readTroubledOffices(this.#database, officeCodes),
      readNotices(this.#database, officeCodes),
    ]);
    const byOffice = new Map(troubled.map((health) => [health.officeCode, health]));
    return officeCodes.map((officeCode) => ({
      ...(byOffice.get(officeCode) ?? { officeCode, state: 'CLOSED', since: null, trouble: null, workers: 0 }),
      notices: notices.filter((notice) => notice.officeCode === officeCode),
    }));
  }

  async figures(): Promise<MassivoFigures> {
    const [offices, notices, overdue] = await Promise.all([
      readTroubledOffices(this.#database),
      readNotices(this.#database),
      countOverdue(this.#database, this.#times()),
    ]);
    return { offices, notices, overdue };
  }

  #times(): OverdueTimes {
    return { ...this.#deadlines, now: this.#clock.now() };
  }
}
