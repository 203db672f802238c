/** Who looks at the console; what each may see is decided by the graph, the console only leaves out what it would refuse. */
export type Role = 'anonymous' | 'contact' | 'operator' | 'operations' | 'dashboard';

/** What the console knows of its user: from the ID token, without any personal data (no tax code). */
export interface Persona {
  role: Role;
  /** To be shown. */
  name: string;
  /** Of an operator. */
  officeCode: string | null;
  /** Of a contact person. */
  ipaCode: string | null;
}

export const ANONYMOUS: Persona = { role: 'anonymous', name: '', officeCode: null, ipaCode: null };

/** Roles as the identity provider names them; one token has one. */
const SIGNED_IN_ROLES = ['operations', 'operator', 'contact', 'dashboard'] as const;

/** The persona of the claims of an ID token. Roles that the console does not know make a caller without any. */
export function personaOf(claims: Readonly<Record<string, unknown>>): Persona {
  const roles = Array.isArray(claims['roles']) ? (claims['roles'] as unknown[]) : [];
  const role = SIGNED_IN_ROLES.find((known) => roles.includes(known)) ?? 'dashboard';
  return {
    role,
    name: textOf(claims['name']) ?? textOf(claims['sub']) ?? '',
    officeCode: role === 'operator' ? textOf(claims['office']) : null,
    ipaCode: role === 'contact' ? textOf(claims['ipa_code']) : null,
  };
}

const textOf = (claim: unknown): string | null => (typeof claim === 'string' && claim !== '' ? claim : null);
