/** More would make nobody wiser, and a list must not grow with what the other side sends. */
export const MOST_SHOWN_ROWS = 20;

/** Row numbers as they stand in the files, the first twenty of them: `000003,000017,…`. */
export function rowNumbers(rows: readonly number[]): string {
  const shown = rows.slice(0, MOST_SHOWN_ROWS).map((row) => String(row).padStart(6, '0'));
  return [...shown, ...(rows.length > MOST_SHOWN_ROWS ? ['…'] : [])].join(',');
}
