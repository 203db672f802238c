import type { Database } from '../../../schema/kernel/database.js';
import { sealedSubject, sealedSubjectOf, type SealedSubjectRow } from '../subject/sealed-subject.store.js';
import { outsideOf } from './seq-ranges.rules.js';
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
  const { lines, values } = linesOf(page.selection, {
    next: 4,
    bound: 'AND listed.line > $2 ORDER BY listed.line LIMIT $3',
  });
  const rows = await database.rows<ItemRow>(
    `SELECT item.*, ${SUBJECT_COLUMNS} FROM unnest($1::uuid[]) AS request (id)
     CROSS JOIN LATERAL (SELECT chosen.line FROM (${lines}) chosen ORDER BY chosen.line LIMIT $3) picked
     CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM ${TABLES} WHERE i.request_id = request.id AND i.line = picked.line LIMIT 1) item
     ${SUBJECT}`,
    [page.requestIds, page.afterLine, page.limit, ...values],
  );
  return rows.map(storedItem).sort((one, other) => one.line - other.line);
}

/** How many items of a request a selection holds. Reads all of them: for what is under way, not for what has ended. */
export async function openItemTotal(
  database: Database,
  { requestId, selection }: { requestId: string; selection: ItemSelection },
): Promise<number> {
  const { lines, values } = linesOf(selection, { next: 2, bound: 'OFFSET 0' });
  const row = await database.one<{ total: number }>(
    `SELECT count(*)::int AS total FROM (SELECT $1::uuid AS id) request CROSS JOIN LATERAL (${lines}) picked`,
    [requestId, ...values],
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

/** A look-up by primary key a row: EXISTS would let the planner join all of a request's rows. */
const found = (table: string, of: string, condition = 'true'): string =>
  `(SELECT 1 FROM certificates.${table} WHERE request_id = ${of}.request_id AND line = ${of}.line AND ${condition} LIMIT 1)`;

/** Neither ended nor under review. */
const IS_OPEN = `${found('item_end', 'listed')} IS NULL
  AND ${found('item_review', 'listed', 'settled_at IS NULL')} IS NULL`;

/** Partial indexes are found by the text of a condition, not by a parameter. */
const ENDED: Readonly<Record<ItemEndStatus, string>> = {
  ISSUED: "status = 'ISSUED'",
  REJECTED: "status = 'REJECTED'",
  FAILED: "status = 'FAILED'",
  ABANDONED: "status = 'ABANDONED'",
};

interface Lines {
  lines: string;
  values: unknown[];
}

interface LineBounds {
  /** Number of the first parameter. */
  next: number;
  /** Where a page begins and ends, over the alias `listed`; `OFFSET 0` for all, which keeps ranges looked at one by one. */
  bound: string;
}

/**
 * The lines of a selection in the request `request.id`, from the table that knows them: a page of what is rare does not
 * look at everything else.
 */
function linesOf(selection: ItemSelection, bounds: LineBounds): Lines {
  const from = (table: string, condition: string): string =>
    `SELECT listed.line FROM certificates.${table} listed WHERE listed.request_id = request.id AND ${condition} ${bounds.bound}`;
  switch (selection.kind) {
    case 'all':
      return { lines: from('certificate_item', 'true'), values: [] };
    case 'ended':
      return { lines: from('item_end', ENDED[selection.status]), values: [] };
    case 'underReview':
      return {
        lines: from('item_review', `settled_at IS NULL AND ${found('item_end', 'listed')} IS NULL`),
        values: [],
      };
    case 'atCounter': {
      const counterItem = `${found('counter_item', 'listed')} IS ${selection.takenUp ? 'NOT ' : ''}NULL`;
      return {
        lines: from('certificate_item', `${IS_OPEN} AND ${counterItem}`),
        values: [],
      };
    }
    case 'open':
      return openLines(selection, bounds);
  }
}

/**
 * `line` grows with `seq`, is never smaller, and larger by no more than the rows that were refused: so the primary key
 * finds a range of ordinals.
 */
function openLines(
  { inside, ranges, settled = [] }: Extract<ItemSelection, { kind: 'open' }>,
  { next, bound }: LineBounds,
): Lines {
  const looked = inside ? ranges : outsideOf([...ranges, ...settled]);
  const lines = `SELECT open.line FROM unnest($${next}::int[], $${next + 1}::int[]) AS range (first, last)
    CROSS JOIN LATERAL (
      SELECT listed.line FROM certificates.certificate_item listed
      WHERE listed.request_id = request.id AND listed.seq BETWEEN range.first AND range.last
        AND listed.line BETWEEN range.first AND range.last + (SELECT total - accepted
          FROM certificates.certificate_request WHERE id = request.id)
        AND ${IS_OPEN} ${bound}
    ) open`;
  return { lines, values: [looked.map(({ first }) => first), looked.map(({ last }) => last)] };
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
