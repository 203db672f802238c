import type { Queries } from '../../../schema/kernel/database.js';

/**
 * batches that were given up after a file may have reached the office. Their outcomes are looked for, for some
 * time and seldom, so that they are kept apart and reported; `not_before` says when next. R-20: not where massivo is
 * CLOSED for the office or the body.
 */
const MAY_STILL_BE_ANSWERED = `state = 'ABANDONED' AND attempts > 0 AND not_before <= $1
  AND NOT EXISTS (SELECT FROM legacy.transition_flag f WHERE f.state = 'CLOSED'
                     AND f.office_code IN ('', b.office_code) AND f.ipa_code IN ('', b.ipa_code))`;

/** Offices at which such a batch is due to be looked for. */
export async function listLateOffices(sql: Queries, now: Date): Promise<string[]> {
  const found = await sql.rows<{ officeCode: string }>(
    `SELECT DISTINCT office_code AS "officeCode" FROM legacy.massivo_batch b WHERE ${MAY_STILL_BE_ANSWERED}`,
    [now],
  );
  return found.map(({ officeCode }) => officeCode);
}

/** The office has been looked at: its batches are due again at `next`, and those given up before `cutoff` never. */
export async function postponeLate(
  sql: Queries,
  officeCode: string,
  { now, next, cutoff }: { now: Date; next: Date; cutoff: Date },
): Promise<void> {
  await sql.query(
    `UPDATE legacy.massivo_batch b SET not_before = CASE WHEN completed_at < $4 THEN 'infinity' ELSE $3::timestamptz END
      WHERE office_code = $2 AND ${MAY_STILL_BE_ANSWERED}`,
    [now, officeCode, next, cutoff],
  );
}
