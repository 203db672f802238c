import type { Queries } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';
import type { IssuingRequest } from './certificate-draft.js';

/** An accepted row of a request. */
export interface AcceptedItem {
  line: number;
  row: number;
  seq: number;
  subject: SealedValue;
}

interface ItemRow {
  line: number;
  row: number;
  seq: number;
  key_id: number;
  sealed: Buffer;
}

/**
 * The accepted rows of a request from one ordinal to another, at most `limit` of them, in order.
 *
 * `line` grows with `seq` and is never smaller, so the primary key finds the start: no index on `seq`, which would slow
 * down every COPY of the intake; what is read in vain are at most as many rows as were refused before the start.
 */
export async function acceptedItems(
  queries: Queries,
  { requestId, firstSeq, lastSeq, limit }: { requestId: string; firstSeq: number; lastSeq: number; limit: number },
): Promise<AcceptedItem[]> {
  const rows = await queries.rows<ItemRow>(
    `SELECT line, row, seq, key_id, sealed FROM certificates.certificate_item
     WHERE request_id = $1 AND line >= $2 AND seq BETWEEN $2 AND $3 ORDER BY line LIMIT $4`,
    [requestId, firstSeq, lastSeq, Math.min(limit, lastSeq - firstSeq + 1)],
  );
  return rows.map(acceptedItem);
}

/** The accepted rows with these ordinals, in order; ordinals that no row has are left out. */
export async function acceptedItemsWith(
  queries: Queries,
  { requestId, seqs }: { requestId: string; seqs: readonly number[] },
): Promise<AcceptedItem[]> {
  if (seqs.length === 0) return [];
  const rows = await queries.rows<ItemRow>(
    `SELECT line, row, seq, key_id, sealed FROM certificates.certificate_item
     WHERE request_id = $1 AND line >= $2 AND seq = ANY ($3::int[]) ORDER BY line LIMIT $4`,
    [requestId, Math.min(...seqs), seqs, seqs.length],
  );
  return rows.map(acceptedItem);
}

const acceptedItem = ({ line, row, seq, key_id, sealed }: ItemRow): AcceptedItem => {
  return { line, row, seq, subject: { keyId: key_id, sealed } };
};

/** What the certificates of a request have in common; undefined when there is no such request. */
export async function issuingRequest(queries: Queries, requestId: string): Promise<IssuingRequest | undefined> {
  return queries.one<IssuingRequest>(
    `SELECT id, kind, office_code AS "officeCode", german FROM certificates.certificate_request WHERE id = $1`,
    [requestId],
  );
}
