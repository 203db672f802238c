import type { Answer } from './executor.js';

type Path = readonly (string | number)[];

/** The position of an error without a path; no position of the answer is written so. */
const NO_PATH = '"(no path)"';

/**
 * The positions of the answer that are null because of an error: for each error, where its path runs into null. Which of
 * several errors below such a position is told is left open by the specification, so positions are what is compared.
 */
export function nulledPositions({ data, errors }: Answer): Set<string> {
  return new Set(errors.map(({ path }) => (path ? JSON.stringify(nulledAt(data, path)) : NO_PATH)));
}

function nulledAt(data: unknown, path: Path): Path {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, depth);
    value = (value as Record<string | number, unknown>)[key];
  }
  return path;
}

/** Whether the position is of a field that was not asked of the object that is there: the object has no such key. */
export function isBesideAnswer(data: unknown, position: string): boolean {
  if (position === NO_PATH) return false;
  let value = data;
  for (const key of JSON.parse(position) as Path) {
    if (!isObject(value)) return false;
    if (!Array.isArray(value) && !Object.hasOwn(value, key)) return true;
    value = value[key];
  }
  return false;
}

/** Where the answer has something that the judge's does not: anything but the same, or null. `null`: nowhere. */
export function invented(expected: unknown, actual: unknown, path: Path = []): string | null {
  if (actual === null && expected !== undefined) return null;
  const here = path.join('.');
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) return `${here}: ${expected.length} elements became ${actual.length}`;
    return firstOf(expected.map((each, index) => invented(each, actual[index], [...path, index])));
  }
  if (isObject(expected) && isObject(actual)) {
    const [keys, others] = [Object.keys(expected), Object.keys(actual)];
    if (keys.join('\n') !== others.join('\n')) return `${here}: keys ${keys.join()} became ${others.join()}`;
    return firstOf(keys.map((key) => invented(expected[key], actual[key], [...path, key])));
  }
  const [wanted, found] = [JSON.stringify(expected), JSON.stringify(actual)];
  return wanted === found ? null : `${here}: ${wanted} became ${found}`;
}

/**
 * Where something is null that the judge has, with no error that tells of it: none above it, at it or below it, and none
 * without a path. A subgraph that does not know an entity is `isSilent`: then only the whole answer must be explained.
 */
export function unexplained(expected: Answer, actual: Answer, { isSilent }: { isSilent: boolean }): string | null {
  const { errors } = actual;
  if (errors.some(({ path }) => path === undefined)) return null;
  const isWhole = actual.data === null && expected.data !== null;
  if (isSilent || isWhole) return isWhole && errors.length === 0 ? 'all of it' : null;
  const paths = errors.map(({ path = [] }) => path);
  return lostAt(expected.data, actual.data, { path: [], paths });
}

function lostAt(expected: unknown, actual: unknown, at: { path: Path; paths: readonly Path[] }): string | null {
  const { path, paths } = at;
  if (actual === null && expected !== null)
    return paths.some((told) => isOnOneLine(told, path)) ? null : path.join('.');
  if (!isObject(expected) || !isObject(actual)) return null;
  return firstOf(
    Object.keys(expected).map((key) => lostAt(expected[key], actual[key], { path: [...path, key], paths })),
  );
}

/** Whether one path goes on where the other ends; keys of lists come as numbers and as texts. */
function isOnOneLine(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  for (let depth = 0; depth < length; depth += 1) if (String(one[depth]) !== String(other[depth])) return false;
  return true;
}

function firstOf(found: readonly (string | null)[]): string | null {
  return found.find((each) => each !== null) ?? null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
