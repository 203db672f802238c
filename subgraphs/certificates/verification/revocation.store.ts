import type { Queries, Sql } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';

/** Who revokes a certificate of an office, when and why. */
export interface NewRevocation {
  number: string;
  officeCode: string;
  at: Date;
  /** The operator's name in the office's system. */
  by: string;
  reason: SealedValue;
}

/** Revokes a certificate and keeps who, when and why; `false` when it was revoked before, or is none of the office's. */
export async function insertRevocation(sql: Sql, revocation: NewRevocation): Promise<boolean> {
  const { number, officeCode, at, by, reason } = revocation;
  const { rowCount } = await sql.query(
    `UPDATE certificates.certificate SET revoked_at = $3
     WHERE number = $1 AND office_code = $2 AND revoked_at IS NULL`,
    [number, officeCode, at],
  );
  if (rowCount !== 1) return false;
  await sql.query(
    `INSERT INTO certificates.certificate_revocation (number, at, by, key_id, sealed_reason)
     VALUES ($1, $2, $3, $4, $5)`,
    [number, at, by, reason.keyId, reason.sealed],
  );
  return true;
}

/** The sealed reasons of those of these certificates that are revoked. */
export async function revocationReasons(
  queries: Queries,
  numbers: readonly string[],
): Promise<Map<string, SealedValue>> {
  const rows = await queries.rows<{ number: string; key_id: number; sealed_reason: Buffer }>(
    'SELECT number, key_id, sealed_reason FROM certificates.certificate_revocation WHERE number = ANY ($1::text[])',
    [numbers],
  );
  return new Map(rows.map((row) => [row.number, { keyId: row.key_id, sealed: row.sealed_reason }]));
}
