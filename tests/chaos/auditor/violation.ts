/** Something that must not be. Names ids and counts only, never a person. */
export interface Violation {
  /** The promise that was broken. */
  check: string;
  /** What it comes to: an item without an end, one with too many, or something else. */
  harm: 'LOST' | 'DOUBLED' | 'LATE' | 'WRONG';
  about: string;
}

export const itemKey = ({ requestId, line }: { requestId: string; line: number }): string => `${requestId}#${line}`;

/** Values by key, each key with all of its values. */
export function groupBy<Value>(values: readonly Value[], key: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}

/** Keys that occur more than once. */
export function repeated(keys: Iterable<string>): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const key of keys) (seen.has(key) ? twice : seen).add(key);
  return [...twice];
}
