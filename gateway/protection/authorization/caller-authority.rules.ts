import type { Actor } from '../../../schema/kernel/actor.js';
import { ACCESS_POLICIES, ACCESS_SCOPES, LEAST_SIGN_IN_LEVEL } from '../../../schema/access.js';
import type { Authority } from './requirement.rules.js';

/** What a caller brings, and the name under which callers who bring the same are filtered alike. */
export interface CallerAuthority extends Authority {
  readonly key: string;
}

/** What the rules of the graph can ask about a caller: whether they signed in, their role, how they signed in. */
export function authorityOf(actor: Actor): CallerAuthority {
  switch (actor.kind) {
    case 'anonymous':
      return ANONYMOUS;
    case 'contact':
      return actor.level >= LEAST_SIGN_IN_LEVEL ? CONTACT : WEAK_CONTACT;
    case 'operator':
      return OPERATOR;
    case 'operations':
      return OPERATIONS;
    case 'dashboard':
      return DASHBOARD;
  }
}

const { contact, operator, operations, progress } = ACCESS_SCOPES;
const { signInLevel2 } = ACCESS_POLICIES;
const ANONYMOUS = authority('anonymous', [], [], false);
const WEAK_CONTACT = authority('weak contact', [contact], []);
const CONTACT = authority('contact', [contact], [signInLevel2]);
const OPERATOR = authority('operator', [operator], [signInLevel2]);
const OPERATIONS = authority('operations', [operations], [signInLevel2]);
const DASHBOARD = authority('dashboard', [progress], []);

function authority(key: string, scopes: readonly string[], policies: readonly string[], authenticated = true) {
  return { key, authenticated, scopes: new Set(scopes), policies: new Set(policies) };
}
