import type { Queries } from '../../../schema/kernel/database.js';
import {
  sealedOnceOf,
  sealedSubject,
  sealedSubjectOf,
  sharingSealed,
  type SealedOnceRow,
  type SealedSubjectRow,
} from '../subject/sealed-subject.store.js';
import type { SealedSubject } from '../subject/subject-record.js';
import type { IssuingRequest } from './certificate-draft.js';

/** An accepted row of a request. */
export interface AcceptedItem {
  line: number;
  row: number;
  seq: number;
  subject: SealedSubject;
}

interface ItemRow extends SealedOnceRow {
  line: number;
  row: number;
  seq: number;
}

const SELECT = `SELECT line, row, seq, ${sealedOnceOf('item', 'subject')}
  FROM certificates.certificate_item item ${sealedSubjectOf('item', 'subject')}`;

/**
 * Where the rows from one ordinal to another lie: `line` grows with `seq`, is never smaller, and larger by no more than
 * the rows that were refused. So the primary key finds them, and no index on `seq` slows down every COPY of the intake.
 * A condition on `certificate_item` for `$1` the request, `$2` and `$3` the first and last ordinal.
 */
export const BETWEEN_LINES = `line BETWEEN $2::int AND $3::int + (SELECT total - accepted FROM certificates.certificate_request
                                                           WHERE id = $1)`;

/** The accepted rows of a request from one ordinal to another, at most `limit` of them, in order. */
export async function acceptedItems(
  queries: Queries,
  { requestId, firstSeq, lastSeq, limit }: { requestId: string; firstSeq: number; lastSeq: number; limit: number },
): Promise<AcceptedItem[]> {
  const rows = await queries.rows<ItemRow>(
    `${SELECT}
     WHERE request_id = $1 AND ${BETWEEN_LINES} AND seq BETWEEN $2 AND $3 ORDER BY line`,
    [requestId, firstSeq, Math.min(lastSeq, firstSeq + limit - 1)],
  );
  return sharingSealed(rows).map(acceptedItem);
}

/** The accepted rows with these ordinals, in order; ordinals that no row has are left out. */
export async function acceptedItemsWith(
  queries: Queries,
  { requestId, seqs }: { requestId: string; seqs: readonly number[] },
): Promise<AcceptedItem[]> {
  if (seqs.length === 0) return [];
  const rows = await queries.rows<ItemRow>(
    `${SELECT}
     WHERE request_id = $1 AND ${BETWEEN_LINES} AND seq = ANY ($4::int[]) ORDER BY line`,
    [requestId, Math.min(...seqs), Math.max(...seqs), seqs],
  );
  return sharingSealed(rows).map(acceptedItem);
}

const acceptedItem = ({ line, row, seq, ...subject }: ItemRow & SealedSubjectRow): AcceptedItem => {
  return { line, row, seq, subject: sealedSubject(subject) };
};

/** What the certificates of a request have in common; undefined when there is no such request. */
export async function issuingRequest(queries: Queries, requestId: string): Promise<IssuingRequest | undefined> {
  return queries.one<IssuingRequest>(
    `SELECT id, kind, office_code AS "officeCode", german FROM certificates.certificate_request WHERE id = $1`,
    [requestId],
  );
}
