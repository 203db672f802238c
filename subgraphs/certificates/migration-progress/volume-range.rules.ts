import { addDays, addMonths, daysBetween, type IsoDay } from '../../../schema/kernel/clock.js';
import { inputProblem, type InputProblem } from '../../shared/input-problem.rules.js';
import type { Interval } from '../../shared/graph-enums.js';

/** Days from the first to the last, both counted. */
export interface DayRange {
  from: IsoDay;
  to: IsoDay;
}

export interface AskedRange {
  by: Interval;
  from: IsoDay | null;
  to: IsoDay | null;
  /** Nothing later is counted. */
  asOf: IsoDay;
}

/** Without a beginning: so many weeks, or months, the running one counted. */
const WEEKS = 26;
const MONTHS = 12;

/** Longest range, by what it is put together by: at most so many intervals. */
export const MOST_INTERVALS: Readonly<Record<Interval, number>> = { DAY: 400, WEEK: 260, MONTH: 120 };

/** The days that volumes are counted over; null when all of them come after the day of the figures. */
export function volumeRange({ by, from, to, asOf }: AskedRange): DayRange | null {
  const last = to !== null && to < asOf ? to : asOf;
  const first = from ?? usualBeginning(by, last);
  return first > last ? null : { from: first, to: last };
}

/** What is wrong with a range, and where. */
export function volumeRangeProblem(asked: AskedRange): { field: 'from' | 'to'; problem: InputProblem } | null {
  const { by, from, to } = asked;
  if (from !== null && to !== null && to < from) {
    const problem = inputProblem(
      'TOO_EARLY',
      'The last day lies before the first.',
      "L'ultimo giorno precede il primo.",
    );
    return { field: 'to', problem };
  }
  const range = volumeRange(asked);
  if (range === null || intervalsIn(by, range) <= MOST_INTERVALS[by]) return null;
  const most = MOST_INTERVALS[by];
  const problem = inputProblem(
    'OUT_OF_RANGE',
    `The range has more than ${most} intervals: ask for a later beginning or longer intervals.`,
    `Il periodo ha più di ${most} intervalli: indicare un inizio successivo o intervalli più lunghi.`,
  );
  return { field: 'from', problem };
}

/** First day of the interval that a day lies in; weeks begin on Monday. */
export function intervalStart(by: Interval, day: IsoDay): IsoDay {
  switch (by) {
    case 'DAY':
      return day;
    case 'WEEK':
      return addDays(day, -daysSinceMonday(day));
    case 'MONTH':
      return `${day.slice(0, 8)}01`;
  }
}

/** First and last day of the interval, as far as they lie in the range. */
export function intervalWithin(by: Interval, start: IsoDay, range: DayRange): DayRange {
  const end = addDays(nextStart(by, start), -1);
  return { from: start < range.from ? range.from : start, to: end > range.to ? range.to : end };
}

function usualBeginning(by: Interval, last: IsoDay): IsoDay {
  if (by === 'MONTH') return addMonths(intervalStart('MONTH', last), 1 - MONTHS);
  return addDays(intervalStart('WEEK', last), 7 * (1 - WEEKS));
}

function intervalsIn(by: Interval, { from, to }: DayRange): number {
  const start = intervalStart(by, from);
  if (by === 'MONTH') return monthOf(to) - monthOf(start) + 1;
  return Math.floor(daysBetween(start, to) / (by === 'WEEK' ? 7 : 1)) + 1;
}

function nextStart(by: Interval, start: IsoDay): IsoDay {
  if (by === 'MONTH') return addMonths(start, 1);
  return addDays(start, by === 'WEEK' ? 7 : 1);
}

const monthOf = (day: IsoDay): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));

/** 0 on a Monday. 1970-01-01 was a Thursday. */
const daysSinceMonday = (day: IsoDay): number => (((daysBetween('1970-01-01', day) + 3) % 7) + 7) % 7;
