import type { Queries, Sql } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';

/** Items of counter requests in the hands of operators. */

interface ItemPlace {
  requestId: string;
  line: number;
}

/** What is recorded of an item from when an operator has taken it up. */
export interface CounterItem extends ItemPlace {
  takenUpAt: Date;
  takenUpBy: string;
  closedAt: Date | null;
  /** Pages of the certificate, and the duty stamps that go with them; null unless issued. */
  pages: number | null;
  dutyStamps: number | null;
  /** Null unless rejected. */
  reason: SealedValue | null;
}

interface CounterItemRow {
  request_id: string;
  line: number;
  taken_up_at: Date;
  taken_up_by: string;
  closed_at: Date | null;
  pages: number | null;
  duty_stamps: number | null;
  reason_key_id: number | null;
  sealed_reason: Buffer | null;
}

/** Records who takes an item up; whoever did so first stays. @returns whose it is now. */
export async function takeUpItem(
  queries: Queries,
  { requestId, line, at, by }: ItemPlace & { at: Date; by: string },
): Promise<string> {
  const row = await queries.one<{ taken_up_by: string }>(
    // The empty update makes the row that was there come back.
    `INSERT INTO certificates.counter_item AS known (request_id, line, taken_up_at, taken_up_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (request_id, line) DO UPDATE SET taken_up_by = known.taken_up_by RETURNING taken_up_by`,
    [requestId, line, at, by],
  );
  if (!row) throw new Error('an insert without a row');
  return row.taken_up_by;
}

export type CounterClosing = ItemPlace & { at: Date; by: string } & (
    { pages: number; dutyStamps: number } | { reason: SealedValue }
  );

/** Closes an item that was taken up; `false` when it was not, or somebody was faster. */
export async function closeItem(sql: Sql, closing: CounterClosing): Promise<boolean> {
  const { requestId, line, at, by } = closing;
  const { pages, dutyStamps } = 'pages' in closing ? closing : { pages: null, dutyStamps: null };
  const reason = 'reason' in closing ? closing.reason : null;
  const { rowCount } = await sql.query(
    `UPDATE certificates.counter_item
     SET closed_at = $3, closed_by = $4, pages = $5, reason_key_id = $6, sealed_reason = $7, duty_stamps = $8
     WHERE request_id = $1 AND line = $2 AND closed_at IS NULL`,
    [requestId, line, at, by, pages, reason?.keyId ?? null, reason?.sealed ?? null, dutyStamps],
  );
  return rowCount === 1;
}

/** Those of these items that were taken up. */
export async function counterItems(queries: Queries, items: readonly ItemPlace[]): Promise<CounterItem[]> {
  const rows = await queries.rows<CounterItemRow>(
    `SELECT request_id, line, taken_up_at, taken_up_by, closed_at, pages, duty_stamps, reason_key_id, sealed_reason
     FROM certificates.counter_item JOIN unnest($1::uuid[], $2::int[]) AS asked (request_id, line) USING (request_id, line)`,
    [items.map(({ requestId }) => requestId), items.map(({ line }) => line)],
  );
  return rows.map(({ request_id, line, reason_key_id, sealed_reason, ...row }) => ({
    requestId: request_id,
    line,
    takenUpAt: row.taken_up_at,
    takenUpBy: row.taken_up_by,
    closedAt: row.closed_at,
    pages: row.pages,
    dutyStamps: row.duty_stamps,
    reason: sealed_reason && reason_key_id !== null ? { keyId: reason_key_id, sealed: sealed_reason } : null,
  }));
}
