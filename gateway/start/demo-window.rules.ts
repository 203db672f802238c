import { addMonths, type IsoDay } from '../../schema/kernel/clock.js';

/** The demonstration's transition opened four months ago and ends in two, so that it is seen in full swing. */
const MONTHS_SINCE_OPENING = 4;
const MONTHS_OF_MASSIVO = 6;

/** Opening and last day of the demonstration, from the day of its first start (domain.md, "Clock"). */
export function demoWindow(today: IsoDay): { opensOn: IsoDay; lastDay: IsoDay } {
  const opensOn = addMonths(today, -MONTHS_SINCE_OPENING);
  return { opensOn, lastDay: addMonths(opensOn, MONTHS_OF_MASSIVO) };
}
