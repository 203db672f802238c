/**
 * What both sides of the HTTP between the gateway and a subgraph agree on: `POST /graphql` with JSON `{query, variables,
 * operationName}`, `Authorization: Bearer <signed actor>` (actor.ts, audience = name of the subgraph), and the
 * correlation id of the client's call. File paths are the public ones.
 */
export const CORRELATION_HEADER = 'x-correlation-id';

/** How many milliseconds the gateway still waits for the answer; after them the subgraph need not go on. */
export const DEADLINE_HEADER = 'x-deadline-ms';

export function bearer(token: string): string {
  return `Bearer ${token}`;
}

/** The token of an `Authorization` header; `null` when it holds none. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(header ?? '')?.[1] ?? null;
}
