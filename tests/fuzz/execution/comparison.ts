import type { GraphQLFormattedError } from 'graphql';
import { isKnownToJudge } from './fault.js';
import type { Answer, TestOperation } from './executor.js';
import { invented, isBesideAnswer, nulledPositions, unexplained } from './answer-positions.js';

/** How an answer differs from what it must be; the rules are in docs/conformance.md. */
export type DifferenceKind =
  | 'crash'
  /** Apollo's planner fails on the operation, and on the very text of the client as well: there is nothing to be executed. */
  | 'planner'
  | 'data'
  | 'key-order'
  | 'request-error'
  | 'error-lost'
  | 'error-invented'
  | 'error-changed'
  | 'data-invented'
  | 'null-unexplained';

export interface Difference {
  readonly kind: DifferenceKind;
  readonly detail: string;
}

/** Holds an answer against the judge's: `null` when it is as it must be. */
export function compare(expected: Answer, actual: Answer, { faults }: TestOperation): Difference | null {
  if (expected.data === undefined || actual.data === undefined) return requestErrors(expected, actual);
  const isExact = isKnownToJudge(faults) || actual.run.struck.size === 0;
  return isExact ? exact(expected, actual) : within(expected, actual);
}

function requestErrors(expected: Answer, actual: Answer): Difference | null {
  if (expected.data === undefined && actual.data === undefined && actual.errors.length > 0) return null;
  return { kind: 'request-error', detail: `the judge: ${messages(expected)}; here: ${messages(actual)}` };
}

function messages({ errors, data }: Answer): string {
  return errors.map(({ message }) => message).join(' | ') || `no errors, data ${JSON.stringify(data)?.slice(0, 200)}`;
}

/** Without faults, or with faults that the judge met as well. */
function exact(expected: Answer, actual: Answer): Difference | null {
  const [wanted, found] = [JSON.stringify(expected.data), JSON.stringify(actual.data)];
  if (wanted !== found) {
    const isSame = JSON.stringify(ordered(expected.data)) === JSON.stringify(ordered(actual.data));
    return { kind: isSame ? 'key-order' : 'data', detail: firstDifference(expected.data, actual.data, []) };
  }
  const [nulled, told] = [nulledPositions(expected), nulledPositions(actual)];
  const lost = [...nulled].find((position) => !told.has(position));
  if (lost !== undefined) return { kind: 'error-lost', detail: `no error for the null at ${lost}` };
  // The planner asks for fields of interface objects whatever their type is: the error of such a field is at no place.
  const more = [...told].find((position) => !nulled.has(position) && !isBesideAnswer(actual.data, position));
  if (more !== undefined) return { kind: 'error-invented', detail: `an error for ${more}, where the judge has none` };
  return changedError(expected.errors, actual.errors);
}

/** An error that a resolver threw must arrive with its message and code, at its path. */
function changedError(
  expected: readonly GraphQLFormattedError[],
  actual: readonly GraphQLFormattedError[],
): Difference | null {
  const thrown = expected.filter(({ extensions }) => extensions?.['code'] !== undefined);
  for (const error of actual) {
    const path = JSON.stringify(error.path);
    const original = thrown.find((each) => JSON.stringify(each.path) === path);
    if (!original) continue;
    const isKept = error.message === original.message && error.extensions?.['code'] === original.extensions?.['code'];
    if (!isKept)
      return { kind: 'error-changed', detail: `${path}: ${error.message} ${JSON.stringify(error.extensions)}` };
    if (typeof error.extensions?.['serviceName'] !== 'string')
      return { kind: 'error-changed', detail: `${path}: no serviceName` };
  }
  return null;
}

/** With faults that only a gateway can meet: nothing that is not so, and nothing missing without an error. */
function within(expected: Answer, actual: Answer): Difference | null {
  const more = invented(expected.data, actual.data);
  if (more !== null) return { kind: 'data-invented', detail: more };
  const isSilent = actual.run.faults.every((fault) => fault.kind === 'entity' && fault.form === 'null');
  const lost = unexplained(expected, actual, { isSilent });
  return lost === null ? null : { kind: 'null-unexplained', detail: lost };
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, ordered(each)]));
}

function firstDifference(expected: unknown, actual: unknown, path: (string | number)[]): string {
  if (isObject(expected) && isObject(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const [keys, others] = [Object.keys(expected), Object.keys(actual)];
    if (keys.join('\n') !== others.join('\n')) return `${path.join('.')}: keys ${keys.join()} became ${others.join()}`;
    for (const key of keys) {
      const found = firstDifference(expected[key], actual[key], [...path, key]);
      if (found !== '') return found;
    }
    return '';
  }
  const [wanted, found] = [JSON.stringify(expected), JSON.stringify(actual)];
  return wanted === found ? '' : `${path.join('.')}: ${wanted?.slice(0, 200)} became ${found?.slice(0, 200)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
