import type { Queries, Sql } from '../../../schema/kernel/database.js';
import type { IssuingRequest } from './certificate-draft.js';

/** A job as its claimant holds it. */
export interface ClaimedJob {
  request: IssuingRequest;
  nextSeq: number;
  lastSeq: number;
  /** Fences the claim: whoever claims later has a higher one. */
  token: number;
  /** Turns taken since the last one that succeeded, this one included. */
  attempts: number;
}

interface JobRow {
  id: string;
  kind: IssuingRequest['kind'];
  office_code: string;
  german: boolean;
  next_seq: number;
  last_seq: number;
  claim_token: number;
  attempts: number;
}

/**
 * Claims the next turn: the body that waited longest, and of its requests the one that waited longest. The body's turn
 * is counted at once, so that two workers do not serve the same one while another waits. An attempt is counted before
 * it is made: a row that kills the process is counted too.
 */
export async function claimJob(
  queries: Queries,
  { now, until }: { now: Date; until: Date },
): Promise<ClaimedJob | undefined> {
  const row = await queries.one<JobRow>(CLAIM, [now, until]);
  if (!row) return undefined;
  const { id, kind, german, attempts } = row;
  return {
    request: { id, kind, german, officeCode: row.office_code },
    nextSeq: row.next_seq,
    lastSeq: row.last_seq,
    token: row.claim_token,
    attempts,
  };
}

const CLAIM = `
  WITH due AS (
    SELECT job.request_id, job.ipa_code
    FROM certificates.issuing_job job LEFT JOIN certificates.issuing_turn last USING (ipa_code)
    WHERE job.not_before <= $1 AND (job.claimed_until IS NULL OR job.claimed_until <= $1)
    ORDER BY last.turn NULLS FIRST, job.served_at, job.request_id
    LIMIT 1 FOR UPDATE OF job SKIP LOCKED
  ), turn AS (
    INSERT INTO certificates.issuing_turn (ipa_code, turn)
    SELECT ipa_code, nextval('certificates.issuing_turn_number') FROM due
    ON CONFLICT (ipa_code) DO UPDATE SET turn = excluded.turn
  )
  UPDATE certificates.issuing_job job
  SET claim_token = job.claim_token + 1, claimed_until = $2, attempts = job.attempts + 1, served_at = $1
  FROM due JOIN certificates.certificate_request request ON request.id = due.request_id
  WHERE job.request_id = due.request_id
  RETURNING request.id, request.kind, request.office_code, request.german, job.next_seq, job.last_seq, job.claim_token,
            job.attempts`;

/**
 * Moves a job beyond what this transaction has done, or removes it when that was the last, and lets the claim go.
 * @returns whether the claim still held; if not, the transaction must not be committed.
 */
export async function advanceJob(sql: Sql, job: ClaimedJob, nextSeq: number): Promise<boolean> {
  const { id } = job.request;
  const { rowCount } =
    nextSeq > job.lastSeq
      ? await sql.query('DELETE FROM certificates.issuing_job WHERE request_id = $1 AND claim_token = $2', [
          id,
          job.token,
        ])
      : await sql.query(
          `UPDATE certificates.issuing_job SET next_seq = $3, attempts = 0, claimed_until = NULL, last_error = NULL
           WHERE request_id = $1 AND claim_token = $2`,
          [id, job.token, nextSeq],
        );
  return rowCount === 1;
}

/** Puts a job off after a turn that failed; does nothing when somebody else has claimed it since. */
export async function postponeJob(
  queries: Queries,
  job: ClaimedJob,
  { notBefore, error }: { notBefore: Date; error: string },
): Promise<void> {
  await queries.query(
    `UPDATE certificates.issuing_job SET claimed_until = NULL, not_before = $3, last_error = $4
     WHERE request_id = $1 AND claim_token = $2`,
    [job.request.id, job.token, notBefore, error],
  );
}

/** Gives a claim back untouched, as when the process stops. */
export async function releaseJob(queries: Queries, job: ClaimedJob): Promise<void> {
  await queries.query(
    `UPDATE certificates.issuing_job SET claimed_until = NULL, attempts = greatest(attempts - 1, 0)
     WHERE request_id = $1 AND claim_token = $2`,
    [job.request.id, job.token],
  );
}

/** Where the work on each request has come to: all accepted rows before that are served. Requests without work are left out. */
export async function nextSeqsToIssue(queries: Queries, requestIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await queries.rows<{ requestId: string; nextSeq: number }>(
    `SELECT request_id AS "requestId", next_seq AS "nextSeq" FROM certificates.issuing_job
     WHERE request_id = ANY ($1::uuid[])`,
    [requestIds],
  );
  return new Map(rows.map(({ requestId, nextSeq }) => [requestId, nextSeq]));
}
