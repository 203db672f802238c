import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { Channel } from '../../shared/graph-enums.js';
import type { MigrationProgressScope } from '../../shared/migration-progress-id.js';
import { MinuteHistogram } from './minute-histogram.rules.js';
import { AT_OFFICES_SINCE, EVERYWHERE_SINCE } from './progress-checkpoint.read-model.js';
import { IN_SCOPE, isEverywhere, OF_BODY_TYPE, OPEN_FACTS, scopeValues } from './progress-fact.read-model.js';

interface TurnaroundRow {
  channel: Channel;
  /** A histogram up to a day; null: one number of minutes of the days after it. */
  packed: Buffer | null;
  minutes: number;
  items: number;
}

/**
 * How long the answers up to a day took, by channel: the checkpoint before it, the days since then and what is open, in
 * one snapshot.
 */
export async function readTurnaround(
  queries: Queries,
  { scope, asOf }: { scope: MigrationProgressScope; asOf: IsoDay },
): Promise<Map<Channel, MinuteHistogram>> {
  const text = isEverywhere(scope) ? EVERYWHERE : AT_OFFICES;
  const rows = await queries.rows<TurnaroundRow>(text, [...scopeValues(scope), asOf]);
  const byChannel = new Map<Channel, MinuteHistogram>();
  for (const { channel, packed, minutes, items } of rows) {
    const histogram = byChannel.get(channel) ?? new MinuteHistogram();
    byChannel.set(channel, histogram);
    if (packed) histogram.addPacked(packed);
    else histogram.add(minutes, items);
  }
  return byChannel;
}

const turnaround = (since: { reach: string; checkpoint: string; days: (table: string) => string }): string => `
  ${since.reach}
  SELECT channel, turnaround AS packed, 0 AS minutes, 0::bigint AS items FROM ${since.checkpoint} WHERE ${OF_BODY_TYPE}
  UNION ALL
  SELECT channel, NULL, minutes, sum(items)::bigint
  FROM (SELECT channel, minutes, items FROM ${since.days('certificates.progress_turnaround')} WHERE ${OF_BODY_TYPE}
        UNION ALL
        SELECT channel, minutes, answered FROM (${OPEN_FACTS} WHERE delta.answered > 0) fact
        WHERE day <= $5::date AND ${OF_BODY_TYPE} AND ${IN_SCOPE}) counted
  GROUP BY channel, minutes`;

const EVERYWHERE = turnaround(EVERYWHERE_SINCE);
const AT_OFFICES = turnaround(AT_OFFICES_SINCE);
