import type { JWTPayload } from 'jose';
import { parseOfficeCode } from '../../schema/identifiers.js';
import { personKey, type Actor, type SignInMethod } from '../../schema/kernel/actor.js';
import { hasValidCheckCharacter } from '../../schema/kernel/tax-code.rules.js';
import type { IssuerKind } from './issuer-kind.js';
import { unauthenticated } from './token.errors.js';

/** Claims by which the three issuers say who is calling (api.md, "Who is who"). */
export const FISCAL_NUMBER_CLAIM = 'https://attributes.eid.gov.it/fiscal_number';
export const PROGRESS_SCOPE = 'progress:read';
/** level 2 is the least accepted; SPID and CIE name their levels alike. */
const LEVELS = new Map([
  ['https://www.spid.gov.it/SpidL2', 2],
  ['https://www.spid.gov.it/SpidL3', 3],
]);

const FISCAL_NUMBER = /^TINIT-([A-Z0-9]{16})$/;
const METHODS = new Map<string, SignInMethod>([
  ['spid', 'SPID'],
  ['cie', 'CIE'],
]);

/** Who a verified token stands for. `personIndexKey` keys the hash that replaces the tax code. */
export function actorOf(kind: IssuerKind, claims: JWTPayload, personIndexKey: Uint8Array): Actor {
  switch (kind) {
    case 'eid':
      return contact(claims, personIndexKey);
    case 'sic':
      return staff(claims);
    case 'dashboards':
      return dashboard(claims);
  }
}

function contact(claims: JWTPayload, personIndexKey: Uint8Array): Actor {
  const taxCode = FISCAL_NUMBER.exec(textClaim(claims, FISCAL_NUMBER_CLAIM).toUpperCase())?.[1];
  if (taxCode === undefined || !hasValidCheckCharacter(taxCode)) throw unauthenticated('claims');
  const level = LEVELS.get(textClaim(claims, 'acr'));
  if (level === undefined) throw unauthenticated('level');
  return { kind: 'contact', personKey: personKey(personIndexKey, taxCode), method: methodOf(claims), level };
}

/** a sign-in of which the method is not known is none. */
function methodOf(claims: JWTPayload): SignInMethod {
  const named = listClaim(claims, 'amr').flatMap((name) => METHODS.get(name.toLowerCase()) ?? []);
  const [method] = named;
  if (method === undefined || named.length > 1) throw unauthenticated('claims');
  return method;
}

function staff(claims: JWTPayload): Actor {
  const subject = textClaim(claims, 'sub');
  const roles = listClaim(claims, 'roles').filter((role) => role === 'operator' || role === 'operations');
  // One role a token: an operator sees subjects and decides nothing global, operations staff the reverse.
  if (subject === '' || roles.length !== 1) throw unauthenticated('claims');
  if (roles[0] === 'operations') return { kind: 'operations', subject };
  const officeCode = parseOfficeCode(textClaim(claims, 'office'));
  if (officeCode === null) throw unauthenticated('claims');
  return { kind: 'operator', subject, officeCode };
}

function dashboard(claims: JWTPayload): Actor {
  const subject = textClaim(claims, 'sub') || textClaim(claims, 'client_id');
  const scopes = textClaim(claims, 'scope').split(' ');
  if (subject === '' || !scopes.includes(PROGRESS_SCOPE)) throw unauthenticated('claims');
  return { kind: 'dashboard', subject };
}

function textClaim(claims: JWTPayload, name: string): string {
  const value = claims[name];
  return typeof value === 'string' ? value : '';
}

function listClaim(claims: JWTPayload, name: string): string[] {
  const value = claims[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
