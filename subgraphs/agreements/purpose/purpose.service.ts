import type { Database } from '../../../schema/kernel/database.js';
import { readPurposes, type PurposeRow } from './purpose.loader.js';

export class PurposeService {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): Promise<PurposeRow[]> {
    return readPurposes(this.#database);
  }
}
