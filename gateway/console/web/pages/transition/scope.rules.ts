/** Whom a value of the flag is for: an office, a body, or everybody. */
export type Scope = { kind: 'everybody' } | { kind: 'office'; officeCode: string } | { kind: 'body'; ipaCode: string };

/** As the graph writes it; `null` and left out are the same. */
export interface ScopeIds {
  officeCode?: string | null | undefined;
  ipaCode?: string | null | undefined;
}

export const EVERYBODY: Scope = { kind: 'everybody' };

export function scopeOf({ officeCode, ipaCode }: ScopeIds): Scope {
  if (ipaCode) return { kind: 'body', ipaCode };
  return officeCode ? { kind: 'office', officeCode } : EVERYBODY;
}

/** As variables of an operation. */
export function idsOf(scope: Scope): { officeCode?: string; ipaCode?: string } {
  switch (scope.kind) {
    case 'office':
      return { officeCode: scope.officeCode };
    case 'body':
      return { ipaCode: scope.ipaCode };
    case 'everybody':
      return {};
  }
}

/** Names a scope among others; what is typed to close an office or a body. */
export function scopeCode(scope: Scope): string | null {
  switch (scope.kind) {
    case 'office':
      return scope.officeCode;
    case 'body':
      return scope.ipaCode;
    case 'everybody':
      return null;
  }
}

export function isSameScope(one: Scope, other: Scope): boolean {
  return one.kind === other.kind && scopeCode(one) === scopeCode(other);
}
