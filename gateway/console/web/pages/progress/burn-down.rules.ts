import { dayNumber } from './days.rules.js';

export interface BurnDownFacts {
  asOf: string;
  lastDay: string;
  burnDown: readonly { on: string; remaining: number }[];
  forecast: { completesOn: string | null; remaining: number };
}

/** A point of the chart: what was left on a day, or what will be left at the present pace. */
export interface BurnDownDot {
  day: number;
  remaining: number | null;
  forecast: number | null;
}

export interface BurnDownChart {
  dots: BurnDownDot[];
  firstDay: number;
  /** The last day of massivo, or later where the forecast is; never so late that the past becomes a stripe. */
  endDay: number;
  lastDay: number;
}

/** How far after the later of today and the last day the forecast is drawn. */
const BEYOND_DAYS = 90;

/** The past as it was and, at the pace of the last 28 days, a straight line to nobody left. */
export function burnDownChart({ asOf, lastDay, burnDown, forecast }: BurnDownFacts): BurnDownChart {
  const today = dayNumber(asOf);
  const end = dayNumber(lastDay);
  const past = burnDown.map(({ on, remaining }) => ({ day: dayNumber(on), remaining, forecast: null }));
  const now = { day: today, remaining: forecast.remaining, forecast: forecast.remaining };
  const dots: BurnDownDot[] = [...past.filter(({ day }) => day < today), now];
  const limit = Math.max(today, end) + BEYOND_DAYS;
  if (forecast.completesOn !== null && dayNumber(forecast.completesOn) > today) {
    const done = dayNumber(forecast.completesOn);
    const day = Math.min(done, limit);
    const left = forecast.remaining * ((done - day) / (done - today));
    dots.push({ day, remaining: null, forecast: left });
  }
  const days = dots.map(({ day }) => day);
  return { dots, firstDay: Math.min(...days), endDay: Math.max(end, ...days), lastDay: end };
}
