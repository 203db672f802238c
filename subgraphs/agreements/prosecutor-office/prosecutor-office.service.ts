import type { Database } from '../../../schema/kernel/database.js';
import {
  readProsecutorOffices,
  type ProsecutorOfficeFilter,
  type ProsecutorOfficeRow,
} from './prosecutor-office.loader.js';

export class ProsecutorOfficeService {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(filter: ProsecutorOfficeFilter): Promise<ProsecutorOfficeRow[]> {
    return readProsecutorOffices(this.#database, filter);
  }
}
