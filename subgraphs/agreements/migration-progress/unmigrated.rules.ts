import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { MigrationStage } from '../../shared/graph-enums.js';
import { isMigrated, stageIn, type StageSpan } from './migration-stage.rules.js';

export interface UnmigratedCandidate {
  ipaCode: string;
  spans: readonly StageSpan[];
  /** Volume at the end of the month, never less than on a day of it. */
  atMonthEnd: number;
  /** Volume on the day. */
  subjects: number;
}

export interface LargestUnmigrated {
  ipaCode: string;
  stage: MigrationStage;
  subjects: number;
}

/**
 * those of the candidates that are before ACTIVE on the day, by volume, then by code. `bound`: the last of them where
 * there are more that are not known; the list is certain when none of those can stand in it.
 */
export function largestUnmigrated(
  candidates: readonly UnmigratedCandidate[],
  { asOf, first, bound }: { asOf: IsoDay; first: number; bound: UnmigratedCandidate | null | undefined },
): { listed: LargestUnmigrated[]; isCertain: boolean } {
  const unmigrated = candidates
    .map((candidate) => ({ ...candidate, stage: stageIn(candidate.spans, asOf) }))
    .filter(({ stage }) => !isMigrated(stage))
    .sort((one, other) => other.subjects - one.subjects || (one.ipaCode < other.ipaCode ? -1 : 1))
    .slice(0, first);
  const isCertain =
    !bound || (unmigrated.length === first && unmigrated.every((candidate) => isBefore(candidate, bound)));
  return { listed: unmigrated.map(({ ipaCode, stage, subjects }) => ({ ipaCode, stage, subjects })), isCertain };
}

/** Whether nobody after the bound, in the order of the months' ends, can come before the candidate. */
function isBefore(candidate: UnmigratedCandidate, bound: UnmigratedCandidate): boolean {
  return (
    candidate.subjects > bound.atMonthEnd ||
    (candidate.subjects === bound.atMonthEnd && candidate.ipaCode <= bound.ipaCode)
  );
}
