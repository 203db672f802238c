import type { AuditReport } from './audit.js';
import type { Violation } from './violation.js';

const MOST_SHOWN = 40;
const MOST_KEPT_APART_SHOWN = 5;

/** What the audit came to, in lines; ids and counts only. */
export function reportLines({ counts, violations, keptApart }: AuditReport): string[] {
  const width = Math.max(...Object.keys(counts).map((name) => name.length));
  return [
    'Audit (database, drop area, books of the emulator, receipts of clients and operators, logs of all processes):',
    ...Object.entries(counts).map(([name, count]) => `  ${name.padEnd(width)}  ${count}`),
    ...keptApartLines(keptApart),
    `  ${tally(violations)}`,
    ...violations.slice(0, MOST_SHOWN).map(({ check, harm, about }) => `  ${harm}  ${about}  (${check})`),
    ...(violations.length > MOST_SHOWN ? [`  … and ${violations.length - MOST_SHOWN} more`] : []),
  ];
}

export const countOf = (violations: readonly Violation[], harm: Violation['harm']): number =>
  violations.filter((violation) => violation.harm === harm).length;

function tally(violations: readonly Violation[]): string {
  const harms = (['LOST', 'DOUBLED', 'LATE', 'WRONG'] as const).map(
    (harm) => `${countOf(violations, harm)} ${harm.toLowerCase()}`,
  );
  return `${harms.join(', ')}: ${violations.length === 0 ? 'no violation' : `${violations.length} violations`}`;
}

function keptApartLines(keptApart: readonly string[]): string[] {
  if (keptApart.length === 0) return [];
  const byFile = new Map<string, number>();
  for (const about of keptApart) {
    const file = about.slice(0, about.lastIndexOf('#'));
    byFile.set(file, (byFile.get(file) ?? 0) + 1);
  }
  const shown = [...byFile].slice(0, MOST_KEPT_APART_SHOWN).map(([file, rows]) => `    ${file}: ${rows} outcomes`);
  const more = byFile.size - shown.length;
  return [
    '  of abandoned items, kept apart and never issued:',
    ...shown,
    ...(more > 0 ? [`    … and ${more} more files`] : []),
  ];
}
