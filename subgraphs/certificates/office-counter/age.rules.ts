import type { IsoDay } from '../../../schema/kernel/clock.js';
import { parseDay } from '../../../schema/kernel/day-number.rules.js';

const YEAR = 10_000;

/** Whether somebody has not turned `years` on that day, counted as at the intake (MIN-001): on the birthday they have. */
export function isYoungerThan(years: number, birthDate: IsoDay, day: IsoDay): boolean {
  return (parseDay(day) ?? 0) < (parseDay(birthDate) ?? 0) + years * YEAR;
}
