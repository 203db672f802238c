import type { Sql } from '../../../schema/kernel/database.js';
import type { MunicipalityOffice } from './municipality-table.rules.js';

/** Puts these rows in the place of the whole table; readers see the old table or the new one. */
export async function replaceMunicipalityOffices(sql: Sql, rows: readonly MunicipalityOffice[]): Promise<void> {
  // Two imports at once take turns: the later one wins as a whole.
  await sql.query('LOCK TABLE certificates.municipality_office IN SHARE ROW EXCLUSIVE MODE');
  await sql.query('DELETE FROM certificates.municipality_office');
  await sql.query(
    `INSERT INTO certificates.municipality_office (municipality, office_code)
     SELECT * FROM unnest($1::text[], $2::text[])`,
    [rows.map(({ municipality }) => municipality), rows.map(({ officeCode }) => officeCode)],
  );
}
