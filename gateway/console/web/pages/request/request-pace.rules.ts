/** How far a request was at a moment. */
export interface ProgressPoint {
  /** Milliseconds of any clock that does not go back. */
  at: number;
  /** Rows that had not come to their end. */
  open: number;
}

export interface Pace {
  /** Rows a second. */
  rate: number;
  secondsLeft: number;
}

/** The pace since the first look; `null` while nothing has moved. */
export function paceBetween(first: ProgressPoint, now: ProgressPoint): Pace | null {
  const seconds = (now.at - first.at) / 1_000;
  const done = first.open - now.open;
  if (seconds <= 0 || done <= 0 || now.open === 0) return null;
  const rate = done / seconds;
  return { rate, secondsLeft: Math.ceil(now.open / rate) };
}

export interface RoundDuration {
  unit: 'seconds' | 'minutes' | 'hours';
  n: number;
}

/** In the largest unit of which there are at least two. */
export function roundDuration(seconds: number): RoundDuration {
  if (seconds < 120) return { unit: 'seconds', n: Math.max(1, Math.round(seconds)) };
  if (seconds < 7_200) return { unit: 'minutes', n: Math.round(seconds / 60) };
  return { unit: 'hours', n: Math.round(seconds / 3_600) };
}
