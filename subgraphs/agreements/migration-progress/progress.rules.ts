import { addDays, addMonths, daysBetween, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Interval } from '../../shared/graph-enums.js';
import { addFigures, monthOf, noFigures, STAGES, type Figures } from './migration-figures.rules.js';
import { isMigrated } from './migration-stage.rules.js';

/** with fewer days left, a body before ACTIVE is at risk (ours). */
export const AT_RISK_DAYS = 45;
/** days whose pace the forecast goes by. */
export const PACE_DAYS = 28;
/** A forecast that is farther away than this is none: it would not be a day that the graph can say. */
const FARTHEST_DAYS = 300_000;

/** The figures at the end of any day, from what each day adds to them; `''` stands for all days before those known. */
export function figuresOn(byDay: ReadonlyMap<IsoDay, Figures>): (day: IsoDay) => Figures {
  const sum = noFigures();
  const sums = [...byDay]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([on, figures]) => {
      addFigures(sum, figures);
      return { on, figures: { ...sum, bodies: [...sum.bodies] } };
    });
  return (day) => sums.findLast(({ on }) => on <= day)?.figures ?? noFigures();
}

export function totalOf({ bodies }: Figures): number {
  return bodies.reduce((sum, count) => sum + count, 0);
}

export function migratedOf({ bodies }: Figures): number {
  return STAGES.reduce((sum, stage, index) => sum + (isMigrated(stage) ? (bodies[index] ?? 0) : 0), 0);
}

/** Former massivo bodies before ACTIVE. */
export function remainingOf(figures: Figures): number {
  return totalOf(figures) - migratedOf(figures);
}

/** From 0 to 1; `null` of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** AT_RISK. Without a last day nothing is at risk. */
export function isAtRisk(day: IsoDay, lastDay: IsoDay | null): boolean {
  return lastDay !== null && daysBetween(day, lastDay) < AT_RISK_DAYS;
}

export interface Forecast {
  completesOn: IsoDay | null;
  reachable: boolean;
  remaining: number;
  activatedLast28Days: number;
  perDay: number;
  beforeLastDay: boolean | null;
}

/**
 * the day on which the last body becomes ACTIVE if as many do each day as on average in the 28 days up to `asOf`:
 * by how many those ACTIVE or later have grown, whoever fell back taken off. When nobody is missing it is `asOf`.
 */
export function forecastOf({
  asOf,
  lastDay,
  now,
  before,
}: {
  asOf: IsoDay;
  lastDay: IsoDay;
  now: Figures;
  /** 28 days earlier. */
  before: Figures;
}): Forecast {
  const remaining = remainingOf(now);
  const activatedLast28Days = Math.max(0, migratedOf(now) - migratedOf(before));
  const days = daysToGo(remaining, activatedLast28Days);
  const completesOn = days === null ? null : addDays(asOf, days);
  return {
    completesOn,
    reachable: completesOn !== null,
    remaining,
    activatedLast28Days,
    perDay: activatedLast28Days / PACE_DAYS,
    beforeLastDay: completesOn === null ? null : completesOn <= lastDay,
  };
}

function daysToGo(remaining: number, activated: number): number | null {
  if (remaining === 0) return 0;
  if (activated === 0) return null;
  const days = Math.ceil((remaining * PACE_DAYS) / activated);
  return days <= FARTHEST_DAYS ? days : null;
}

/** The last day of each interval from one day to another, which is the last itself; `null` when they are more than `most`. */
export function intervalEnds(
  { by, from, to }: { by: Interval; from: IsoDay; to: IsoDay },
  most: number,
): IsoDay[] | null {
  const ends: IsoDay[] = [];
  for (let day = from; day <= to; day = addDays(ends.at(-1) ?? to, 1)) {
    if (ends.length === most) return null;
    const end = endOf(by, day);
    ends.push(end < to ? end : to);
  }
  return ends;
}

/** Last day of the interval that a day lies in; weeks begin on Monday. */
function endOf(by: Interval, day: IsoDay): IsoDay {
  switch (by) {
    case 'DAY':
      return day;
    case 'WEEK':
      return addDays(day, 6 - (daysBetween(MONDAY, day) % 7));
    case 'MONTH':
      return addDays(addMonths(monthOf(day), 1), -1);
  }
}

/** A Monday before every day that the graph takes. */
const MONDAY: IsoDay = '1799-12-30';
