import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '../../schema/kernel/actor.js';

/** Names labels of `@override` that are to hold for one request, with commas between them. */
export const LABELS_HEADER = 'graph-override-labels';

const MOST_LABELS = 32;
const NONE: ReadonlySet<string> = new Set();

/**
 * The labels that a request names, for those who may choose which subgraph they are answered by: operations, who try out
 * a move before they turn it on for everybody. Nobody else's are looked at.
 */
export function chosenLabels(
  headers: IncomingHttpHeaders,
  { actor, opensLabels }: { actor: Actor; opensLabels: boolean },
): ReadonlySet<string> {
  const named = headers[LABELS_HEADER];
  if (typeof named !== 'string' || !(opensLabels || actor.kind === 'operations')) return NONE;
  const labels = named.split(',', MOST_LABELS).map((label) => label.trim());
  return new Set(labels.filter((label) => label !== ''));
}
