import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { Channel, Interval } from '../../shared/graph-enums.js';
import type { MigrationProgressScope } from '../../shared/migration-progress-id.js';
import {
  ALL_OFFICES,
  IN_SCOPE,
  isEverywhere,
  OF_BODY_TYPE,
  OFFICES_IN_SCOPE,
  OPEN_FACTS,
  scopeValues,
} from './progress-fact.read-model.js';
import type { DayRange } from './volume-range.rules.js';

export interface IntervalVolume {
  /** First day of the interval, in the range or not. */
  start: IsoDay;
  channel: Channel;
  requests: number;
  subjects: number;
}

/** Accepted requests by interval and channel: what is folded and what is open, in one snapshot. */
export async function readVolumes(
  queries: Queries,
  asked: { scope: MigrationProgressScope; by: Interval; range: DayRange },
): Promise<IntervalVolume[]> {
  const { scope, by, range } = asked;
  const text = isEverywhere(scope) ? EVERYWHERE : AT_OFFICES;
  return queries.rows<IntervalVolume>(text, [...scopeValues(scope), range.from, range.to, by.toLowerCase()]);
}

const IN_RANGE = 'day BETWEEN $5::date AND $6::date';

const volumes = (folded: string): string => `
  SELECT date_trunc($7, day::timestamp)::date AS start, channel, sum(requests)::int AS requests,
         sum(subjects)::int AS subjects
  FROM (SELECT day, channel, requests, subjects FROM ${folded} WHERE ${IN_RANGE} AND ${OF_BODY_TYPE}
        UNION ALL
        SELECT day, channel, requests, subjects FROM (${OPEN_FACTS} WHERE delta.requests > 0) fact
        WHERE ${IN_RANGE} AND ${OF_BODY_TYPE} AND ${IN_SCOPE}) counted
  GROUP BY start, channel ORDER BY start, channel`;

const EVERYWHERE = volumes(
  `(SELECT * FROM certificates.progress_volume WHERE office_code = '${ALL_OFFICES}') everywhere`,
);
/** Office by office in the index: a join would read the days of all of them, as long as history is (75 ms of two years). */
const AT_OFFICES = volumes(`(${OFFICES_IN_SCOPE}) office CROSS JOIN LATERAL (
  SELECT * FROM certificates.progress_volume WHERE office_code = office.code AND ${IN_RANGE} OFFSET 0) at_office`);
