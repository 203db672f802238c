import { addDays, addMonths, type IsoDay } from '../../../schema/kernel/clock.js';

/** the duration that the circular advises. */
export const DEFAULT_MONTHS = 12;

export interface Period {
  startsOn: IsoDay;
  /** Last day on which it holds. */
  endsOn: IsoDay;
}

/** The last day of an agreement of one year that begins on a day: 2026-02-10 → 2027-02-09. */
export function defaultEnd(startsOn: IsoDay): IsoDay {
  return addDays(addMonths(startsOn, DEFAULT_MONTHS), -1);
}

/**
 * The period fixed when it is signed: as drafted, but never before the day of signing; where the draft leaves it open,
 * from that day and for one year.
 */
export function signedPeriod(drafted: { startsOn: IsoDay | null; endsOn: IsoDay | null }, signedOn: IsoDay): Period {
  const startsOn = drafted.startsOn !== null && drafted.startsOn > signedOn ? drafted.startsOn : signedOn;
  return { startsOn, endsOn: drafted.endsOn ?? defaultEnd(startsOn) };
}

/** A renewal begins on the day after the last day of what it renews: no gap, no overlap. */
export function renewalPeriod(renewed: { endsOn: IsoDay }, endsOn: IsoDay | null): Period {
  const startsOn = addDays(renewed.endsOn, 1);
  return { startsOn, endsOn: endsOn ?? defaultEnd(startsOn) };
}
