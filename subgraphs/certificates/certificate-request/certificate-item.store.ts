import type { Database } from '../../../schema/kernel/database.js';
import { sealedSubject, sealedSubjectOf, type SealedSubjectRow } from '../subject/sealed-subject.store.js';
import type { ItemEndStatus, ItemSelection, StoredItem } from './stored-item.type.js';

interface ItemRow extends SealedSubjectRow {
  request_id: string;
  line: number;
  row: number;
  seq: number | null;
  end_status: ItemEndStatus | null;
  end_code: string | null;
  end_field: string | null;
  flags: string[] | null;
  in_review: boolean;
}

const COLUMNS = `i.request_id, i.line, i.row, i.seq, e.status::text AS end_status, e.code AS end_code,
  e.field AS end_field, v.flags, v.is_open IS TRUE AS in_review`;
/**
 * One look-up by primary key a row (`LATERAL … LIMIT 1`): with plain joins the planner, on a request written a moment ago,
 * reads and sorts all of its rows for a page of a hundred (570 ms instead of 20 ms).
 */
const TABLES = `certificates.certificate_item i
  LEFT JOIN LATERAL (
    SELECT status, code, field FROM certificates.item_end WHERE request_id = i.request_id AND line = i.line LIMIT 1
  ) e ON true
  LEFT JOIN LATERAL (
    SELECT flags, settled_at IS NULL AS is_open FROM certificates.item_review
    WHERE request_id = i.request_id AND line = i.line LIMIT 1
  ) v ON true`;
const SUBJECT = sealedSubjectOf('item', 'subject');
const SUBJECT_COLUMNS = 'subject.first_line, subject.key_id, subject.sealed';

/** One page of each request's items in their order, in one statement. */
export async function itemPages(
  database: Database,
  page: { requestIds: readonly string[]; afterLine: number; limit: number; selection: ItemSelection },
): Promise<StoredItem[]> {
  const { condition, values } = conditionOf(page.selection, 4);
  const rows = await database.rows<ItemRow>(
    `SELECT item.*, ${SUBJECT_COLUMNS} FROM unnest($1::uuid[]) AS request (id)
     CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM ${TABLES}
       WHERE i.request_id = request.id AND i.line > $2 AND ${condition} ORDER BY i.line LIMIT $3
     ) item ${SUBJECT}`,
    [page.requestIds, page.afterLine, page.limit, ...values],
  );
  return rows.map(storedItem);
}

/** How many items of a request are open inside, or outside, some ranges of its accepted rows. */
export async function openItemTotal(
  database: Database,
  question: { requestId: string; selection: ItemSelection },
): Promise<number> {
  const { condition, values } = conditionOf(question.selection, 2);
  const [row] = await database.rows<{ total: number }>(
    `SELECT count(*)::int AS total FROM ${TABLES}
     WHERE i.request_id = $1 AND ${condition}`,
    [question.requestId, ...values],
  );
  return row?.total ?? 0;
}

export async function itemAt(
  database: Database,
  place: { requestId: string; line: number },
): Promise<StoredItem | null> {
  const rows = await database.rows<ItemRow>(
    `SELECT item.*, ${SUBJECT_COLUMNS} FROM (
       SELECT ${COLUMNS} FROM ${TABLES} WHERE i.request_id = $1 AND i.line = $2
     ) item ${SUBJECT}`,
    [place.requestId, place.line],
  );
  return rows[0] ? storedItem(rows[0]) : null;
}

/** The items at these places, in no order. */
export async function itemsAt(
  database: Database,
  places: readonly { requestId: string; line: number }[],
): Promise<StoredItem[]> {
  const rows = await database.rows<ItemRow>(
    `SELECT item.*, ${SUBJECT_COLUMNS} FROM unnest($1::uuid[], $2::int[]) AS place (request_id, line)
     CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM ${TABLES} WHERE i.request_id = place.request_id AND i.line = place.line LIMIT 1
     ) item ${SUBJECT}`,
    [places.map(({ requestId }) => requestId), places.map(({ line }) => line)],
  );
  return rows.map(storedItem);
}

/** The condition, its parameters numbered from `next`. */
function conditionOf(selection: ItemSelection, next: number): { condition: string; values: unknown[] } {
  switch (selection.kind) {
    case 'all':
      return { condition: 'true', values: [] };
    case 'ended':
      return { condition: `e.status = $${next}::certificates.item_end_status`, values: [selection.status] };
    case 'underReview':
      return { condition: 'v.is_open', values: [] };
    case 'open': {
      const inside = `EXISTS (SELECT FROM unnest($${next}::int[], $${next + 1}::int[]) AS range (first, last)
                              WHERE i.seq BETWEEN range.first AND range.last)`;
      const open = 'e.status IS NULL AND v.is_open IS NOT TRUE';
      return {
        condition: `${open} AND ${selection.inside ? inside : `NOT ${inside}`}`,
        values: [selection.ranges.map(({ first }) => first), selection.ranges.map(({ last }) => last)],
      };
    }
  }
}

const storedItem = (row: ItemRow): StoredItem => ({
  requestId: row.request_id,
  line: row.line,
  row: row.row,
  seq: row.seq,
  subject: sealedSubject(row),
  end: row.end_status && { status: row.end_status, code: row.end_code, field: row.end_field },
  flags: row.flags ?? [],
  inReview: row.in_review,
});
