import type { Queries } from '../../../schema/kernel/database.js';

/** Steps of a batch's life. Each runs inside `BatchClaimStore.whileHeld`, where the row is locked and the claim holds. */

interface Step {
  id: string;
  now: Date;
}

/** The file lies under its name; one that the office had acknowledged before stays acknowledged. */
export async function markSent(sql: Queries, { id, now }: Step): Promise<void> {
  await sql.query(
    `UPDATE legacy.massivo_batch
        SET state = (CASE WHEN acknowledged_at IS NULL THEN 'SENT' ELSE 'ACKNOWLEDGED' END)::legacy.massivo_batch_state,
            sent_at = $2, not_before = $2, claimed_until = NULL, last_error = NULL
      WHERE id = $1`,
    [id, now],
  );
}

/** The office has it; the first acknowledgement counts. Keeps the claim: more answers may be there. */
export async function markAcknowledged(
  sql: Queries,
  { id, now, sicProtocol }: Step & { sicProtocol: string | null },
): Promise<void> {
  await sql.query(
    `UPDATE legacy.massivo_batch
        SET state = 'ACKNOWLEDGED', acknowledged_at = coalesce(acknowledged_at, $2),
            sic_protocol = coalesce(sic_protocol, $3), last_error = NULL
      WHERE id = $1`,
    [id, now, sicProtocol],
  );
}

/** The outcome has been taken in; an outcome is an acknowledgement too. */
export async function markCompleted(
  sql: Queries,
  { id, now, sicProtocol }: Step & { sicProtocol: string },
): Promise<void> {
  await sql.query(
    `UPDATE legacy.massivo_batch
        SET state = 'COMPLETED', completed_at = $2, acknowledged_at = coalesce(acknowledged_at, $2), sic_protocol = $3,
            claimed_until = NULL, last_error = NULL
      WHERE id = $1`,
    [id, now, sicProtocol],
  );
}

/** The office has ended it: `REFUSED` for good, or `FAILED`, and then an operator decides. */
export async function markEnded(
  sql: Queries,
  { id, now, state, trouble }: Step & { state: 'REFUSED' | 'FAILED'; trouble: string },
): Promise<void> {
  await sql.query(
    `UPDATE legacy.massivo_batch
        SET state = $3::legacy.massivo_batch_state, claimed_until = NULL, last_error = $4,
            completed_at = CASE WHEN $3 = 'REFUSED' THEN $2::timestamptz END
      WHERE id = $1`,
    [id, now, state, trouble],
  );
}
