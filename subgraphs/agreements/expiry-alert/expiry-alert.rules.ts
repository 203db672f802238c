import { addDays, type IsoDay } from '../../../schema/kernel/clock.js';
import type { RecordedAgreement } from '../direct-agreement/direct-agreement-status.rules.js';

/** when the parties are to be reminded, in days before the last day. */
export const EXPIRY_ALERT_DAYS = [90, 60, 30] as const;

/** An alert that is due: its mark, and the day on which it fell. */
export interface DueAlert {
  days: number;
  dueOn: IsoDay;
}

/**
 * The alerts that are due by a day, the earliest first. Ours:
 *
 * - Each mark is announced once, also late: a process that slept over the 90th and the 60th day announces both when it
 *   wakes up, so that the list of alerts does not depend on when processes ran. `dueOn` tells the two apart.
 * - After the last day nothing is announced any more: the status says that it has ended.
 * - A mark before the first day is none: an agreement of two months begins without the alerts of 90 and 60 days.
 * - A suspended agreement ends by date as an active one does, and is announced likewise; one that a renewal follows,
 *   that was withdrawn or never came into use is not.
 */
export function alertsDue(agreement: RecordedAgreement, day: IsoDay): DueAlert[] {
  const { startsOn, endsOn, status, isRenewed } = agreement;
  if (startsOn === null || endsOn === null || isRenewed || (status !== 'ACTIVE' && status !== 'SUSPENDED')) return [];
  if (day > endsOn) return [];
  return EXPIRY_ALERT_DAYS.map((days) => ({ days, dueOn: addDays(endsOn, -days) })).filter(
    ({ dueOn }) => startsOn <= dueOn && dueOn <= day,
  );
}

/** The nearest mark that has been reached (90, 60 or 30); `null` when none is. */
export function expiryAlertOn(agreement: RecordedAgreement, day: IsoDay): number | null {
  return alertsDue(agreement, day).at(-1)?.days ?? null;
}
