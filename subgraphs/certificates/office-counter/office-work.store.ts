import type { Queries } from '../../../schema/kernel/database.js';

/** What waits for the operators of an office: where each item is, oldest first. */

/** How far an open item at the counter has come. */
export type CounterItemState = 'WAITING' | 'TAKEN_UP';

/** Place of an item in its list: since when it has waited there, then its request and line. */
export interface WorkPosition {
  since: Date;
  requestId: string;
  line: number;
}

export interface WorkPage {
  officeCode: string;
  limit: number;
  after: WorkPosition | null;
}

/** Open items at the counter of an office, in the order in which their requests were lodged. */
export function openCounterItems(
  queries: Queries,
  { officeCode, state, limit, after }: WorkPage & { state: CounterItemState | null },
): Promise<WorkPosition[]> {
  const values: unknown[] = [officeCode, limit];
  const from = after && {
    request: `AND (request.submitted_at, request.id) >= ($${values.push(after.since)}::timestamptz, $${values.push(after.requestId)}::uuid)`,
    item: `AND (item.request_id <> $${values.push(after.requestId)}::uuid OR item.line > $${values.push(after.line)}::int)`,
  };
  return queries.rows<WorkPosition>(
    `SELECT request.submitted_at AS since, request.id AS "requestId", open.line
     FROM certificates.certificate_request request
     CROSS JOIN LATERAL (
       SELECT item.line FROM certificates.certificate_item item
       WHERE item.request_id = request.id AND ${openAtCounter(state)} ${from?.item ?? ''} ORDER BY item.line LIMIT $2
     ) open
     WHERE ${LODGED_AT_OFFICE} ${from?.request ?? ''}
     ORDER BY request.submitted_at, request.id, open.line LIMIT $2`,
    values,
  );
}

export async function openCounterItemTotal(
  queries: Queries,
  { officeCode, state }: { officeCode: string; state: CounterItemState | null },
): Promise<number> {
  const row = await queries.one<{ total: number }>(
    `SELECT coalesce(sum(open.items), 0)::int AS total FROM certificates.certificate_request request
     CROSS JOIN LATERAL (
       SELECT count(*) AS items FROM certificates.certificate_item item
       WHERE item.request_id = request.id AND ${openAtCounter(state)}
     ) open
     WHERE ${LODGED_AT_OFFICE}`,
    [officeCode],
  );
  return row?.total ?? 0;
}

/** `ended_at` leaves out what has been over for a while; whether an item is open, its own end tells. */
const LODGED_AT_OFFICE = `request.office_code = $1 AND request.state = 'ACCEPTED'
  AND request.channel = 'OFFICE_COUNTER' AND request.ended_at IS NULL`;

/** A look-up a row: EXISTS would let the planner join whole tables for a page of twenty. */
const lookUp = (table: string): string =>
  `(SELECT 1 FROM certificates.${table} WHERE request_id = item.request_id AND line = item.line LIMIT 1)`;

function openAtCounter(state: CounterItemState | null): string {
  const isOpen = `${lookUp('item_end')} IS NULL`;
  switch (state) {
    case null:
      return isOpen;
    case 'WAITING':
      return `${isOpen} AND ${lookUp('counter_item')} IS NULL`;
    case 'TAKEN_UP':
      return `${isOpen} AND ${lookUp('counter_item')} IS NOT NULL`;
  }
}

/** Items under review at an office, in the order in which they came there. */
export function openReviews(queries: Queries, { officeCode, limit, after }: WorkPage): Promise<WorkPosition[]> {
  const values: unknown[] = [officeCode, limit];
  if (after) values.push(after.since, after.requestId, after.line);
  return queries.rows<WorkPosition>(
    `SELECT since, request_id AS "requestId", line FROM certificates.item_review
     WHERE office_code = $1 AND settled_at IS NULL
       ${after ? 'AND (since, request_id, line) > ($3::timestamptz, $4::uuid, $5::int)' : ''}
     ORDER BY since, request_id, line LIMIT $2`,
    values,
  );
}

export async function openReviewTotal(queries: Queries, officeCode: string): Promise<number> {
  const row = await queries.one<{ total: number }>(
    'SELECT count(*)::int AS total FROM certificates.item_review WHERE office_code = $1 AND settled_at IS NULL',
    [officeCode],
  );
  return row?.total ?? 0;
}
