import { addDays, daysBetween, type IsoDay } from '../../../schema/kernel/clock.js';
import type { DirectAgreementStatus, MigrationStage } from '../../shared/graph-enums.js';
import { isInForce, statusOn } from '../direct-agreement/direct-agreement-status.rules.js';

/** An agreement over time, as far as it tells how far its body has come. */
export interface AgreementCourse {
  startsOn: IsoDay | null;
  /** Last day on which it holds. */
  endsOn: IsoDay | null;
  /** Its acts in their order, by day; the last one of a day decides. Before the first the agreement is not there. */
  steps: readonly { on: IsoDay; to: DirectAgreementStatus }[];
}

/** What the stages of a body are worked out from. */
export interface MigrationFacts {
  /** Agreements of the body with its competent office: R-05. */
  agreements: readonly AgreementCourse[];
  /** Day of the first accepted request on the direct channel. */
  firstDirectOn: IsoDay | null;
  /** Days with an accepted request on massivo, in order. */
  massivoDays: readonly IsoDay[];
}

/** From a day on, until the next one. */
export interface StageSpan {
  from: IsoDay;
  stage: MigrationStage;
}

/** days without massivo after which a body counts as free of it. */
export const MASSIVO_FREE_DAYS = 30;

/** Before every day that the graph takes: what was there from the beginning was there then. */
export const BEGINNING: IsoDay = '1800-01-01';

/** Stages of a body that has an agreement in force. */
const MIGRATED: ReadonlySet<MigrationStage> = new Set(['ACTIVE', 'FIRST_DIRECT_REQUEST', 'MASSIVO_FREE']);

/** Whether a stage is ACTIVE or later. */
export function isMigrated(stage: MigrationStage): boolean {
  return MIGRATED.has(stage);
}

/**
 * The stage of a body at the end of a day: as far as its best agreement reaches, and then what it does with it.
 *
 * - An agreement that has ended counts for nothing: the body has to begin anew. A suspended one, or one whose first day
 *   is still to come, counts as REGISTERED: nothing can be asked for under it that day.
 * - MASSIVO_FREE: 30 days have passed both since the first direct request and since the latest massivo request. So a
 *   body that goes back to massivo is at FIRST_DIRECT_REQUEST again for 30 days. A body that never used massivo gets
 *   there 30 days after its first direct request.
 */
export function migrationStageOn(facts: MigrationFacts, day: IsoDay): MigrationStage {
  const reached = reachOn(facts, day);
  if (reached !== 'ACTIVE') return reached ?? 'NOT_STARTED';
  const { firstDirectOn } = facts;
  if (firstDirectOn === null || firstDirectOn > day) return 'ACTIVE';
  const lastMassivoOn = latestBy(facts.massivoDays, day);
  const quietSince = lastMassivoOn !== null && lastMassivoOn > firstDirectOn ? lastMassivoOn : firstDirectOn;
  return daysBetween(quietSince, day) >= MASSIVO_FREE_DAYS ? 'MASSIVO_FREE' : 'FIRST_DIRECT_REQUEST';
}

/** The stages of a body from the beginning on, those to come by date alone included: `migrationStageOn` for every day. */
export function stageSpans(facts: MigrationFacts): StageSpan[] {
  const spans: StageSpan[] = [{ from: BEGINNING, stage: migrationStageOn(facts, BEGINNING) }];
  for (const from of [...turningDays(facts)].sort()) {
    const stage = migrationStageOn(facts, from);
    if (stage !== spans.at(-1)?.stage) spans.push({ from, stage });
  }
  return spans;
}

/** The stage that spans give a day. */
export function stageIn(spans: readonly StageSpan[], day: IsoDay): MigrationStage {
  return spans.findLast(({ from }) => from <= day)?.stage ?? 'NOT_STARTED';
}

/** Every day on which the stage may change. */
function turningDays({ agreements, firstDirectOn, massivoDays }: MigrationFacts): Set<IsoDay> {
  const days = new Set<IsoDay>();
  for (const { startsOn, endsOn, steps } of agreements) {
    for (const { on } of steps) days.add(on);
    if (startsOn !== null) days.add(startsOn);
    if (endsOn !== null) days.add(addDays(endsOn, 1));
  }
  if (firstDirectOn === null) return days;
  const heard = [firstDirectOn, ...massivoDays.filter((day) => day > firstDirectOn)];
  for (const [index, day] of heard.entries()) {
    days.add(day);
    const free = addDays(day, MASSIVO_FREE_DAYS);
    const next = heard[index + 1];
    if (next === undefined || free < next) days.add(free);
  }
  return days;
}

/** Farthest first. */
const RANKED = ['ACTIVE', 'REGISTERED', 'SIGNED', 'DRAFTED'] as const;
type Reach = (typeof RANKED)[number];

function reachOn({ agreements }: MigrationFacts, day: IsoDay): Reach | null {
  const reached = agreements.map((agreement) => reachOf(agreement, day));
  return RANKED.find((stage) => reached.includes(stage)) ?? null;
}

function reachOf({ startsOn, endsOn, steps }: AgreementCourse, day: IsoDay): Reach | null {
  const status = steps.findLast(({ on }) => on <= day)?.to;
  if (status === undefined) return null;
  const recorded = { status, startsOn, endsOn, isRenewed: false };
  switch (statusOn(recorded, day)) {
    case 'DRAFT':
      return 'DRAFTED';
    case 'SIGNED':
      return 'SIGNED';
    case 'REGISTERED':
    case 'SUSPENDED':
      return 'REGISTERED';
    case 'ACTIVE':
      return isInForce(recorded, day) ? 'ACTIVE' : 'REGISTERED';
    case 'EXPIRED':
    case 'WITHDRAWN':
    case 'RENEWED':
      return null;
  }
}

/** The last of the days that is not after the day; they are in order, and may be many. */
function latestBy(days: readonly IsoDay[], day: IsoDay): IsoDay | null {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? '') <= day) low = middle + 1;
    else high = middle;
  }
  return days[low - 1] ?? null;
}
