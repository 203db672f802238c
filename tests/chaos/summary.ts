import { countOf } from './auditor/report.js';
import type { ChaosResult } from './run-chaos.js';

/** What is kept of a run when the next one begins: its evidence is some 50 MB. */
export interface ChaosSummary {
  sound: boolean;
  violations: number;
  cells: Record<string, string | number>;
}

export function summaryOf({ seed, seconds, report, complaints }: ChaosResult): ChaosSummary {
  const { counts, violations } = report;
  return {
    sound: violations.length === 0 && complaints.length === 0,
    violations: violations.length,
    cells: {
      seed,
      requests: counts.requests,
      items: counts.items,
      lost: countOf(violations, 'LOST'),
      doubled: countOf(violations, 'DOUBLED'),
      late: countOf(violations, 'LATE'),
      wrong: countOf(violations, 'WRONG'),
      abandoned: counts.abandoned,
      'kept apart': counts.outcomesKeptApart,
      run: complaints.length === 0 ? 'whole' : 'NOT WHOLE',
      seconds,
    },
  };
}

/** A line a seed. */
export function summaryLines(summaries: readonly ChaosSummary[]): string[] {
  const names = Object.keys(summaries[0]?.cells ?? {});
  const rows = [names, ...summaries.map(({ cells }) => names.map((name) => String(cells[name])))];
  const widths = names.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const sound = summaries.filter((summary) => summary.sound).length;
  const violations = summaries.reduce((sum, summary) => sum + summary.violations, 0);
  return [
    ...rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')),
    `${sound} of ${summaries.length} seeds sound, ${violations} violations`,
  ];
}
