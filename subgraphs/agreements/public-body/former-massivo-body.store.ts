import type { Database, Sql } from '../../../schema/kernel/database.js';
import { problem, type FormerMassivoBody } from './former-massivo-body.rules.js';
import type { FormerMassivoBodyProblem, FormerMassivoBodyStatus } from './former-massivo-body.type.js';

export class FormerMassivoBodyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Writes a row of the register, with the body where it is not recorded yet. What its office has recorded of a body
   * stands: only the register and the volumes are written over. Months that are not named stay.
   */
  async record(body: FormerMassivoBody, now: Date): Promise<FormerMassivoBodyStatus | FormerMassivoBodyProblem> {
    return this.#database.transaction(async (sql) => {
      const office = await sql.one('SELECT 1 FROM agreements.prosecutor_office WHERE code = $1', [body.officeCode]);
      if (!office) return problem('officeCode', 'There is no such office.', 'Ufficio inesistente.');
      await insertBody(sql, body, now);
      const recorded = await sql.one<{ taxCode: string }>(
        'SELECT tax_code AS "taxCode" FROM agreements.public_body WHERE ipa_code = $1',
        [body.ipaCode],
      );
      if (recorded?.taxCode !== body.taxCode) {
        return problem('taxCode', 'Recorded with another tax code.', 'Registrato con altro codice fiscale.');
      }
      const { rowCount } = await sql.query(
        'INSERT INTO agreements.former_massivo_body (ipa_code, office_code) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [body.ipaCode, body.officeCode],
      );
      const changed = await writeVolumes(sql, body);
      if (rowCount > 0) return 'RECORDED';
      return changed > 0 ? 'CORRECTED' : 'UNCHANGED';
    });
  }
}

async function insertBody(sql: Sql, body: FormerMassivoBody, now: Date): Promise<void> {
  const { ipaCode, name, type, taxCode, officeCode, pec } = body;
  await sql.query(
    `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec, recorded_at)
     VALUES ($1, $2, $3::agreements.public_body_type, $4, $5, $6, $7) ON CONFLICT (ipa_code) DO NOTHING`,
    [ipaCode, name, type, taxCode, officeCode, pec, now],
  );
}

/** How many months are new or differ. */
async function writeVolumes(sql: Sql, { ipaCode, officeCode, volumes }: FormerMassivoBody): Promise<number> {
  const { rowCount } = await sql.query(
    `INSERT INTO agreements.former_massivo_volume AS v (ipa_code, office_code, month, subjects)
     SELECT $1, $2, month::date, subjects FROM unnest($3::text[], $4::int[]) AS given (month, subjects)
     ON CONFLICT (ipa_code, office_code, month) DO UPDATE SET subjects = EXCLUDED.subjects
       WHERE v.subjects <> EXCLUDED.subjects`,
    [ipaCode, officeCode, volumes.map(({ month }) => `${month}-01`), volumes.map(({ subjects }) => subjects)],
  );
  return rowCount;
}
