import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { PostageZone } from '../../shared/graph-enums.js';

/** The amounts that hold from one day on, until the next period begins; integer euro cents. */
export interface FeePeriod {
  /** First day of application at which they hold, Europe/Rome. */
  readonly from: IsoDay;
  /** One duty stamp (marca da bollo). */
  readonly stampDutyCents: number;
  /** Pages that one duty stamp covers; a page begun counts. */
  readonly pagesPerStamp: number;
  /** Diritti di certificato, one a certificate. */
  readonly certificateFeeCents: number;
  /** Diritto d'urgenza, for issue on the day of the request. */
  readonly urgencyFeeCents: number;
  /** Ordinary mail to there. */
  readonly postageCents: Readonly<Record<PostageZone, number>>;
}

/**
 * In order of their first days. The first is the earlier of the page's two update dates: the earliest day for which the
 * page vouches for these amounts. A change of amounts is one more entry.
 */
export const FEE_PERIODS: readonly FeePeriod[] = [
  {
    from: '2021-08-24',
    stampDutyCents: 1600,
    pagesPerStamp: 2,
    certificateFeeCents: 392,
    urgencyFeeCents: 392,
    postageCents: { EUROPE: 90, OUTSIDE_EUROPE: 200, OCEANIA: 250 },
  },
];

/** The period that a day of application falls in; `undefined` before the first. */
export function feePeriodOn(day: IsoDay, periods: readonly FeePeriod[] = FEE_PERIODS): FeePeriod | undefined {
  return periods.findLast(({ from }) => from <= day);
}
