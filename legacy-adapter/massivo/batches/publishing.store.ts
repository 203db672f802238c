import type { Queries } from '../../../schema/kernel/database.js';
import type { TransitionScope } from '../../contract.js';

/**
 * Marks of files that are being given their final name at this moment. A row lock says the same, but is lost with its
 * connection, while the rename goes on; a mark outlasts it. Its worker renews it with the claim, so it is void within a
 * lease of the worker's death. On the database's clock.
 */

/** A batch in a worker's hands (`ClaimedBatch`). */
interface Claim {
  id: string;
  claimToken: number;
}

/** The batches whose mark holds (SQL). */
export const MARKED_BATCHES = 'SELECT batch_id FROM legacy.massivo_publishing WHERE until >= clock_timestamp()';

/** A mark that holds, of a batch `b` (SQL). */
export const HAS_LIVE_MARK = `EXISTS (SELECT FROM legacy.massivo_publishing p
  WHERE p.batch_id = b.id AND p.until >= clock_timestamp())`;

/** False when another sender's mark still holds. */
export async function markPublishing(sql: Queries, { id, claimToken }: Claim, leaseMs: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO legacy.massivo_publishing AS p (batch_id, claim_token, until)
     VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
     ON CONFLICT (batch_id) DO UPDATE SET claim_token = excluded.claim_token, until = excluded.until
       WHERE p.claim_token = excluded.claim_token OR p.until < clock_timestamp()`,
    [id, claimToken, leaseMs],
  );
  return rowCount === 1;
}

export async function unmarkPublishing(sql: Queries, { id, claimToken }: Claim): Promise<void> {
  await sql.query('DELETE FROM legacy.massivo_publishing WHERE batch_id = $1 AND claim_token = $2', [id, claimToken]);
}

/** How many files of the scope are being published by whom nobody can stop any more. */
export async function countPublishing(sql: Queries, { officeCode, ipaCode }: TransitionScope): Promise<number> {
  const found = await sql.one<{ count: number }>(
    `SELECT count(*) AS count FROM legacy.massivo_publishing p JOIN legacy.massivo_batch b ON b.id = p.batch_id
      WHERE p.until >= clock_timestamp() AND ($1::text IS NULL OR b.office_code = $1)
        AND ($2::text IS NULL OR b.ipa_code = $2)`,
    [officeCode ?? null, ipaCode ?? null],
  );
  return found?.count ?? 0;
}
