import type { Database } from '../../../schema/kernel/database.js';
import { replaceMunicipalityOffices } from './municipality-office.store.js';
import { readMunicipalityTable, type TableProblem } from './municipality-table.rules.js';
import { officeSeats } from './office-of-place.read-model.js';

/** The largest file that is read: 25,000 lines take 400 KB. */
export const LARGEST_TABLE_BYTES = 1_048_576;
const SHOWN_PROBLEMS = 20;

/** The table is not taken, and what stood in the database still holds. */
export class MunicipalityTableError extends Error {
  constructor(readonly problems: readonly TableProblem[]) {
    const shown = problems.slice(0, SHOWN_PROBLEMS).map(({ line, message }) => `  line ${line}: ${message}`);
    const more = problems.length - shown.length;
    super(
      ['The table of municipalities was not imported:', ...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join(
        '\n',
      ),
    );
    this.name = 'MunicipalityTableError';
  }
}

/**
 * Imports the table of municipalities and their offices: the file takes the place of what was imported before,
 * as a whole or not at all.
 * @returns how many municipalities are in the table now.
 * @throws MunicipalityTableError with every line that cannot be taken.
 */
export async function importMunicipalityTable(
  database: Database,
  file: Uint8Array,
): Promise<{ municipalities: number }> {
  const { rows, problems } = readMunicipalityTable(textOf(file), await officeSeats(database));
  if (problems.length > 0) throw new MunicipalityTableError(problems);
  await database.transaction((sql) => replaceMunicipalityOffices(sql, rows), {
    lockTimeoutMs: 5_000,
    statementTimeoutMs: 20_000,
  });
  return { municipalities: rows.length };
}

function textOf(file: Uint8Array): string {
  if (file.byteLength > LARGEST_TABLE_BYTES) {
    throw new MunicipalityTableError([{ line: 1, message: `larger than ${LARGEST_TABLE_BYTES} bytes` }]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    throw new MunicipalityTableError([{ line: 1, message: 'not UTF-8 text' }]);
  }
}
