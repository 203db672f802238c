import type { Queries } from '../../../schema/kernel/database.js';
import type { OfficeNotice, OfficeNoticeKind } from './office-health.type.js';

/** What one look at an office has found, by kind; none of a kind: it is not there. */
export type SeenNotices = Readonly<Record<OfficeNoticeKind, number>>;

/** What the look has changed: told by whoever changed it, and by nobody else. */
export interface NoticeChanges {
  appeared: Pick<OfficeNotice, 'kind' | 'entries'>[];
  disappeared: Pick<OfficeNotice, 'kind' | 'since'>[];
}

/**
 * Keeps what a look has found. Facts of the office, not of the worker that looked: each appearance and each
 * disappearance is one worker's to tell, whatever the number of workers, and of restarts.
 */
export async function keepNotices(
  sql: Queries,
  { officeCode, seen, now }: { officeCode: string; seen: SeenNotices; now: Date },
): Promise<NoticeChanges> {
  const found = Object.entries(seen).filter(([, entries]) => entries > 0);
  const changed = await sql.rows<{ kind: OfficeNoticeKind; entries: number; since: Date; isNew: boolean }>(
    `WITH seen AS (SELECT * FROM unnest($2::text[], $3::int[]) AS seen (kind, entries)),
     gone AS (
       DELETE FROM legacy.massivo_office_notice
        WHERE office_code = $1 AND kind <> ALL ($2::text[]) RETURNING kind, entries, since
     ), kept AS (
       INSERT INTO legacy.massivo_office_notice AS n (office_code, kind, since, last_seen_at, entries)
       SELECT $1, kind, $4::timestamptz, $4::timestamptz, entries FROM seen
       ON CONFLICT (office_code, kind) DO UPDATE
         SET last_seen_at = greatest(n.last_seen_at, excluded.last_seen_at), entries = excluded.entries
       RETURNING kind, entries, since, xmax = 0 AS inserted
     )
     SELECT kind, entries, since, true AS "isNew" FROM kept WHERE inserted
     UNION ALL SELECT kind, entries, since, false FROM gone ORDER BY kind`,
    [officeCode, found.map(([kind]) => kind), found.map(([, entries]) => entries), now],
  );
  return {
    appeared: changed.filter(({ isNew }) => isNew),
    disappeared: changed.filter(({ isNew }) => !isNew),
  };
}

/** Forgets what nobody has seen since the instant: the office is not looked at any more, and nothing is known of it. */
export async function forgetNotices(sql: Queries, notSeenSince: Date): Promise<void> {
  await sql.query('DELETE FROM legacy.massivo_office_notice WHERE last_seen_at < $1', [notSeenSince]);
}

/** By office and kind; only those named when `officeCodes` is given. */
export async function readNotices(sql: Queries, officeCodes?: readonly string[]): Promise<OfficeNotice[]> {
  return sql.rows(
    `SELECT office_code AS "officeCode", kind, since, last_seen_at AS "lastSeenAt", entries
       FROM legacy.massivo_office_notice
      WHERE $1::text[] IS NULL OR office_code = ANY($1) ORDER BY office_code, kind`,
    [officeCodes ?? null],
  );
}
