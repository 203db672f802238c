import { addDays, type IsoDay } from '../../../schema/kernel/clock.js';

/** How long PDFs are kept; pure. */

/**
 * PDFs of certificates issued before this day are erased. They are kept on the day of issue and for so many days after
 * it: with 180 days, one of 1 January is there on 30 June and erased on 1 July (30 June in a leap year).
 */
export function erasedBefore(today: IsoDay, retentionDays: number): IsoDay {
  return addDays(today, -retentionDays);
}
