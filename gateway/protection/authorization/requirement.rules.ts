/** OR of ANDs, as `@requiresScopes(scopes: [["a", "b"], ["c"]])` writes it: (a and b) or c. Empty asks for nothing. */
export type AnyOf = readonly (readonly string[])[];

/** What a caller must bring to be let through: all of it (AND). */
export interface Requirement {
  readonly authenticated: boolean;
  readonly scopes: readonly AnyOf[];
  readonly policies: readonly AnyOf[];
}

/** What a caller brings: whether they are signed in, the scopes that they hold, the policies that they pass. */
export interface Authority {
  readonly authenticated: boolean;
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
}

/** What of a requirement a caller lacks; sign-in is told before scopes, scopes before policies. */
export type Lack = 'authentication' | 'scopes' | 'policies';

export function lackOf({ authenticated, scopes, policies }: Requirement, authority: Authority): Lack | null {
  if (authenticated && !authority.authenticated) return 'authentication';
  if (!scopes.every((anyOf) => holds(anyOf, authority.scopes))) return 'scopes';
  return policies.every((anyOf) => holds(anyOf, authority.policies)) ? null : 'policies';
}

/** `null` among them asks for nothing, and so does the result when all do. */
export function allOf(requirements: Iterable<Requirement | null>): Requirement | null {
  const given = new Set([...requirements].filter((requirement) => requirement !== null));
  const [only] = given;
  if (given.size < 2) return only ?? null;
  const parts = [...given];
  return {
    authenticated: parts.some(({ authenticated }) => authenticated),
    scopes: distinct(parts.flatMap(({ scopes }) => scopes)),
    policies: distinct(parts.flatMap(({ policies }) => policies)),
  };
}

/** Whether everybody who meets the one also meets the other. Says no where telling would take too long. */
export function implies(given: Requirement | null, other: Requirement | null): boolean {
  if (other === null) return true;
  if (given === null) return isNothing(other);
  return (
    (given.authenticated || !other.authenticated) &&
    impliesAnyOf(given.scopes, other.scopes) &&
    impliesAnyOf(given.policies, other.policies)
  );
}

/** Combinations that are looked at before `implies` gives up; composed schemas have a handful. */
const MAX_COMBINATIONS = 1_000;

function impliesAnyOf(given: readonly AnyOf[], others: readonly AnyOf[]): boolean {
  const ways = combinations(given);
  if (ways === null) return others.every((other) => other.length === 0);
  return ways.every((way) => others.every((other) => holds(other, way)));
}

/** Every way to meet all of them: what a caller holds at the least. `null`: too many. */
function combinations(given: readonly AnyOf[]): Set<string>[] | null {
  let ways: Set<string>[] = [new Set()];
  for (const anyOf of given.filter(({ length }) => length > 0)) {
    if (ways.length * anyOf.length > MAX_COMBINATIONS) return null;
    ways = ways.flatMap((way) => anyOf.map((group) => new Set([...way, ...group])));
  }
  return ways;
}

function holds(anyOf: AnyOf, held: ReadonlySet<string>): boolean {
  return anyOf.length === 0 || anyOf.some((group) => group.every((name) => held.has(name)));
}

function isNothing({ authenticated, scopes, policies }: Requirement): boolean {
  return !authenticated && [...scopes, ...policies].every((anyOf) => holds(anyOf, new Set()));
}

function distinct(list: readonly AnyOf[]): AnyOf[] {
  return [...new Map(list.map((anyOf) => [JSON.stringify(anyOf), anyOf])).values()];
}
