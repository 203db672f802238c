import type { Database } from '../../schema/kernel/database.js';

/** IPA codes of the bodies that a person is an active contact person of (referente): one as a rule. */
export async function contactBodies(database: Database, personKey: string): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ ipaCode: string }>(
    `SELECT DISTINCT ipa_code AS "ipaCode" FROM agreements.contact_person
      WHERE person_key = $1 AND side = 'BODY' AND active AND ipa_code IS NOT NULL`,
    [personKey],
  );
  return new Set(rows.map((row) => row.ipaCode));
}
