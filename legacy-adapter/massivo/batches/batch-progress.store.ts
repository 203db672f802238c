import type { Queries } from '../../../schema/kernel/database.js';
import type { MassivoBatchEventKind } from './batch-record.type.js';

/**
 * Steps of a batch's life, each with its entry in the history and the end of what lay in quarantine until then: one
 * statement, which sees the batch's row as the step leaves it. Each runs inside `BatchClaimStore.whileHeld`, where the
 * row is locked and the claim holds.
 */

/** A step: `$1` the batch, `$2` the time, `$3` the trouble that its entry tells. */
interface StepText {
  kind: MassivoBatchEventKind;
  /** Of its columns. */
  set: string;
  /** What it takes out of quarantine: troubles that begin so; absent: none. */
  takesIn?: string;
}

function step({ kind, set, takesIn }: StepText): string {
  const taken = `, taken_in AS (
    UPDATE legacy.massivo_quarantine kept SET resolved_at = $2, resolution = 'TAKEN_IN' FROM step
     WHERE kept.batch_id = step.id AND kept.resolved_at IS NULL AND starts_with(kept.trouble, '${takesIn}'))`;
  return `
    WITH step AS (
      UPDATE legacy.massivo_batch SET ${set} WHERE id = $1 RETURNING id, state, attempts, file_name
    )${takesIn === undefined ? '' : taken}
    INSERT INTO legacy.massivo_batch_event (batch_id, at, kind, state, attempt, file_name, trouble)
    SELECT id, $2::timestamptz, '${kind}', state, attempts, file_name, $3::text FROM step`;
}

const SENT = step({
  kind: 'SENT',
  set: `state = (CASE WHEN acknowledged_at IS NULL THEN 'SENT' ELSE 'ACKNOWLEDGED' END)::legacy.massivo_batch_state,
        sent_at = $2, not_before = $2, claimed_until = NULL, last_error = NULL`,
});
const ACKNOWLEDGED = step({
  kind: 'ACKNOWLEDGED',
  set: `state = 'ACKNOWLEDGED', acknowledged_at = coalesce(acknowledged_at, $2),
        sic_protocol = coalesce(sic_protocol, $4), last_error = NULL`,
  takesIn: 'ACKNOWLEDGEMENT_',
});
const COMPLETED = step({
  kind: 'COMPLETED',
  set: `state = 'COMPLETED', completed_at = $2, acknowledged_at = coalesce(acknowledged_at, $2), sic_protocol = $4,
        outcome_sha256 = decode($5, 'hex'), claimed_until = NULL, last_error = NULL`,
  takesIn: '',
});
const REFUSED = step({
  kind: 'REFUSED',
  set: `state = 'REFUSED', claimed_until = NULL, last_error = $3, completed_at = $2`,
  // Nothing comes any more; after FAILED an operator decides what becomes of it.
  takesIn: '',
});
const FAILED = step({
  kind: 'FAILED',
  set: `state = 'FAILED', claimed_until = NULL, last_error = $3, completed_at = NULL`,
});

interface Step {
  id: string;
  now: Date;
}

/** The file lies under its name; one that the office had acknowledged before stays acknowledged. */
export async function markSent(sql: Queries, { id, now }: Step): Promise<void> {
  await sql.query(SENT, [id, now, null]);
}

/** The office has it; the first acknowledgement counts. Keeps the claim: more answers may be there. */
export async function markAcknowledged(
  sql: Queries,
  { id, now, sicProtocol }: Step & { sicProtocol: string | null },
): Promise<void> {
  await sql.query(ACKNOWLEDGED, [id, now, null, sicProtocol]);
}

/** The outcome, known by the hash of its closing record, has been taken in; an outcome is an acknowledgement too. */
export async function markCompleted(
  sql: Queries,
  { id, now, sicProtocol, outcomeSha256 }: Step & { sicProtocol: string; outcomeSha256: string },
): Promise<void> {
  await sql.query(COMPLETED, [id, now, null, sicProtocol, outcomeSha256]);
}

/** The office has ended it: `REFUSED` for good, or `FAILED`, and then an operator decides. */
export async function markEnded(
  sql: Queries,
  { id, now, state, trouble }: Step & { state: 'REFUSED' | 'FAILED'; trouble: string },
): Promise<void> {
  await sql.query(state === 'REFUSED' ? REFUSED : FAILED, [id, now, trouble]);
}
