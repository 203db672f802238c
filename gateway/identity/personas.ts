import type { JWTPayload } from 'jose';
import { demoContactTaxCode } from '../../schema/demo/demo-bodies.js';
import { parseIpaCode, parseOfficeCode } from '../../schema/identifiers.js';
import { FISCAL_NUMBER_CLAIM, PROGRESS_SCOPE } from './claims.rules.js';
import type { IssuerKind } from './issuer-kind.js';

/** What the development identity provider says about a persona. */
export interface PersonaClaims {
  kind: IssuerKind;
  subject: string;
  claims: JWTPayload;
}

export const PERSONAS = ['contact:<ipaCode>', 'operator:<officeCode>', 'ops:alice', 'ops:bruno', 'dashboard'] as const;

/** Operations staff of the development set-up; two, because nobody approves their own change. */
const OPERATIONS_STAFF = ['alice', 'bruno'];

/** The claims of a persona such as `contact:c_h501`; `null` when there is no such persona. */
export function personaClaims(persona: string): PersonaClaims | null {
  const [role = '', name = '', ...rest] = persona.split(':');
  if (rest.length > 0) return null;
  switch (role) {
    case 'contact':
      return contactOf(name);
    case 'operator':
      return operatorOf(name);
    case 'ops':
      if (!OPERATIONS_STAFF.includes(name)) return null;
      return { kind: 'sic', subject: name, claims: { roles: ['operations'] } };
    case 'dashboard':
      if (name !== '') return null;
      return { kind: 'dashboards', subject: 'dashboard', claims: { scope: PROGRESS_SCOPE } };
    default:
      return null;
  }
}

function contactOf(name: string): PersonaClaims | null {
  const ipaCode = parseIpaCode(name);
  const taxCode = ipaCode && demoContactTaxCode(ipaCode);
  if (!taxCode) return null;
  return {
    kind: 'eid',
    subject: `contact-${ipaCode}`,
    claims: { [FISCAL_NUMBER_CLAIM]: `TINIT-${taxCode}`, acr: 'https://www.spid.gov.it/SpidL2', amr: ['spid'] },
  };
}

function operatorOf(name: string): PersonaClaims | null {
  const office = parseOfficeCode(name);
  if (office === null) return null;
  return { kind: 'sic', subject: `operator-${office}`, claims: { roles: ['operator'], office } };
}
