import type { Database } from '../../../schema/kernel/database.js';
import { requireText } from '../text-input.rules.js';
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

  /** All offices, or those of a district or a region. */
  list({ district, region }: ProsecutorOfficeFilter): Promise<ProsecutorOfficeRow[]> {
    return readProsecutorOffices(this.#database, {
      district: district ? requireText(district, 'district') : null,
      region: region ? requireText(region, 'region') : null,
    });
  }
}
