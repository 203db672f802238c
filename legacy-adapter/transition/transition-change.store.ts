import type { Queries, Sql } from '../../schema/kernel/database.js';
import type { TransitionScope } from '../contract.js';
import { scopeOf } from './transition-flag.store.js';
import type { TransitionChange, TransitionChangeStatus } from './transition.type.js';

/** A change as its row has it: empty codes instead of absent ones. */
type ChangeRow = Omit<TransitionChange, 'officeCode' | 'ipaCode'> & { officeCode: string; ipaCode: string };

const COLUMNS = `id, office_code AS "officeCode", ipa_code AS "ipaCode", "from", "to", at, reason, "by",
  approved_by AS "approvedBy", force, status, version, receipt`;

/** Writes a change after a step of it: what was asked for is written once, what has become of it is overwritten. */
export async function saveChange(sql: Sql, change: TransitionChange): Promise<void> {
  await sql.query(
    `INSERT INTO legacy.transition_change
       (id, office_code, ipa_code, "to", reason, "by", force, "from", at, approved_by, status, version, receipt)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (id) DO UPDATE SET "from" = EXCLUDED."from", at = EXCLUDED.at, approved_by = EXCLUDED.approved_by,
       status = EXCLUDED.status, version = EXCLUDED.version, receipt = EXCLUDED.receipt`,
    [
      ...[change.id, change.officeCode ?? '', change.ipaCode ?? '', change.to, change.reason, change.by, change.force],
      ...[change.from, change.at, change.approvedBy, change.status, change.version, change.receipt],
    ],
  );
}

export async function findChange(sql: Queries, id: string): Promise<TransitionChange | null> {
  const row = await sql.one<ChangeRow>(`SELECT ${COLUMNS} FROM legacy.transition_change WHERE id = $1`, [id]);
  return row ? toChange(row) : null;
}

/** At most this many pending changes are listed or looked at. */
const MAX_PENDING = 200;

/** Changes that wait for their time or for approval, in the order of their time; all, or those of exactly one scope. */
export async function listPending(sql: Queries, scope?: TransitionScope): Promise<TransitionChange[]> {
  const rows = await sql.rows<ChangeRow>(
    `SELECT ${COLUMNS} FROM legacy.transition_change
      WHERE status IN ('WAITING_APPROVAL', 'SCHEDULED')
        AND ($1::text IS NULL OR office_code = $1 AND ipa_code = $2)
      ORDER BY at, id LIMIT ${MAX_PENDING}`,
    [scope ? (scope.officeCode ?? '') : null, scope?.ipaCode ?? ''],
  );
  return rows.map(toChange);
}

/** Scheduled changes whose time has come, the earliest first. */
export async function listDue(sql: Queries, now: Date): Promise<TransitionChange[]> {
  const rows = await sql.rows<ChangeRow>(
    `SELECT ${COLUMNS} FROM legacy.transition_change WHERE status = 'SCHEDULED' AND at <= $1
      ORDER BY at, id LIMIT ${MAX_PENDING}`,
    [now],
  );
  return rows.map(toChange);
}

/** The changes asked for before the one given, latest first; at most `take`. */
export async function listChanges(
  sql: Queries,
  page: { take: number; after: string | null },
): Promise<TransitionChange[]> {
  const rows = await sql.rows<ChangeRow>(
    `SELECT ${COLUMNS} FROM legacy.transition_change WHERE $2::uuid IS NULL OR id < $2 ORDER BY id DESC LIMIT $1`,
    [page.take, page.after],
  );
  return rows.map(toChange);
}

export async function countChanges(sql: Queries): Promise<number> {
  const row = await sql.one<{ count: number }>('SELECT count(*)::int AS count FROM legacy.transition_change');
  return row?.count ?? 0;
}

/** Where instances hear that something about the flag has changed. */
export const TRANSITION_CHANNEL = 'transition';

/** A hint to other instances that something about the flag has changed; decisions never rest on it. */
export async function notifyOfChange(sql: Sql, status: TransitionChangeStatus): Promise<void> {
  await sql.query('SELECT pg_notify($1, $2)', [TRANSITION_CHANNEL, status]);
}

function toChange({ officeCode, ipaCode, ...change }: ChangeRow): TransitionChange {
  return { ...scopeOf(officeCode, ipaCode), ...change };
}
