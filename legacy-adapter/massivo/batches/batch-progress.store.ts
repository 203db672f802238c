import type { Queries } from '../../../schema/kernel/database.js';
import { recordEvent } from './batch-event.store.js';
import { resolveQuarantine } from './batch-trouble.store.js';

/**
 * Steps of a batch's life, each with its entry in the history. Each runs inside `BatchClaimStore.whileHeld`, where the
 * row is locked and the claim holds.
 */

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
  await recordEvent(sql, [id], { kind: 'SENT', at: now });
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
  await recordEvent(sql, [id], { kind: 'ACKNOWLEDGED', at: now });
  await resolveQuarantine(sql, [id], { at: now, resolution: 'TAKEN_IN', about: 'ACKNOWLEDGEMENT_' });
}

/** The outcome, known by the hash of its closing record, has been taken in; an outcome is an acknowledgement too. */
export async function markCompleted(
  sql: Queries,
  { id, now, sicProtocol, outcomeSha256 }: Step & { sicProtocol: string; outcomeSha256: string },
): Promise<void> {
  await sql.query(
    `UPDATE legacy.massivo_batch
        SET state = 'COMPLETED', completed_at = $2, acknowledged_at = coalesce(acknowledged_at, $2), sic_protocol = $3,
            outcome_sha256 = decode($4, 'hex'), claimed_until = NULL, last_error = NULL
      WHERE id = $1`,
    [id, now, sicProtocol, outcomeSha256],
  );
  await recordEvent(sql, [id], { kind: 'COMPLETED', at: now });
  await resolveQuarantine(sql, [id], { at: now, resolution: 'TAKEN_IN' });
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
  await recordEvent(sql, [id], { kind: state, at: now, trouble });
  // After REFUSED nothing comes any more; after FAILED an operator decides what becomes of it.
  if (state === 'REFUSED') await resolveQuarantine(sql, [id], { at: now, resolution: 'TAKEN_IN' });
}
