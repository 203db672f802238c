import type { Queries, Sql } from '../../schema/kernel/database.js';

/** Which of the bodies are pinned to massivo. */
export async function pinnedAmong(sql: Queries, ipaCodes: readonly string[]): Promise<Set<string>> {
  const rows = await sql.rows<{ ipaCode: string }>(
    'SELECT ipa_code AS "ipaCode" FROM legacy.massivo_pin WHERE ipa_code = ANY($1::text[])',
    [ipaCodes],
  );
  return new Set(rows.map((row) => row.ipaCode));
}

/** Pins a body; `false` when it was pinned already. */
export async function insertPin(sql: Sql, pin: { ipaCode: string; since: Date; reason: string }): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO legacy.massivo_pin (ipa_code, since, reason) VALUES ($1, $2, $3) ON CONFLICT (ipa_code) DO NOTHING`,
    [pin.ipaCode, pin.since, pin.reason],
  );
  return rowCount > 0;
}

/** Unpins a body; `false` when it was not pinned. */
export async function deletePin(sql: Sql, ipaCode: string): Promise<boolean> {
  return (await sql.query('DELETE FROM legacy.massivo_pin WHERE ipa_code = $1', [ipaCode])).rowCount > 0;
}
