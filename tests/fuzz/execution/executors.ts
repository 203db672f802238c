import { apolloOf } from './apollo-executor.js';
import type { ExecutorFactory } from './executor.js';
import { oursOf } from './our-executor.js';

/** Who is held against the judge. */
export const EXECUTORS: ReadonlyMap<string, ExecutorFactory> = new Map([
  ['apollo', apolloOf],
  ['ours', (supergraph) => Promise.resolve(oursOf(supergraph))],
]);
