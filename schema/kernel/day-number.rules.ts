import type { IsoDay } from './clock.js';

/**
 * A calendar day as the integer `yyyymmdd`: the form in which the intake compares days, half a million times a second,
 * without making an object or a string.
 */
export type DayNumber = number;

const ZERO = 48;
const DASH = 45;
const SLASH = 47;

/** Reads `yyyy-mm-dd` or `dd/mm/yyyy`, exactly so written; `undefined` when it is neither, or no real day (31/02). */
export function parseDay(text: string): DayNumber | undefined {
  if (text.length !== 10) return undefined;
  if (text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH) {
    return dayNumber(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
  }
  if (text.charCodeAt(2) === SLASH && text.charCodeAt(5) === SLASH) {
    return dayNumber(digits(text, 6, 4), digits(text, 3, 2), digits(text, 0, 2));
  }
  return undefined;
}

/** The day as `yyyy-mm-dd`. */
export function isoDayOf(day: DayNumber): IsoDay {
  const text = String(day).padStart(8, '0');
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

/** The day that a year, a month (1–12) and a day of the month make; `undefined` when there is no such day. */
export function dayNumber(year: number, month: number, dayOfMonth: number): DayNumber | undefined {
  if (year < 1 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysIn(year, month)) return undefined;
  return year * 10_000 + month * 100 + dayOfMonth;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The number written in `count` digits from `start`; -1 when one of them is not a digit. */
function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
