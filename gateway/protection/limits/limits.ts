/**
 * Bounds of one request to the graph that hold for everybody. The operations of `schema/operations` need at most a
 * third of each (two thirds of the depth), the explorer's introspection (depth 15, 160 selections) fits as well: `operation-limits.test.ts`.
 */

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

/** What a document may hold, fragments counted wherever they are spread (`document-size.rules.ts`). */
export const DOCUMENT_LIMITS = {
  depth: 16,
  rootFields: 20,
  aliases: 60,
  directives: 60,
  selections: 1_500,
} as const;

/**
 * Most that an operation may cost, in objects that its answer may hold (`query-cost.rules.ts`): a page of a hundred
 * bodies with the usual pages of their requests and of the requests' items comes to some 45,000, three pages of a hundred
 * within each other to a million. Each thousand is paid for in the rate limit.
 */
export const MAX_QUERY_COST = 200_000;
