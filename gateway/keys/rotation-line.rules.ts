import { bar } from '../cli/progress-line.rules.js';

/** How far a walk through the tables is. */
export interface WalkProgress {
  rows: number;
  total: number;
  resealed: number;
  seconds: number;
}

/** `[####......]  40.0 % 400/1000 rows, 320 sealed anew, 200/s, 3 s left` */
export function walkLine(progress: WalkProgress, { withBar }: { withBar: boolean }): string {
  const { rows, total, resealed, seconds } = progress;
  const share = total > 0 ? Math.min(1, rows / total) : 1;
  const rate = seconds > 0 ? rows / seconds : 0;
  const left = rate > 0 ? `, ${rate.toFixed(0)}/s, ${duration(Math.ceil(Math.max(0, total - rows) / rate))} left` : '';
  const text = `${(share * 100).toFixed(1).padStart(5)} % ${rows}/${total} rows, ${resealed} sealed anew${left}`;
  return withBar ? `${bar(share)} ${text}` : text;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3_600)} h ${Math.round((seconds % 3_600) / 60)} min`;
}
