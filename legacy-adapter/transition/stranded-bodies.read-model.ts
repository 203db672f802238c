import { addDays, startOfDay, type IsoDay } from '../../schema/kernel/clock.js';
import type { Queries } from '../../schema/kernel/database.js';
import type { TransitionScope } from '../contract.js';
import type { StrandedBody } from './transition.type.js';

/** What the dry run asks of the owners of bodies, agreements and requests. */
export interface StrandingQuestion {
  scope: TransitionScope;
  today: IsoDay;
  /** Whether the direct channel is open today at pilot offices and at the others. */
  directOpen: { pilot: boolean; others: boolean };
}

/** how far back the volume of a body is counted. */
const VOLUME_DAYS = 90;
/** The list stops here, the count does not. */
const MAX_LISTED = 100;

/**
 * Former massivo bodies in scope without the direct channel at an office where they used massivo: no agreement in force
 * there today, or none that can be used yet. By volume, the largest first.
 */
export async function strandedBodies(
  sql: Queries,
  { scope, today, directOpen }: StrandingQuestion,
): Promise<{ bodies: StrandedBody[]; count: number }> {
  const rows = await sql.rows<StrandedBody & { count: number }>(
    `WITH stranded AS (
       SELECT f.ipa_code, f.office_code FROM agreements.former_massivo_body f
         JOIN agreements.prosecutor_office o ON o.code = f.office_code
        WHERE ($1 = '' OR f.office_code = $1) AND ($2 = '' OR f.ipa_code = $2)
          AND NOT (CASE WHEN o.pilot THEN $4::boolean ELSE $5::boolean END AND EXISTS (
            SELECT FROM agreements.direct_agreement a
             WHERE a.ipa_code = f.ipa_code AND a.office_code = f.office_code AND a.status = 'ACTIVE'
               AND $3::date BETWEEN a.starts_on AND a.ends_on))
     )
     SELECT s.ipa_code AS "ipaCode", coalesce(sum(r.accepted), 0)::int AS "subjectsLast90Days",
            count(*) OVER ()::int AS count
       FROM stranded s
       LEFT JOIN certificates.certificate_request r
         ON r.ipa_code = s.ipa_code AND r.office_code = s.office_code
        AND r.state = 'ACCEPTED' AND r.channel = 'MASSIVO' AND r.submitted_at >= $6
      GROUP BY s.ipa_code ORDER BY 2 DESC, 1 LIMIT ${MAX_LISTED}`,
    [
      ...[scope.officeCode ?? '', scope.ipaCode ?? '', today, directOpen.pilot, directOpen.others],
      startOfDay(addDays(today, -VOLUME_DAYS)),
    ],
  );
  const bodies = rows.map(({ ipaCode, subjectsLast90Days }) => ({ ipaCode, subjectsLast90Days }));
  return { bodies, count: rows[0]?.count ?? 0 };
}

/** agreements in scope that are in force today, end before the last day and have no renewal to follow them. */
export async function agreementsEndingBefore(
  sql: Queries,
  scope: TransitionScope,
  { today, lastDay }: { today: IsoDay; lastDay: IsoDay },
): Promise<number> {
  const row = await sql.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM agreements.direct_agreement a
      WHERE a.status = 'ACTIVE' AND $3::date BETWEEN a.starts_on AND a.ends_on AND a.ends_on < $4::date
        AND ($1 = '' OR a.office_code = $1) AND ($2 = '' OR a.ipa_code = $2)
        AND NOT EXISTS (SELECT FROM agreements.direct_agreement r WHERE r.renews_id = a.id AND r.status = 'ACTIVE')`,
    [scope.officeCode ?? '', scope.ipaCode ?? '', today, lastDay],
  );
  return row?.count ?? 0;
}
