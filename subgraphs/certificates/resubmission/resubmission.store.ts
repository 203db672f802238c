import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { Channel } from '../../../legacy-adapter/index.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries, Sql } from '../../../schema/kernel/database.js';
import { countingAcceptance } from '../migration-progress/progress-delta.store.js';
import type { Submitter } from '../certificate-request/incoming-request.type.js';

/** An accepted request, as far as its resubmission repeats it. */
export interface OriginalRequest {
  id: string;
  ipaCode: string;
  unitCode: string | null;
  officeCode: string;
  kind: CertificateKindName;
  purposeCode: string;
  protocolNumber: string;
  protocolDate: IsoDay;
  german: boolean;
}

export async function findOriginal(queries: Queries, id: string): Promise<OriginalRequest | undefined> {
  return queries.one<OriginalRequest>(
    `SELECT id, ipa_code AS "ipaCode", unit_code AS "unitCode", office_code AS "officeCode", kind,
            purpose_code AS "purposeCode", protocol_number AS "protocolNumber", protocol_date AS "protocolDate", german
     FROM certificates.certificate_request WHERE id = $1 AND state = 'ACCEPTED'`,
    [id],
  );
}

/** Whether the request has abandoned items that no accepted resubmission has taken up. */
export async function hasAbandonedLeft(queries: Queries, id: string): Promise<boolean> {
  const found = await queries.one<{ left: boolean }>(
    `SELECT EXISTS (
       SELECT FROM certificates.item_end ended
       WHERE ended.request_id = $1 AND ended.status = 'ABANDONED' AND NOT EXISTS (
         SELECT FROM certificates.item_resubmission link
         JOIN certificates.certificate_request request ON request.id = link.request_id AND request.state = 'ACCEPTED'
         WHERE link.of_request_id = ended.request_id AND link.of_line = ended.line)) AS left`,
    [id],
  );
  return found?.left ?? false;
}

/** The latest accepted request made out of abandoned items of this one. */
export async function latestResubmission(queries: Queries, originalId: string): Promise<string | null> {
  const latest = await queries.one<{ id: string }>(
    `SELECT id FROM certificates.certificate_request WHERE resubmits_id = $1 AND state = 'ACCEPTED'
     ORDER BY submitted_at DESC, id DESC LIMIT 1`,
    [originalId],
  );
  return latest?.id ?? null;
}

/** Locks a resubmission that is still to be decided, and says how many items it has; undefined when it is not any more. */
export async function lockUndecided(sql: Sql, requestId: string): Promise<{ items: number } | undefined> {
  return sql.one(
    `SELECT accepted AS items FROM certificates.certificate_request WHERE id = $1 AND state = 'STAGED' FOR UPDATE`,
    [requestId],
  );
}

const PROMOTE = countingAcceptance(
  `UPDATE certificates.certificate_request
   SET state = 'ACCEPTED', channel = $2::certificates.channel, submitted_at = $3, submitted_by = $4,
       sign_in_method = $5, sign_in_level = $6
   WHERE id = $1 AND state = 'STAGED'`,
);

/** Makes it visible on its channel, and counts it; the person who asks is the one whose call decides. */
export async function promoteResubmission(
  sql: Sql,
  { requestId, channel, at, submitter }: { requestId: string; channel: Channel; at: Date; submitter: Submitter },
): Promise<void> {
  await sql.query(PROMOTE, [requestId, channel, at, submitter.personKey, submitter.method, submitter.level]);
}
