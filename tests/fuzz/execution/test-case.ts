import { parse } from 'graphql';
import type { TestOperation } from './executor.js';
import type { Fault } from './fault.js';
import type { SubgraphSdl } from './federation-facts.js';

/** Everything that an execution depends on, as it is printed and kept in `cases/`. */
export interface TestCase {
  readonly subgraphs: readonly SubgraphSdl[];
  /** Of the data. */
  readonly seed: number;
  readonly text: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly labels: readonly string[];
  readonly faults: readonly Fault[];
}

export function operationOf({ text, operationName, variables, labels, faults }: TestCase): TestOperation {
  return { text, document: parse(text), operationName, variables, labels: new Set(labels), faults };
}
