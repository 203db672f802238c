import { copyRows, type CopyRow, type CopyTarget } from '../../../schema/kernel/copy.js';
import type { Sql } from '../../../schema/kernel/database.js';
import { BETWEEN_LINES } from './accepted-item.store.js';
import type { ItemEndStatus } from '../certificate-request/stored-item.type.js';
import {
  countingAnswers,
  rejectionsBy,
  rejectionsValue,
  sumOfRejections,
  type RejectionCounts,
} from '../migration-progress/progress-delta.store.js';

/** Where one item ends. */
export interface ItemEnding {
  line: number;
  status: ItemEndStatus;
  /** Why, unless it was issued. */
  code: string | null;
}

/** Changes of a request's counts; entering a review counts +1 under review, leaving it −1. */
export interface DeltaCounts {
  issued: number;
  rejected: number;
  failed: number;
  abandoned: number;
  underReview: number;
  /** Those rejected, by code. */
  rejections: RejectionCounts;
}

const COUNTED_AS = {
  ISSUED: 'issued',
  REJECTED: 'rejected',
  FAILED: 'failed',
  ABANDONED: 'abandoned',
} as const satisfies Record<ItemEndStatus, keyof DeltaCounts>;

/**
 * Ends items, each at most once: whoever finds an end leaves it (R-34, a primary key).
 * @returns the ends that were really written.
 */
export async function endItems(
  sql: Sql,
  { requestId, at, ends }: { requestId: string; at: Date; ends: readonly ItemEnding[] },
): Promise<ItemEnding[]> {
  if (ends.length === 0) return [];
  const written = await sql.rows<{ line: number }>(
    `INSERT INTO certificates.item_end (request_id, line, status, at, code)
     SELECT $1::uuid, line, status, $2::timestamptz, code
     FROM unnest($3::int[], $4::certificates.item_end_status[], $5::text[]) AS ended (line, status, code)
     ON CONFLICT (request_id, line) DO NOTHING RETURNING line`,
    [requestId, at, ends.map(({ line }) => line), ends.map(({ status }) => status), ends.map(({ code }) => code)],
  );
  const lines = new Set(written.map(({ line }) => line));
  return ends.filter(({ line }) => lines.has(line));
}

const COPY_TARGET: CopyTarget = {
  table: 'certificates.item_end',
  columns: [
    { name: 'request_id', type: 'uuid' },
    { name: 'line', type: 'int4' },
    { name: 'status', type: 'text' },
    { name: 'at', type: 'timestamptz' },
    { name: 'code', type: 'text' },
  ],
};

/**
 * Ends items that were seen to be open, by COPY: half the cost of `endItems`, whose ON CONFLICT looks and writes twice.
 * @throws a unique violation when one of them has come to an end since; the transaction is then of no more use.
 */
export async function copyEnds(
  sql: Sql,
  { requestId, at, ends }: { requestId: string; at: Date; ends: readonly ItemEnding[] },
): Promise<void> {
  if (ends.length === 0) return;
  const rows = ends.map(({ line, status, code }): CopyRow => [requestId, line, status, at, code]);
  await copyRows(sql.client, COPY_TARGET, [rows]);
}

/**
 * Ends every item of a range that has no end and no open review; those wait for a person, not for massivo.
 * @returns how many it ended.
 */
export async function endOpenItems(
  sql: Sql,
  ending: { requestId: string; firstSeq: number; lastSeq: number; at: Date; status: ItemEndStatus; code: string },
): Promise<number> {
  const { requestId, firstSeq, lastSeq, at, status, code } = ending;
  const { rowCount } = await sql.query(
    `INSERT INTO certificates.item_end (request_id, line, status, at, code)
     SELECT $1::uuid, item.line, $4::certificates.item_end_status, $5::timestamptz, $6::text
     FROM certificates.certificate_item item
     WHERE item.request_id = $1 AND ${BETWEEN_LINES} AND item.seq BETWEEN $2 AND $3
       AND NOT EXISTS (SELECT FROM certificates.item_review review
                       WHERE review.request_id = $1 AND review.line = item.line AND review.settled_at IS NULL)
     ON CONFLICT (request_id, line) DO NOTHING`,
    [requestId, firstSeq, lastSeq, status, at, code],
  );
  return rowCount;
}

const APPEND = countingAnswers(
  `INSERT INTO certificates.item_delta (request_id, at, issued, rejected, failed, abandoned, under_review)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  '$8',
);

/**
 * Appends to a request's counts, and to the figures of the migration, what this transaction did; nothing is appended for
 * nothing. `at` is the instant of the ends themselves: how long they took is worked out from it.
 */
export async function appendDelta(
  sql: Sql,
  { requestId, at, ...counts }: { requestId: string; at: Date } & DeltaCounts,
): Promise<void> {
  const { issued, rejected, failed, abandoned, underReview, rejections } = counts;
  const numbers = [issued, rejected, failed, abandoned, underReview];
  if (numbers.every((count) => count === 0)) return;
  await sql.query(APPEND, [requestId, at, ...numbers, rejectionsValue(rejections)]);
}

/** The counts that go with these ends and a change in the number under review. */
export function deltaOf(ends: readonly Pick<ItemEnding, 'status' | 'code'>[], underReview = 0): DeltaCounts {
  const counts = { issued: 0, rejected: 0, failed: 0, abandoned: 0 };
  for (const { status } of ends) counts[COUNTED_AS[status]] += 1;
  const rejected = ends.filter(({ status }) => status === 'REJECTED');
  return { ...counts, underReview, rejections: rejectionsBy(rejected.map(({ code }) => code)) };
}

/** The counts for so many items that ended alike. */
export function deltaOfMany({ status, code }: Omit<ItemEnding, 'line'>, items: number): DeltaCounts {
  const rejections = status === 'REJECTED' && code !== null && items > 0 ? { [code]: items } : {};
  return { issued: 0, rejected: 0, failed: 0, abandoned: 0, underReview: 0, rejections, [COUNTED_AS[status]]: items };
}

export function sumOf(first: DeltaCounts, second: DeltaCounts): DeltaCounts {
  return {
    issued: first.issued + second.issued,
    rejected: first.rejected + second.rejected,
    failed: first.failed + second.failed,
    abandoned: first.abandoned + second.abandoned,
    underReview: first.underReview + second.underReview,
    rejections: sumOfRejections(first.rejections, second.rejections),
  };
}
