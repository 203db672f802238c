import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { countOverdue, findOverdue, type OverdueCount, type OverdueTimes } from './batches/overdue.store.js';
import type { AnswerDeadlines, OverdueBatch } from './batches/overdue.type.js';
import { readTroubledOffices } from './isolation/office-health.store.js';
import type { OfficeHealth } from './isolation/office-health.type.js';

/** What operations keep an eye on. */
export interface MassivoWatch {
  /** Those of the batches whose office is late. */
  overdue(batchIds: readonly string[]): Promise<OverdueBatch[]>;
  /** One for each code, in their order. */
  health(officeCodes: readonly string[]): Promise<OfficeHealth[]>;
  /** For the metrics: every office that is not well, and how many batches are overdue at which. */
  figures(): Promise<MassivoFigures>;
}

export interface MassivoFigures {
  offices: OfficeHealth[];
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

  async health(officeCodes: readonly string[]): Promise<OfficeHealth[]> {
    const troubled = await readTroubledOffices(this.#database, officeCodes);
    const byOffice = new Map(troubled.map((health) => [health.officeCode, health]));
    return officeCodes.map(
      (officeCode) =>
        byOffice.get(officeCode) ?? { officeCode, state: 'CLOSED', since: null, trouble: null, workers: 0 },
    );
  }

  async figures(): Promise<MassivoFigures> {
    const [offices, overdue] = await Promise.all([
      readTroubledOffices(this.#database),
      countOverdue(this.#database, this.#times()),
    ]);
    return { offices, overdue };
  }

  #times(): OverdueTimes {
    return { ...this.#deadlines, now: this.#clock.now() };
  }
}
