import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ValuesOf, Problem } from './variable.js';
import type { VARIABLES } from './variables.js';

/** How the web console signs its users in. */
export interface ConsoleSignIn {
  /** An OpenID provider with discovery. */
  issuer: string;
  clientId: string;
  /** With spaces between them. */
  scope: string;
  /** RFC 8707; `null`: none is sent. */
  resource: string | null;
}

/** The gateway's own TLS; certificates and keys in PEM. */
export interface TlsSettings {
  /** The certificate, then those above it. */
  certificates: readonly string[];
  key: string;
  /** Authorities of clients' certificates, pinned; `null`: clients are not asked for one. */
  clientAuthorities: readonly string[] | null;
}

/** Sign-in with a CNS, whose certificate a trusted proxy passes on. */
export interface CnsSettings {
  /** Of the cards; PEM. */
  authorities: readonly string[];
  /** Common names of the certificates that trusted proxies show. */
  proxies: readonly string[];
  /** In which they pass the card's certificate on; lower case. */
  header: string;
}

type Values = ValuesOf<typeof VARIABLES>;

export function consoleSignInOf(values: Values): ConsoleSignIn | null {
  const { CONSOLE_OIDC_ISSUER: issuer, CONSOLE_OIDC_CLIENT_ID: clientId } = values;
  if (issuer === undefined || clientId === undefined) return null;
  return { issuer, clientId, scope: values.CONSOLE_OIDC_SCOPE, resource: values.CONSOLE_OIDC_RESOURCE ?? null };
}

export function tlsOf({ TLS_CERT, TLS_KEY, TLS_CLIENT_CA }: Values): TlsSettings | null {
  if (TLS_CERT === undefined || TLS_KEY === undefined) return null;
  return { certificates: TLS_CERT, key: TLS_KEY, clientAuthorities: TLS_CLIENT_CA ?? null };
}

export function cnsOf({ CNS_CA, CNS_PROXIES, CNS_HEADER }: Values): CnsSettings | null {
  if (CNS_CA === undefined || CNS_PROXIES === undefined) return null;
  return { authorities: CNS_CA, proxies: CNS_PROXIES, header: CNS_HEADER };
}

/** What each variable of the sign-in on its own cannot tell. */
export function signInContradictions(values: Values): Problem[] {
  const problems: Problem[] = [];
  const needs = (name: keyof Values, ...others: (keyof Values)[]): void => {
    if (values[name] === undefined) return;
    const missing = others.filter((other) => values[other] === undefined);
    if (missing.length > 0) problems.push(`${name}: needs ${missing.join(', ')} as well`);
  };
  needs('CONSOLE_OIDC_ISSUER', 'CONSOLE_OIDC_CLIENT_ID');
  needs('CONSOLE_OIDC_CLIENT_ID', 'CONSOLE_OIDC_ISSUER');
  needs('TLS_CERT', 'TLS_KEY');
  needs('TLS_KEY', 'TLS_CERT');
  needs('TLS_CLIENT_CA', 'TLS_CERT');
  needs('CNS_CA', 'CNS_PROXIES', 'TLS_CLIENT_CA');
  needs('CNS_PROXIES', 'CNS_CA');
  if (values.NODE_ENV === 'production' && values.CONSOLE_OIDC_ISSUER?.startsWith('http://')) {
    problems.push('CONSOLE_OIDC_ISSUER: must be https:// in production');
  }
  if (!isPair(values)) problems.push('TLS_KEY: is not the key of the first certificate in TLS_CERT');
  return problems;
}

function isPair({ TLS_CERT: [certificate] = [], TLS_KEY: key }: Values): boolean {
  if (certificate === undefined || key === undefined) return true;
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}
