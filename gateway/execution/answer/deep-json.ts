/**
 * JSON of a value of a custom scalar. Values nested too deep for the stack of `JSON.stringify` (some thousand levels;
 * `JSON.parse` has no such limit) are walked with a stack of our own.
 */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    if (error instanceof RangeError) return deepJson(value);
    throw error;
  }
}

/** A list or an object on the way: what is left of it, and what closes it. */
interface Level {
  readonly entries: Iterator<readonly [key: string, value: unknown]>;
  readonly isList: boolean;
  empty: boolean;
}

function deepJson(value: unknown): string {
  const parts: string[] = [];
  const levels: Level[] = [];
  open(value, parts, levels);
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const next = level.entries.next();
    if (next.done === true) {
      parts.push(level.isList ? ']' : '}');
      levels.pop();
      continue;
    }
    const [key, member] = next.value;
    if (!level.isList && member === undefined) continue;
    if (!level.empty) parts.push(',');
    level.empty = false;
    if (!level.isList) parts.push(JSON.stringify(key), ':');
    open(member, parts, levels);
  }
  return parts.join('');
}

function open(value: unknown, parts: string[], levels: Level[]): void {
  if (typeof value !== 'object' || value === null) {
    parts.push(JSON.stringify(value) ?? 'null');
    return;
  }
  const isList = Array.isArray(value);
  parts.push(isList ? '[' : '{');
  levels.push({ entries: Object.entries(value).values(), isList, empty: true });
}
