/**
 * What the rules in the graph's schema can ask of a caller (`@authenticated`, `@requiresScopes`, `@policy`): it depends
 * on nothing but who is calling. Whether a body or an office is the caller's own is asked by the subgraph that owns the
 * data.
 */

/** By the caller's role: one each. */
export const ACCESS_SCOPES = {
  /** Contact persons of bodies. */
  contact: 'contact',
  /** Operators of an office. */
  operator: 'operator',
  /** Operations staff. */
  operations: 'operations',
  /** Dashboards: aggregates only. */
  progress: 'progress:read',
} as const;

export const ACCESS_POLICIES = {
  /** SPID, CIE or CNS of level 2 at least; staff sign in with their own provider. */
  signInLevel2: 'sign-in-level-2',
} as const;

/** level 2 is the least that is accepted (ours). */
export const LEAST_SIGN_IN_LEVEL = 2;
