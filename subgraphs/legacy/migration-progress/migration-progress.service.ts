import type { TransitionControl } from '../../../legacy-adapter/index.js';
import { daysBetween, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import type { MigrationProgressKey } from '../../shared/migration-progress-id.js';
import { readInFlight } from './in-flight.read-model.js';
import type { InFlight } from './migration-progress.type.js';

/** What the flag's owner adds to the progress: the time that is left and what massivo still has to answer. */
export class MigrationProgressService {
  readonly #database: Database;
  readonly #transition: Pick<TransitionControl, 'present'>;

  constructor({ database, transition }: { database: Database; transition: Pick<TransitionControl, 'present'> }) {
    this.#database = database;
    this.#transition = transition;
  }

  async lastDay(): Promise<IsoDay> {
    return (await this.#transition.present({})).lastDay;
  }

  async daysLeft({ asOf }: MigrationProgressKey): Promise<number> {
    return Math.max(0, daysBetween(asOf, await this.lastDay()));
  }

  inFlight(key: MigrationProgressKey): Promise<InFlight> {
    return readInFlight(this.#database, key);
  }
}
