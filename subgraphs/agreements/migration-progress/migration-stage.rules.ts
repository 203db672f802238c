import { daysBetween, type IsoDay } from '../../../schema/kernel/clock.js';
import type { MigrationStage } from '../../shared/graph-enums.js';
import { isInForce, statusOn, type RecordedAgreement } from '../direct-agreement/direct-agreement-status.rules.js';

/** What the stage of a body is worked out from. */
export interface MigrationFacts {
  /** Agreements of the body with its competent office: R-05. */
  agreements: readonly RecordedAgreement[];
  /** Day of the first accepted request on the direct channel. */
  firstDirectOn: IsoDay | null;
  /** Day of the latest accepted request on massivo. */
  lastMassivoOn: IsoDay | null;
}

/** days without massivo after which a body counts as free of it. */
export const MASSIVO_FREE_DAYS = 30;

/**
 * The stage of a body on a day: as far as its best agreement reaches, and then what it does with it.
 *
 * - An agreement that has ended counts for nothing: the body has to begin anew. A suspended one, or one whose first day
 *   is still to come, counts as REGISTERED: nothing can be asked for under it today.
 * - MASSIVO_FREE: 30 days have passed both since the first direct request and since the latest massivo request. So a
 *   body that goes back to massivo is at FIRST_DIRECT_REQUEST again for 30 days. A body that never used massivo gets
 *   there 30 days after its first direct request.
 */
export function migrationStageOn(facts: MigrationFacts, day: IsoDay): MigrationStage {
  const { agreements, firstDirectOn, lastMassivoOn } = facts;
  const reached = RANKED.find((stage) => agreements.some((agreement) => reachOf(agreement, day) === stage));
  if (reached !== 'ACTIVE') return reached ?? 'NOT_STARTED';
  if (firstDirectOn === null) return 'ACTIVE';
  const quietSince = lastMassivoOn !== null && lastMassivoOn > firstDirectOn ? lastMassivoOn : firstDirectOn;
  return daysBetween(quietSince, day) >= MASSIVO_FREE_DAYS ? 'MASSIVO_FREE' : 'FIRST_DIRECT_REQUEST';
}

/** Farthest first. */
const RANKED = ['ACTIVE', 'REGISTERED', 'SIGNED', 'DRAFTED'] as const;

function reachOf(agreement: RecordedAgreement, day: IsoDay): (typeof RANKED)[number] | null {
  switch (statusOn(agreement, day)) {
    case 'DRAFT':
      return 'DRAFTED';
    case 'SIGNED':
      return 'SIGNED';
    case 'REGISTERED':
    case 'SUSPENDED':
      return 'REGISTERED';
    case 'ACTIVE':
      return isInForce(agreement, day) ? 'ACTIVE' : 'REGISTERED';
    case 'EXPIRED':
    case 'WITHDRAWN':
    case 'RENEWED':
      return null;
  }
}
