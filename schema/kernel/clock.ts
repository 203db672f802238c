/**
 * The injected clock and the Italian calendar (domain.md, "Clock").
 *
 * Business time is never read from the system directly: every comparison of dates goes through a `Clock`, and every
 * day is a day in Europe/Rome, whatever the time zone of the machine.
 */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

/** A calendar day in Europe/Rome, `yyyy-mm-dd`. Sorts and compares as text. */
export type IsoDay = string;

export const TIME_ZONE = 'Europe/Rome';

export const systemClock: Clock = { now: () => new Date() };

/** A clock that starts at the given instant when it is made and then runs on (development and tests only). */
export function clockStartingAt(instant: Date): Clock {
  const offsetMs = instant.getTime() - Date.now();
  return { now: () => new Date(Date.now() + offsetMs) };
}

/** A clock that stands still until it is told otherwise (tests only). */
export class FixedClock implements Clock {
  #instant: Date;

  constructor(instant: Date | string) {
    this.#instant = new Date(instant);
  }

  now(): Date {
    return new Date(this.#instant);
  }

  set(instant: Date | string): void {
    this.#instant = new Date(instant);
  }

  advance(milliseconds: number): void {
    this.#instant = new Date(this.#instant.getTime() + milliseconds);
  }
}

const romeDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const romeOffset = new Intl.DateTimeFormat('en-US', { timeZone: TIME_ZONE, timeZoneName: 'longOffset' });

/** The day in Europe/Rome on which the instant falls. */
export function dayOf(instant: Date): IsoDay {
  return romeDay.format(instant);
}

/** Today in Europe/Rome. */
export function today(clock: Clock): IsoDay {
  return dayOf(clock.now());
}

/** The offset of Europe/Rome at an instant, as `+01:00` or `+02:00`. */
export function romeOffsetAt(instant: Date): string {
  const name = romeOffset.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT+01:00';
  return name.slice(3) || '+00:00';
}

/** ISO 8601 to the second with the offset of Europe/Rome, as in massivo files (`2026-02-09T10:00:00+01:00`). */
export function romeTimestamp(instant: Date): string {
  const offset = romeOffsetAt(instant);
  const minutes = (offset.startsWith('-') ? -1 : 1) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)));
  return new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, 19) + offset;
}

/** The first instant of a day in Europe/Rome: 2026-08-06 → 2026-08-05T22:00:00Z. */
export function startOfDay(day: IsoDay): Date {
  const guess = new Date(`${day}T00:00:00+01:00`);
  return new Date(`${day}T00:00:00${romeOffsetAt(guess)}`);
}

/** Moves a day by whole days. */
export function addDays(day: IsoDay, days: number): IsoDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Moves a day by whole months; a day that the target month lacks becomes that month's last day (31 Aug + 6 → 28 Feb). */
export function addMonths(day: IsoDay, months: number): IsoDay {
  const [year, month, dayOfMonth] = splitDay(day);
  const index = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(index / 12);
  const targetMonth = (index % 12) + 1;
  const last = new Date(Date.UTC(targetYear, targetMonth, 0)).getUTCDate();
  return `${pad(targetYear, 4)}-${pad(targetMonth, 2)}-${pad(Math.min(dayOfMonth, last), 2)}`;
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: IsoDay, to: IsoDay): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** Whether the text is a real calendar day written `yyyy-mm-dd`. */
export function isIsoDay(text: string): text is IsoDay {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** `dd/mm/yyyy`, as in massivo files, from an ISO day. */
export function italianDate(day: IsoDay): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

function splitDay(day: IsoDay): [number, number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
