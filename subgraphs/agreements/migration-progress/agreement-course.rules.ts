import { dayOf, type IsoDay } from '../../../schema/kernel/clock.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';
import type { AgreementCourse } from './migration-stage.rules.js';

/** An agreement as it lies in the store, with its acts in the order in which they were done. */
export interface StoredAgreement {
  id: string;
  officeCode: string;
  status: DirectAgreementStatus;
  startsOn: IsoDay | null;
  endsOn: IsoDay | null;
  /** Instant, ISO 8601. */
  createdAt: string;
  renewsId: string | null;
  acts: readonly { to: DirectAgreementStatus; at: string }[];
}

/** Days on which an agreement waits for its end without a renewal: from the first to before the last one. */
export interface AwaitedEnd {
  agreementId: string;
  officeCode: string;
  /** Last day on which the agreement holds. */
  endsOn: IsoDay;
  from: IsoDay;
  until: IsoDay | null;
}

/**
 * The course of an agreement by day. The status in the store is the latest, whatever the acts say: an agreement that was
 * taken over from elsewhere may have none, and counts from the day on which it was created.
 */
export function courseOf({ status, startsOn, endsOn, createdAt, acts }: StoredAgreement): AgreementCourse {
  const steps = acts.map(({ to, at }) => ({ on: dayOf(new Date(at)), to }));
  const last = steps.at(-1);
  if (last === undefined) steps.push({ on: dayOf(new Date(createdAt)), to: status });
  else if (last.to !== status) steps.push({ on: last.on, to: status });
  return { startsOn, endsOn, steps };
}

/** when each of a body's agreements is active or suspended and followed by no renewal that is more than a draft. */
export function awaitedEnds(agreements: readonly StoredAgreement[]): AwaitedEnd[] {
  return agreements.flatMap((agreement) => {
    const { id: agreementId, officeCode, endsOn } = agreement;
    if (endsOn === null) return [];
    const renewals = agreements.filter(({ renewsId }) => renewsId === agreementId).map(courseOf);
    const course = courseOf(agreement);
    const days = [...new Set([course, ...renewals].flatMap(({ steps }) => steps.map(({ on }) => on)))].sort();
    const spans = days.map((from, index) => ({
      from,
      until: days[index + 1] ?? null,
      awaits:
        isOneOf(['ACTIVE', 'SUSPENDED'], statusAt(course, from)) &&
        !renewals.some((renewal) => isFollowing(statusAt(renewal, from))),
    }));
    return spans
      .filter(({ awaits }) => awaits)
      .map(({ from, until }) => ({ agreementId, officeCode, endsOn, from, until }));
  });
}

const isOneOf = (statuses: readonly DirectAgreementStatus[], status: DirectAgreementStatus | null): boolean =>
  status !== null && statuses.includes(status);

const isFollowing = (status: DirectAgreementStatus | null): boolean =>
  status !== null && !isOneOf(['DRAFT', 'WITHDRAWN'], status);

function statusAt({ steps }: AgreementCourse, day: IsoDay): DirectAgreementStatus | null {
  return steps.findLast(({ on }) => on <= day)?.to ?? null;
}
