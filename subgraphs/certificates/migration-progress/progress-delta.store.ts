/**
 * What the figures of the migration are made of: a row for each transaction that accepts a request or ends items,
 * appended by the statement that does it. Nobody updates a row that others write, so that nobody waits for anybody; the
 * worker folds the rows into figures by day (progress-folding.service.ts), and whoever reads adds up both.
 */

/** Items rejected, by the code of the reason. */
export type RejectionCounts = Readonly<Record<string, number>>;

/**
 * Counts a request with the statement that accepts it.
 * @param acceptance an UPDATE of `certificates.certificate_request`, without RETURNING.
 */
export const countingAcceptance = (acceptance: string): string => `
  WITH accepted_request AS (${acceptance} RETURNING id, submitted_at, accepted, refusals)
  INSERT INTO certificates.progress_delta (request_id, at, requests, subjects, rejections)
  SELECT id, submitted_at, 1, accepted, refusals FROM accepted_request`;

/**
 * Counts answers, items issued or rejected by the office, with the statement that counts them for their request.
 * @param counts an INSERT into `certificates.item_delta`: $1 the request, $2 the instant, $3 issued, $4 rejected.
 * The next parameter after its own is the rejections by code, `rejectionsValue`.
 */
export const countingAnswers = (counts: string, rejections: `$${number}`): string => `
  WITH counted AS (${counts})
  INSERT INTO certificates.progress_delta (request_id, at, answered, rejections)
  SELECT $1, $2, $3 + $4, ${rejections}::jsonb WHERE $3 + $4 > 0`;

/** As it is stored: null when nothing was rejected. */
export function rejectionsValue(rejections: RejectionCounts): string | null {
  return Object.keys(rejections).length === 0 ? null : JSON.stringify(rejections);
}

/** How often each code occurs. */
export function rejectionsBy(codes: Iterable<string | null>): RejectionCounts {
  const counts: Record<string, number> = {};
  for (const code of codes) if (code !== null) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

export function sumOfRejections(first: RejectionCounts, second: RejectionCounts): RejectionCounts {
  const sum: Record<string, number> = { ...first };
  for (const [code, items] of Object.entries(second)) sum[code] = (sum[code] ?? 0) + items;
  return sum;
}
