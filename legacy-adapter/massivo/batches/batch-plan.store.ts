import type { CertificateKindCode } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import { recordEvent } from './batch-event.store.js';
import { BATCH_COLUMNS } from './massivo-batch.store.js';
import type { MassivoBatch } from './massivo-batch.type.js';

/** An outbox entry whose files are to be planned. */
export interface UnplannedSubmission {
  requestId: string;
  ipaCode: string;
  officeCode: string;
  fileRequestId: string;
  acceptedOn: IsoDay;
  items: number;
}

/** What stands in the header of every file of a request. */
export interface SubmissionHeader {
  requestId: string;
  ipaCode: string;
  bodyTaxCode: string;
  officeCode: string;
  kindCode: CertificateKindCode;
  purposeCode: string;
  protocolNumber: string;
  protocolDate: IsoDay;
  german: boolean;
  pec: string;
  agreementReference: string;
  keyId: number;
  sealedContact: Buffer;
}

export interface NewBatch {
  id: string;
  part: number;
  fileName: string;
  fileRequestId: string;
  firstSeq: number;
  lastSeq: number;
  /** Its turn (`legacy.massivo_batch.served_at`). */
  turn: Date;
}

/** Locks the oldest request that has no batches yet and that nobody else is planning. */
export async function takeUnplanned(sql: Queries, except: readonly string[]): Promise<UnplannedSubmission | undefined> {
  return sql.one(
    `SELECT request_id AS "requestId", ipa_code AS "ipaCode", office_code AS "officeCode",
            file_request_id AS "fileRequestId", accepted_on AS "acceptedOn", items
       FROM legacy.massivo_submission WHERE planned_at IS NULL AND request_id <> ALL($1::uuid[])
      ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [except],
  );
}

export async function findSubmissionHeader(sql: Queries, requestId: string): Promise<SubmissionHeader | undefined> {
  return sql.one(
    `SELECT request_id AS "requestId", ipa_code AS "ipaCode", body_tax_code AS "bodyTaxCode",
            office_code AS "officeCode", kind_code AS "kindCode", purpose_code AS "purposeCode",
            protocol_number AS "protocolNumber", protocol_date AS "protocolDate", german, pec,
            agreement_reference AS "agreementReference", key_id AS "keyId", sealed_contact AS "sealedContact"
       FROM legacy.massivo_submission WHERE request_id = $1`,
    [requestId],
  );
}

type FileSeries = Pick<UnplannedSubmission, 'ipaCode' | 'officeCode' | 'acceptedOn'>;

/** Takes `files` numbers of the body's count for that office and day; gives the first. */
export async function takeFileNumbers(sql: Queries, series: FileSeries, files: number): Promise<number> {
  const { ipaCode, officeCode, acceptedOn } = series;
  const counted = await sql.one<{ count: number }>(
    `INSERT INTO legacy.massivo_file_count AS c (ipa_code, office_code, day, count) VALUES ($1, $2, $3, $4)
     ON CONFLICT (ipa_code, office_code, day) DO UPDATE SET count = c.count + excluded.count RETURNING count`,
    [ipaCode, officeCode, acceptedOn, files],
  );
  return (counted?.count ?? files) - files + 1;
}

/** Whether the body has a file with one of these request ids at that office. */
export async function isRequestIdTaken(
  sql: Queries,
  { ipaCode, officeCode }: Pick<FileSeries, 'ipaCode' | 'officeCode'>,
  fileRequestIds: readonly string[],
): Promise<boolean> {
  const taken = await sql.one<{ taken: boolean }>(
    `SELECT EXISTS (SELECT FROM legacy.massivo_batch
       WHERE ipa_code = $1 AND office_code = $2 AND file_request_id = ANY($3)) AS taken`,
    [ipaCode, officeCode, fileRequestIds],
  );
  return taken?.taken ?? false;
}

/** The turn that is being served at the office, and the last one that the body has there; null where nothing waits. */
export async function readTurns(
  sql: Queries,
  { ipaCode, officeCode }: Pick<FileSeries, 'ipaCode' | 'officeCode'>,
): Promise<{ current: Date | null; lastOfBody: Date | null }> {
  const turns = await sql.one<{ current: Date | null; lastOfBody: Date | null }>(
    `SELECT min(served_at) AS current, max(served_at) FILTER (WHERE ipa_code = $1) AS "lastOfBody"
       FROM legacy.massivo_batch WHERE office_code = $2 AND state = 'QUEUED'`,
    [ipaCode, officeCode],
  );
  return turns ?? { current: null, lastOfBody: null };
}

/** Writes the batches of a request and takes it out of the queue of those that have none. */
export async function insertBatches(
  sql: Queries,
  { requestId, ipaCode, officeCode }: UnplannedSubmission,
  { batches, now }: { batches: readonly NewBatch[]; now: Date },
): Promise<void> {
  await sql.query(
    `INSERT INTO legacy.massivo_batch (id, request_id, part, parts, ipa_code, office_code, file_name, file_request_id,
        first_seq, last_seq, state, created_at, served_at, not_before)
     SELECT n.id, $1, n.part, $2, $3, $4, n.file_name, n.file_request_id, n.first_seq, n.last_seq, 'QUEUED', $5, n.turn, $5
       FROM unnest($6::uuid[], $7::int[], $8::text[], $9::text[], $10::int[], $11::int[], $12::timestamptz[])
         AS n (id, part, file_name, file_request_id, first_seq, last_seq, turn)`,
    [
      ...[requestId, batches.length, ipaCode, officeCode, now],
      batches.map(({ id }) => id),
      batches.map(({ part }) => part),
      batches.map(({ fileName }) => fileName),
      batches.map(({ fileRequestId }) => fileRequestId),
      batches.map(({ firstSeq }) => firstSeq),
      batches.map(({ lastSeq }) => lastSeq),
      batches.map(({ turn }) => turn),
    ],
  );
  await sql.query(`UPDATE legacy.massivo_submission SET planned_at = $2 WHERE request_id = $1`, [requestId, now]);
  await recordEvent(
    sql,
    batches.map(({ id }) => id),
    { kind: 'PLANNED', at: now },
  );
}

/** The highest part number that the request has. */
export async function highestPart(sql: Queries, requestId: string): Promise<number> {
  const found = await sql.one<{ part: number }>(
    'SELECT max(part) AS part FROM legacy.massivo_batch WHERE request_id = $1',
    [requestId],
  );
  return found?.part ?? 0;
}

/** Adds a part cut from a batch; it has the batch's turn. */
export async function insertPiece(sql: Queries, from: string, piece: Omit<NewBatch, 'turn'>): Promise<void> {
  const { id, part, fileName, fileRequestId, firstSeq, lastSeq } = piece;
  await sql.query(
    `INSERT INTO legacy.massivo_batch (id, request_id, part, parts, ipa_code, office_code, file_name, file_request_id,
        first_seq, last_seq, state, created_at, served_at, not_before)
     SELECT $2, request_id, $3, greatest(parts, $3), ipa_code, office_code, $4, $5, $6, $7, state, created_at,
            served_at, not_before
       FROM legacy.massivo_batch WHERE id = $1`,
    [from, id, part, fileName, fileRequestId, firstSeq, lastSeq],
  );
}

/** Leaves a batch its rows up to `lastSeq`. */
export async function cutBatch(
  sql: Queries,
  id: string,
  { lastSeq, fileRequestId }: { lastSeq: number; fileRequestId: string },
): Promise<MassivoBatch> {
  const cut = await sql.one<MassivoBatch>(
    `UPDATE legacy.massivo_batch SET last_seq = $2, file_request_id = $3, parts = greatest(parts, 2)
      WHERE id = $1 RETURNING ${BATCH_COLUMNS}`,
    [id, lastSeq, fileRequestId],
  );
  if (!cut) throw new Error('a locked batch has gone');
  return cut;
}
