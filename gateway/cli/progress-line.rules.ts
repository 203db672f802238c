import { pick, type Language } from './language.js';
import type { RequestProgress } from './operations.js';

const BAR_WIDTH = 30;

/** How far a request is, on one line; the rate is over the time that was watched. */
export function progressLine(
  { progress, counts }: RequestProgress,
  { done, seconds, language }: { done: number; seconds: number; language: Language },
): string {
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? Math.ceil(counts.open / rate) : null;
  const ended = counts.total - counts.open;
  const issued = pick(language, [`${counts.issued} issued`, `${counts.issued} rilasciati`]);
  const time = left === null ? '' : pick(language, [`, ${duration(left)} left`, `, mancano ${duration(left)}`]);
  const speed = rate > 0 ? `, ${rate.toFixed(rate < 10 ? 1 : 0)}/s` : '';
  return `${(progress * 100).toFixed(1).padStart(5)} % ${ended}/${counts.total} (${issued}${speed}${time})`;
}

export function bar(progress: number): string {
  const full = Math.round(progress * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
