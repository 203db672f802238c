import { createHash } from 'node:crypto';
import { copyRows, type CopyColumn, type CopyRow } from '../../../schema/kernel/copy.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import type { Submitter } from '../certificate-request/incoming-request.type.js';
import { sealedSubjectOf } from '../subject/sealed-subject.store.js';
import {
  MOST_SUBJECTS_A_BLOCK,
  openSubjects,
  sealSubjects,
  type SubjectFields,
  type SubjectPlace,
} from '../subject/subject-record.js';
import type { OriginalRequest } from './resubmission.store.js';

export interface ResubmissionHead {
  /** Of the new request. */
  requestId: string;
  original: OriginalRequest;
  submitter: Submitter;
  at: Date;
}

/** Items in memory at a time; larger pages are no faster. Whole blocks of subjects that are sealed together. */
const ITEMS_A_PAGE = 64 * MOST_SUBJECTS_A_BLOCK;
/** Whoever else prepares a resubmission of the same request is waited for: 100,000 items take some seconds. */
const LOCK_TIMEOUT_MS = 20_000;
const STATEMENT_TIMEOUT_MS = 60_000;

const ITEM_COLUMNS: readonly CopyColumn[] = [
  { name: 'request_id', type: 'uuid' },
  { name: 'line', type: 'int4' },
  { name: 'row', type: 'int4' },
  { name: 'seq', type: 'int4' },
  { name: 'key_id', type: 'int2' },
  { name: 'sealed', type: 'bytea' },
];
/** The subject is in the value of a row before. */
const NOT_HERE = { keyId: null, sealed: null };

/**
 * Writes a STAGED request out of the abandoned items that no resubmission has taken up yet, without any lock on the
 * flag. One transaction; calls for the same request come one after the other, and the second finds what the first
 * has staged. Gives the id of what waits to be decided, which may be another call's that has died or is about to decide;
 * null when nothing is left to be taken up.
 *
 * Lines are contiguous from 1 and every item is accepted, so that `line` = `seq`; `row` is the number that the item had.
 * A subject opens only in the place that it was sealed for, so that each is opened there and sealed for the new one,
 * with today's key: a row that named the place of another to be opened with would let anybody who can write rows move
 * subjects about.
 */
export async function stageResubmission(
  database: Database,
  vault: PersonalDataVault,
  head: ResubmissionHead,
): Promise<string | null> {
  const { requestId, original } = head;
  return database.transaction(
    async (sql) => {
      await sql.query(`SELECT FROM certificates.certificate_request WHERE id = $1 FOR NO KEY UPDATE`, [original.id]);
      const older = await findStaged(sql, original.id);
      if (older !== undefined) return older;
      const items = await linkAbandoned(sql, head);
      if (items === 0) return null;
      await insertHead(sql, head, items);
      for (let first = 1; first <= items; first += ITEMS_A_PAGE) {
        await copyPage(sql, vault, { requestId, originalId: original.id, first });
      }
      return requestId;
    },
    // The deciding transaction commits synchronously after this one, and so makes it durable too.
    { lockTimeoutMs: LOCK_TIMEOUT_MS, statementTimeoutMs: STATEMENT_TIMEOUT_MS, synchronousCommit: false },
  );
}

async function findStaged(sql: Sql, originalId: string): Promise<string | undefined> {
  const staged = await sql.one<{ id: string }>(
    `SELECT id FROM certificates.certificate_request WHERE resubmits_id = $1 AND state = 'STAGED'`,
    [originalId],
  );
  return staged?.id;
}

/** One statement, so that what is taken up is what was abandoned at one moment; the primary key lets no item in twice. */
async function linkAbandoned(sql: Sql, { requestId, original }: ResubmissionHead): Promise<number> {
  const { rowCount } = await sql.query(
    `INSERT INTO certificates.item_resubmission (of_request_id, of_line, request_id, line)
     SELECT ended.request_id, ended.line, $2, row_number() OVER (ORDER BY ended.line)
     FROM certificates.item_end ended
     WHERE ended.request_id = $1 AND ended.status = 'ABANDONED' AND NOT EXISTS (
       SELECT FROM certificates.item_resubmission link
       WHERE link.of_request_id = ended.request_id AND link.of_line = ended.line)`,
    [original.id, requestId],
  );
  return rowCount;
}

/** Its client request id is its own id: no sender gave it one, and nobody else's is the same. */
async function insertHead(
  sql: Sql,
  { requestId, original, submitter, at }: ResubmissionHead,
  items: number,
): Promise<void> {
  const contentHash = createHash('sha256').update(`resubmission ${requestId} of ${original.id}`).digest();
  await sql.query(
    `INSERT INTO certificates.certificate_request
       (id, state, ipa_code, unit_code, office_code, client_request_id, content_hash, kind, purpose_code,
        protocol_number, protocol_date, german, submitted_at, submitted_by, sign_in_method, sign_in_level, total,
        accepted, resubmits_id)
     SELECT $1::uuid, 'STAGED', ipa_code, unit_code, office_code, $1::text, $3, kind, purpose_code, protocol_number,
            protocol_date, german, $4, $5, $6, $7, $8::int, $8::int, id
     FROM certificates.certificate_request WHERE id = $2`,
    [requestId, original.id, contentHash, at, submitter.personKey, submitter.method, submitter.level, items],
  );
}

interface AbandonedRow {
  line: number;
  ofLine: number;
  row: number;
  /** Where the value lies that holds the subject. */
  firstLine: number;
  keyId: number;
  /** Null where it is the one of the row before: it is opened once for all of its subjects. */
  sealed: Buffer | null;
}

/** Looked up row by row (`LATERAL … LIMIT 1`): nothing is known of these tables a moment after they were written. */
const PAGE = `
  SELECT link.line, link.of_line AS "ofLine", item.row, subject.first_line AS "firstLine", subject.key_id AS "keyId",
         CASE WHEN subject.first_line IS DISTINCT FROM lag(subject.first_line) OVER (ORDER BY link.line)
              THEN subject.sealed END AS sealed
  FROM certificates.item_resubmission link
  CROSS JOIN LATERAL (SELECT request_id, line, row FROM certificates.certificate_item
                      WHERE request_id = link.of_request_id AND line = link.of_line LIMIT 1) item
  ${sealedSubjectOf('item', 'subject')}
  WHERE link.request_id = $1 AND link.line BETWEEN $2 AND $3 ORDER BY link.line`;

async function copyPage(
  sql: Sql,
  vault: PersonalDataVault,
  { requestId, originalId, first }: { requestId: string; originalId: string; first: number },
): Promise<void> {
  const page = await sql.rows<AbandonedRow>(PAGE, [requestId, first, first + ITEMS_A_PAGE - 1]);
  const subjects = openedSubjects(vault, originalId, page);
  const rows = page.map(({ line, row }, index): CopyRow => {
    const isFirst = index % MOST_SUBJECTS_A_BLOCK === 0;
    const block = isFirst ? subjects.slice(index, index + MOST_SUBJECTS_A_BLOCK) : null;
    const { keyId, sealed } = block ? sealSubjects(vault, { requestId, line }, block) : NOT_HERE;
    return [requestId, line, row, line, keyId, sealed];
  });
  await copyRows(sql.client, { table: 'certificates.certificate_item', columns: ITEM_COLUMNS }, [rows]);
}

/** The subjects of a page, in its order; null for one that cannot be read. */
function openedSubjects(
  vault: PersonalDataVault,
  requestId: string,
  page: readonly AbandonedRow[],
): (SubjectFields | null)[] {
  let block: (SubjectFields | null)[] = [];
  return page.map(({ ofLine, firstLine, keyId, sealed }) => {
    if (sealed) block = opened(vault, { requestId, line: firstLine }, { keyId, sealed });
    return block[ofLine - firstLine] ?? null;
  });
}

/** A value that was changed does not open: its items go along empty, and end FAILED on their channel instead of stopping all. */
function opened(
  vault: PersonalDataVault,
  place: SubjectPlace,
  value: { keyId: number; sealed: Buffer },
): (SubjectFields | null)[] {
  if (!vault.hasKey(value.keyId))
    throw new DomainError('PERSONAL_DATA_KEY_MISSING', { details: { keyId: value.keyId } });
  try {
    return openSubjects(vault, place, value);
  } catch {
    return [];
  }
}
