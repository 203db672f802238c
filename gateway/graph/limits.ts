/** Bounds of one request to the graph that hold for everybody. */

/** Largest body in bytes: 1,000 subjects take some 300 KB. */
export const MAX_GRAPH_BODY_BYTES = 2 * 1_048_576;

/**
 * Most tokens of a query text. Honest operations have some hundreds; the costliest texts of this length that were found
 * (hundreds of fragments of the same field) take some 0.3 s of one core to check.
 */
export const MAX_QUERY_TOKENS = 3_000;

/** Most selections of a query text that say again what is selected already (`repeated-selections.rules.ts`). */
export const MAX_REPEATED_SELECTIONS = 50;

/** Longest time in which the body of a request to the graph must have come. */
export const GRAPH_BODY_DEADLINE_MS = 15_000;
