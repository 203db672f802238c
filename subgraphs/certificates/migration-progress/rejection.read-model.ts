import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { MigrationProgressScope } from '../../shared/migration-progress-id.js';
import { AT_OFFICES_SINCE, EVERYWHERE_SINCE } from './progress-checkpoint.read-model.js';
import { IN_SCOPE, isEverywhere, OF_BODY_TYPE, OPEN_FACTS, scopeValues } from './progress-fact.read-model.js';

export interface CodeCount {
  code: string;
  count: number;
}

/** Items rejected up to a day, by code, the most frequent first: folded and open, in one snapshot. */
export async function readRejections(
  queries: Queries,
  { scope, asOf, first }: { scope: MigrationProgressScope; asOf: IsoDay; first: number },
): Promise<CodeCount[]> {
  const text = isEverywhere(scope) ? EVERYWHERE : AT_OFFICES;
  return queries.rows<CodeCount>(text, [...scopeValues(scope), asOf, first]);
}

const byCode = (rejections: string): string =>
  `CROSS JOIN LATERAL jsonb_each_text(${rejections}) AS by_code (code, items)`;

const rejections = (since: { reach: string; checkpoint: string; days: (table: string) => string }): string => `
  ${since.reach}
  SELECT code, sum(items)::int AS count
  FROM (SELECT code, items::bigint FROM ${since.checkpoint} ${byCode('rejections')} WHERE ${OF_BODY_TYPE}
        UNION ALL
        SELECT code, items FROM ${since.days('certificates.progress_rejection')} WHERE ${OF_BODY_TYPE}
        UNION ALL
        SELECT code, items::bigint FROM (${OPEN_FACTS} WHERE delta.rejections IS NOT NULL) fact ${byCode('rejections')}
        WHERE day <= $5::date AND ${OF_BODY_TYPE} AND ${IN_SCOPE}) counted
  GROUP BY code ORDER BY count DESC, code COLLATE "C" LIMIT $6`;

const EVERYWHERE = rejections(EVERYWHERE_SINCE);
const AT_OFFICES = rejections(AT_OFFICES_SINCE);
