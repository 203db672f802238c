import type { MassivoLimits, OfficeDeadlines } from './massivo-batch.type.js';

/** An office that has said nothing else may take as long as any. */
export const NO_OWN_DEADLINES: Readonly<OfficeDeadlines> = {
  queuedMinutes: null,
  acknowledgementMinutes: null,
  outcomeMinutes: null,
  incompleteMinutes: null,
};
export const DEADLINE_FIELDS = [
  'queuedMinutes',
  'acknowledgementMinutes',
  'outcomeMinutes',
  'incompleteMinutes',
] as const satisfies (keyof OfficeDeadlines)[];

/** What an office lets itself be sent as long as it has said nothing else (massivo-protocol.md; R-17). */
export const DEFAULT_LIMITS = {
  maximumRows: 300,
  minimumRows: 1,
  concurrentBatches: 10,
  dailyRows: null,
  ...NO_OWN_DEADLINES,
} as const;

/** More rows than an answer is ever held for in memory (about 1 kB a row). */
export const MOST_ROWS = 5_000;
export const MOST_CONCURRENT_BATCHES = 100;
/** The largest integer that the column holds. */
const MOST_DAILY_ROWS = 2_147_483_647;
/** A year. */
const MOST_MINUTES = 366 * 24 * 60;

export type LimitField = Exclude<keyof MassivoLimits, 'officeCode'>;

/** The first limit that is out of its bounds; null when all are good. */
export function limitOutOfBounds(limits: MassivoLimits): LimitField | null {
  const { maximumRows, minimumRows, concurrentBatches, dailyRows } = limits;
  if (!isWithin(maximumRows, MOST_ROWS)) return 'maximumRows';
  if (!isWithin(minimumRows, maximumRows)) return 'minimumRows';
  if (!isWithin(concurrentBatches, MOST_CONCURRENT_BATCHES)) return 'concurrentBatches';
  if (dailyRows !== null && !isWithin(dailyRows, MOST_DAILY_ROWS)) return 'dailyRows';
  const isBad = (minutes: number | null): boolean => minutes !== null && !isWithin(minutes, MOST_MINUTES);
  return DEADLINE_FIELDS.find((field) => isBad(limits[field])) ?? null;
}

/** What the office has of ours at this moment. */
export interface OfficeUsage {
  /** Files that it has, or that a worker is about to put there. */
  batches: number;
  /** Rows sent today, those on their way included. */
  rowsToday: number;
}

/**
 * whether the office may be sent another file of `rows` rows. The first file of a day may go even when it is
 * larger than the whole quota: it was cut by an earlier, higher maximum and would wait for ever.
 */
export function mayBeSent(rows: number, limits: MassivoLimits, usage: OfficeUsage): boolean {
  if (usage.batches >= limits.concurrentBatches) return false;
  return limits.dailyRows === null || usage.rowsToday === 0 || usage.rowsToday + rows <= limits.dailyRows;
}

/** Rows that the office takes today besides those it has; null: any number, also before the first of the day. */
export function roomToday({ dailyRows }: MassivoLimits, { rowsToday }: OfficeUsage): number | null {
  return dailyRows === null || rowsToday === 0 ? null : Math.max(0, dailyRows - rowsToday);
}

const isWithin = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;
