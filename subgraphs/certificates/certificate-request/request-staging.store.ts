import { copyRows, type CopyColumn, type CopyValue } from '../../../schema/kernel/copy.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';
import { rejectionsValue, type RejectionCounts } from '../migration-progress/progress-delta.store.js';
import { sealContentHash } from './content-hash.js';
import type { IncomingContent, IncomingRequest, IncomingRow, Submitter } from './incoming-request.type.js';
import { RowIntake, type StagedRow } from './row-intake.js';

/** A request before its rows are there. */
export interface StagedHead {
  requestId: string;
  officeCode: string;
  request: IncomingRequest;
  submitter: Submitter;
  submittedAt: Date;
}

export interface StagedCounts {
  total: number;
  accepted: number;
  /** Rows refused, by code. */
  refusals: RejectionCounts;
  contentHash: Buffer;
}

/** A whole upload, in which the database waits for the sender; an idle sender is cut off much earlier, at the door. */
const UPLOAD_DEADLINE_MS = 30 * 60_000;

/** More of them go to disk before the flag is locked, so that the time under the lock does not grow with them. */
const ROWS_FLUSHED_WITH_THE_DECISION = 1_000;

const ITEM_COLUMNS: readonly CopyColumn[] = [
  { name: 'request_id', type: 'uuid' },
  { name: 'line', type: 'int4' },
  { name: 'row', type: 'int4' },
  { name: 'seq', type: 'int4' },
  { name: 'key_id', type: 'int2' },
  { name: 'sealed', type: 'bytea' },
  { name: 'rejection_code', type: 'text' },
  { name: 'rejection_field', type: 'text' },
];

/**
 * Writes a request and all its rows as STAGED, invisible to everyone, without any lock on the flag. One
 * transaction: when the stream fails or is cut, nothing of it remains.
 */
export async function stageRequest(
  database: Database,
  vault: PersonalDataVault,
  staged: { head: StagedHead; content: IncomingContent },
): Promise<StagedCounts> {
  const { head, content } = staged;
  const intake = new RowIntake({
    requestId: head.requestId,
    protocolDate: head.request.protocolDate,
    entities: head.request.kind === 'ADMINISTRATIVE_SANCTIONS',
    vault,
  });
  return database.transaction(
    async (sql) => {
      await insertHead(sql, head);
      const target = { table: 'certificates.certificate_item', columns: ITEM_COLUMNS };
      await copyRows(sql.client, target, itemRows(head.requestId, content.rows, intake));
      const { total, accepted, refusals } = intake;
      const counts = { total, accepted, refusals, contentHash: content.contentHash() };
      await endRefusedRows(sql, head, counts);
      await completeHead(sql, counts, {
        requestId: head.requestId,
        hash: sealContentHash(vault, head.requestId, counts.contentHash),
      });
      if (counts.total > ROWS_FLUSHED_WITH_THE_DECISION) await sql.query('SET LOCAL synchronous_commit = on');
      return counts;
    },
    // The deciding transaction commits synchronously after this one, and so makes it durable too.
    { synchronousCommit: false, statementTimeoutMs: UPLOAD_DEADLINE_MS },
  );
}

/** Removes a staged request that was refused or turned out to be a repetition. */
export async function discardStaged(database: Database, requestId: string): Promise<void> {
  await database.transaction(async (sql) => {
    const staged = await sql.rows(
      `DELETE FROM certificates.certificate_request WHERE id = $1 AND state = 'STAGED' RETURNING id`,
      [requestId],
    );
    if (staged.length === 0) return;
    await sql.query('DELETE FROM certificates.item_delta WHERE request_id = $1', [requestId]);
    await sql.query('DELETE FROM certificates.item_end WHERE request_id = $1', [requestId]);
    await sql.query('DELETE FROM certificates.certificate_item WHERE request_id = $1', [requestId]);
    await sql.query('DELETE FROM certificates.item_resubmission WHERE request_id = $1', [requestId]);
  });
}

/** Requests that were staged before the instant and never decided: their process died in between. */
export async function forgottenStagedRequests(database: Database, before: Date): Promise<string[]> {
  const rows = await database.rows<{ id: string }>(
    `SELECT id FROM certificates.certificate_request WHERE state = 'STAGED' AND submitted_at < $1 LIMIT 100`,
    [before],
  );
  return rows.map(({ id }) => id);
}

async function* itemRows(
  requestId: string,
  batches: AsyncIterable<IncomingRow[]>,
  intake: RowIntake,
): AsyncIterable<CopyValue[][]> {
  for await (const batch of batches) yield intake.take(batch).map((row) => itemRow(requestId, row));
}

function itemRow(requestId: string, { line, row, seq, subjects, refusal }: StagedRow): CopyValue[] {
  const { keyId, sealed } = subjects ?? { keyId: null, sealed: null };
  return [requestId, line, row, seq, keyId, sealed, refusal?.code ?? null, refusal?.field ?? null];
}

async function insertHead(
  sql: Sql,
  { requestId, officeCode, request, submitter, submittedAt }: StagedHead,
): Promise<void> {
  await sql.query(
    `INSERT INTO certificates.certificate_request
       (id, state, ipa_code, unit_code, office_code, client_request_id, content_hash, file_request_id, kind,
        purpose_code, protocol_number, protocol_date, german, submitted_at, submitted_by, sign_in_method, sign_in_level)
     VALUES ($1, 'STAGED', $2, $3, $4, $5, ''::bytea, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      requestId,
      request.ipaCode,
      request.unitCode,
      officeCode,
      request.clientRequestId,
      request.file?.requestId ?? null,
      request.kind,
      request.purposeCode,
      request.protocolNumber,
      request.protocolDate,
      request.german,
      submittedAt,
      submitter.personKey,
      submitter.method,
      submitter.level,
    ],
  );
}

/** A row refused at intake has its end from the start. */
async function endRefusedRows(sql: Sql, head: StagedHead, counts: StagedCounts): Promise<void> {
  if (counts.accepted === counts.total) return;
  await sql.query(
    `INSERT INTO certificates.item_end (request_id, line, status, at, code, field)
     SELECT request_id, line, 'REJECTED', $2, rejection_code, rejection_field
     FROM certificates.certificate_item WHERE request_id = $1 AND rejection_code IS NOT NULL`,
    [head.requestId, head.submittedAt],
  );
  await sql.query(`INSERT INTO certificates.item_delta (request_id, at, rejected) VALUES ($1, $2, $3)`, [
    head.requestId,
    head.submittedAt,
    counts.total - counts.accepted,
  ]);
}

async function completeHead(
  sql: Sql,
  { total, accepted, refusals }: StagedCounts,
  { requestId, hash }: { requestId: string; hash: SealedValue },
): Promise<void> {
  await sql.query(
    `UPDATE certificates.certificate_request
     SET total = $2, accepted = $3, content_key_id = $4, content_hash = $5, refusals = $6::jsonb WHERE id = $1`,
    [requestId, total, accepted, hash.keyId, hash.sealed, rejectionsValue(refusals)],
  );
}
