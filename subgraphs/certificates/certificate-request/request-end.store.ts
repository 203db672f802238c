import type { Queries } from '../../../schema/kernel/database.js';

/** What one look at some requests has come to. */
export interface MarkedPage {
  /** The last one looked at; null when there was none. */
  lastId: string | null;
  marked: number;
}

/**
 * Marks those of the next requests that have come to an end with all of their items. It can be repeated, and done by
 * several at once: an item at its end stays there, so that the mark can only come late, never be wrong.
 */
export async function markEndedRequests(
  queries: Queries,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<MarkedPage> {
  const row = await queries.one<MarkedPage>(
    `WITH open AS (
       SELECT id, total FROM certificates.certificate_request
       WHERE state = 'ACCEPTED' AND ended_at IS NULL AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2
     ), ended AS (
       SELECT open.id, counted.last_at FROM open
       CROSS JOIN LATERAL (SELECT sum(issued + rejected + failed + abandoned) AS items, max(at) AS last_at
                           FROM certificates.item_delta WHERE request_id = open.id) counted
       WHERE open.total <= counted.items
     ), marked AS (
       UPDATE certificates.certificate_request request SET ended_at = ended.last_at
       FROM ended WHERE request.id = ended.id RETURNING request.id
     )
     SELECT (SELECT id FROM open ORDER BY id DESC LIMIT 1) AS "lastId", (SELECT count(*)::int FROM marked) AS marked`,
    [afterId, limit],
  );
  return row ?? { lastId: null, marked: 0 };
}
