import type { Queries } from '../../../schema/kernel/database.js';

/** A sealed block of subjects of consecutive lines. */
export interface SubjectBlock {
  requestId: string;
  line: number;
  keyId: number;
  sealed: Buffer;
}

/** The requests of an office behind the one given, in the order of their ids: that of time. */
export async function requestsOfOffice(
  queries: Queries,
  { officeCode, from, limit }: { officeCode: string; from: string; limit: number },
): Promise<string[]> {
  const rows = await queries.rows<{ id: string }>(
    `SELECT id FROM certificates.certificate_request
     WHERE office_code = $1 AND state = 'ACCEPTED' AND id >= $2 ORDER BY id LIMIT $3`,
    [officeCode, from, limit],
  );
  return rows.map(({ id }) => id);
}

/** Blocks of these requests, behind the place given, in order. */
export async function subjectBlocks(
  queries: Queries,
  {
    requestIds,
    after,
    limit,
  }: { requestIds: readonly string[]; after: { requestId: string; line: number }; limit: number },
): Promise<SubjectBlock[]> {
  return queries.rows<SubjectBlock>(
    `SELECT request_id AS "requestId", line, key_id AS "keyId", sealed FROM certificates.certificate_item
     WHERE request_id = ANY ($1::uuid[]) AND (request_id, line) > ($2::uuid, $3::int) AND sealed IS NOT NULL
     ORDER BY request_id, line LIMIT $4`,
    [requestIds, after.requestId, after.line, limit],
  );
}

/** The blocks of these first lines, held until the end of the transaction. */
export async function heldBlocks(
  queries: Queries,
  places: readonly { requestId: string; line: number }[],
): Promise<SubjectBlock[]> {
  return queries.rows<SubjectBlock>(
    `SELECT request_id AS "requestId", line, key_id AS "keyId", sealed FROM certificates.certificate_item
     WHERE (request_id, line) IN (SELECT * FROM unnest($1::uuid[], $2::int[])) AND sealed IS NOT NULL
     ORDER BY request_id, line FOR UPDATE`,
    [places.map(({ requestId }) => requestId), places.map(({ line }) => line)],
  );
}

export async function writeBlocks(queries: Queries, blocks: readonly SubjectBlock[]): Promise<void> {
  await queries.query(
    `UPDATE certificates.certificate_item item SET key_id = v.key_id, sealed = v.sealed
     FROM unnest($1::uuid[], $2::int[], $3::smallint[], $4::bytea[]) AS v (request_id, line, key_id, sealed)
     WHERE item.request_id = v.request_id AND item.line = v.line`,
    [
      blocks.map(({ requestId }) => requestId),
      blocks.map(({ line }) => line),
      blocks.map(({ keyId }) => keyId),
      blocks.map(({ sealed }) => sealed),
    ],
  );
}
