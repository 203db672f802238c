import type { FastifyPluginCallback } from 'fastify';
import { importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { systemClock, type Clock } from '../../schema/kernel/clock.js';
import { SIGNING_ALGORITHM } from '../development/keys.js';
import type { ConsoleSignInOf } from './console-sign-in.js';
import { developmentIssuer } from './development-issuers.js';
import { CONSOLE_CLIENT_ID, PROVIDER_PATH, RESOURCE_PATH } from './development/provider-configuration.js';
import { originOf, providerRoutes } from './development/provider-routes.js';
import { Providers } from './development/providers.js';
import { PERSONAS, personaClaims } from './personas.js';
import { localIssuer, type TokenIssuer } from './token-issuers.js';
import type { IssuerKind } from './issuer-kind.js';

export { developmentIssuer };

/** The identity provider of the development set-up: it signs for all three issuers and is never there in production. */
export interface DevelopmentProvider {
  /** The issuers for which it stands in. */
  issuers: TokenIssuer[];
  /** OpenID Connect under `/oidc`, for browsers and the console. */
  routes: FastifyPluginCallback;
  /** How the console signs in there, whichever way the browser has come. */
  consoleSignIn: ConsoleSignInOf;
}

export interface DevelopmentProviderParts {
  signingKey: JWK;
  /** What its access tokens are for. */
  audience: string;
  /** The address that the instance was told to listen on. */
  host: string;
  /** Told of failures that the browser sees only as `server_error`. */
  onUnexpectedError: (error: unknown) => void;
}

export interface MintOptions {
  signingKey: JWK;
  audience: string;
  clock: Clock;
}

/** A working day: long enough for a demonstration, and a new one is a command away. */
const LIFETIME_S = 8 * 3_600;
const KINDS: readonly IssuerKind[] = ['eid', 'sic', 'dashboards'];

export function createDevelopmentProvider(parts: DevelopmentProviderParts): DevelopmentProvider {
  const { signingKey, audience, host, onUnexpectedError } = parts;
  const keySet = publicKeySet(signingKey);
  const providers = new Providers({ signingKey, audience, clock: systemClock, onUnexpectedError });
  return {
    issuers: KINDS.map((kind) => localIssuer(kind, developmentIssuer(kind), keySet)),
    routes: providerRoutes({ providers, host }),
    consoleSignIn: (request) => {
      const origin = originOf(request, host);
      const resource = `${origin}${RESOURCE_PATH}`;
      const authority = `${origin}${PROVIDER_PATH}`;
      return { authority, clientId: CONSOLE_CLIENT_ID, scope: 'openid', resource, development: true };
    },
  };
}

/** @throws Error that lists the personas when there is no such one. */
export async function mintToken(persona: string, { signingKey, audience, clock }: MintOptions): Promise<string> {
  const known = personaClaims(persona);
  if (known === null) {
    throw new Error(`There is no persona "${persona}". Personas: ${PERSONAS.join(', ')} (codes of the demo data).`);
  }
  const now = Math.floor(clock.now().getTime() / 1_000);
  return new SignJWT(known.claims)
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'at+jwt', ...(signingKey.kid && { kid: signingKey.kid }) })
    .setIssuer(developmentIssuer(known.kind))
    .setSubject(known.subject)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME_S)
    .sign(await importJWK(signingKey, SIGNING_ALGORITHM));
}

function publicKeySet({ kty, crv, x, y, kid, alg, use }: JWK): JSONWebKeySet {
  return { keys: [{ kty, crv, x, y, kid, alg, use } as JWK & { kty: string }] };
}
