import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { ItemEndStatus } from '../certificate-request/stored-item.type.js';
import type { ItemResult } from './item-result.type.js';

interface ResultRow {
  line: number;
  row: number;
  key_id: number;
  sealed: Buffer;
  status: ItemEndStatus | null;
  code: string | null;
  under_review: boolean;
  number: string | null;
  issued_on: IsoDay;
  content_key_id: number;
  content_sealed: Buffer;
  sha256: Buffer | null;
}

/** Some items of a request in the order of its lines, with what they came to. */
export async function itemResults(
  queries: Queries,
  { requestId, afterLine, limit }: { requestId: string; afterLine: number; limit: number },
): Promise<ItemResult[]> {
  const rows = await queries.rows<ResultRow>(
    `SELECT item.line, item.row, item.key_id, item.sealed, ended.status, ended.code,
            review.line IS NOT NULL AND review.settled_at IS NULL AS under_review,
            certificate.number, certificate.issued_on, certificate.key_id AS content_key_id,
            certificate.sealed AS content_sealed, document.sha256
     FROM certificates.certificate_item item
     LEFT JOIN certificates.item_end ended ON ended.request_id = item.request_id AND ended.line = item.line
     LEFT JOIN certificates.item_review review ON review.request_id = item.request_id AND review.line = item.line
     LEFT JOIN certificates.certificate ON certificate.request_id = item.request_id AND certificate.line = item.line
     LEFT JOIN certificates.certificate_document document ON document.number = certificate.number
     WHERE item.request_id = $1 AND item.line > $2 ORDER BY item.line LIMIT $3`,
    [requestId, afterLine, limit],
  );
  return rows.map(resultOf);
}

function resultOf({ line, row, status, code, number, ...rest }: ResultRow): ItemResult {
  const { sha256, issued_on: issuedOn } = rest;
  const content = { keyId: rest.content_key_id, sealed: rest.content_sealed };
  return {
    ...{ line, row, status, code },
    subject: { keyId: rest.key_id, sealed: rest.sealed },
    underReview: rest.under_review,
    certificate: number === null ? null : { number, issuedOn, content, sha256 },
  };
}
