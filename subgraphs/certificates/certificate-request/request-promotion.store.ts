import type { Channel } from '../../../legacy-adapter/index.js';
import {
  isLockTimeout,
  isStatementTimeout,
  isUniqueViolation,
  type Queries,
  type Sql,
} from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { countingAcceptance } from '../migration-progress/progress-delta.store.js';
import type { AcceptedRequest } from './accepted-request.type.js';

interface AcceptedRow {
  id: string;
  client_request_id: string;
  file_request_id: string | null;
  content_key_id: number | null;
  content_hash: Buffer;
  total: number;
  accepted: number;
  channel: Channel;
}

/** A request whose content's hash is still sealed. */
export type StoredAcceptedRequest = AcceptedRequest & { contentKeyId: number | null };

/** The accepted requests of a body under this client request id or this header request id: at most two. */
export async function acceptedRequestsUnder(
  queries: Queries,
  ids: { ipaCode: string; clientRequestId: string; fileRequestId: string | null },
): Promise<StoredAcceptedRequest[]> {
  const found = await queries.rows<AcceptedRow>(
    `SELECT id, client_request_id, file_request_id, content_key_id, content_hash, total, accepted, channel
     FROM certificates.certificate_request
     WHERE state = 'ACCEPTED' AND ipa_code = $1 AND (client_request_id = $2 OR file_request_id = $3)`,
    [ids.ipaCode, ids.clientRequestId, ids.fileRequestId],
  );
  return found.map((row) => ({
    id: row.id,
    clientRequestId: row.client_request_id,
    fileRequestId: row.file_request_id,
    contentKeyId: row.content_key_id,
    contentHash: row.content_hash,
    total: row.total,
    accepted: row.accepted,
    channel: row.channel,
  }));
}

const PROMOTE = countingAcceptance(
  `UPDATE certificates.certificate_request SET state = 'ACCEPTED', channel = $2::certificates.channel, submitted_at = $3
   WHERE id = $1 AND state = 'STAGED'`,
);

/**
 * Makes a staged request visible on its channel, and counts it; part of the deciding transaction.
 *
 * @throws DomainError STORE_UNAVAILABLE when it is no longer staged. Staging is not waited for on disk, so that a database
 * that is killed and back between the two transactions has forgotten it; so has everybody once the janitor has been there.
 */
export async function promote(sql: Sql, staged: { requestId: string; channel: Channel; at: Date }): Promise<void> {
  const { rowCount } = await sql.query(PROMOTE, [staged.requestId, staged.channel, staged.at]);
  if (rowCount !== 1) throw new DomainError('STORE_UNAVAILABLE');
}

/** Puts a request of the direct channel into the worker's queue, in the deciding transaction. */
export async function queueIssuing(
  sql: Sql,
  job: { requestId: string; ipaCode: string; items: number; at: Date },
): Promise<void> {
  await sql.query(
    `INSERT INTO certificates.issuing_job (request_id, ipa_code, last_seq, served_at, not_before)
     VALUES ($1, $2, $3, $4, $4)`,
    [job.requestId, job.ipaCode, job.items, job.at],
  );
  await sql.query(`SELECT pg_notify('issuing', '')`, []);
}

/** Whether a failed promotion means that another upload of the same request was faster. */
export function isRepetition(error: unknown): boolean {
  return (
    isUniqueViolation(error, 'certificate_request_client_id') || isUniqueViolation(error, 'certificate_request_file_id')
  );
}

/**
 * Whether a failed promotion means that another upload of the same request has come as far as this one and has not been
 * decided: it may be accepted or refused. The flag's own locks are told apart by who waits for them.
 */
export function isBeingPromoted(error: unknown): boolean {
  return !(error instanceof DomainError) && (isLockTimeout(error) || isStatementTimeout(error));
}
