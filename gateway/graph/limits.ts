/** Bounds of one request to the graph that hold for everybody. */

/** Largest body in bytes: 1,000 subjects take some 300 KB. */
export const MAX_GRAPH_BODY_BYTES = 2 * 1_048_576;

/**
 * Most tokens of a query text. The console's largest operation has some 500; checking that fields can be merged is
 * quadratic, and takes 0.3 s for the worst text of this length.
 */
export const MAX_QUERY_TOKENS = 4_000;

/** Longest time in which the body of a request to the graph must have come. */
export const GRAPH_BODY_DEADLINE_MS = 15_000;
