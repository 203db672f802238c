import type { Queries } from '../../schema/kernel/database.js';

/** Offices and bodies as the flag needs them: whether they exist, and which office is a body's own. */

export async function officeExists(sql: Queries, officeCode: string): Promise<boolean> {
  return (await sql.one('SELECT 1 FROM agreements.prosecutor_office WHERE code = $1', [officeCode])) !== undefined;
}

/** Code of the office competent for the body; `null` when there is no such body. */
export async function officeOfBody(sql: Queries, ipaCode: string): Promise<string | null> {
  const row = await sql.one<{ officeCode: string }>(
    'SELECT office_code AS "officeCode" FROM agreements.public_body WHERE ipa_code = $1',
    [ipaCode],
  );
  return row?.officeCode ?? null;
}
