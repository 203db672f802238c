import type { FastifyPluginCallback } from 'fastify';
import { importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import type { Clock } from '../../schema/kernel/clock.js';
import { SIGNING_ALGORITHM } from '../development/keys.js';
import { PERSONAS, personaClaims } from './personas.js';
import { localIssuer, type TokenIssuer } from './token-issuers.js';
import type { IssuerKind } from './issuer-kind.js';

/** The identity provider of the development set-up: it signs for all three issuers and is never there in production. */
export interface DevelopmentProvider {
  /** The issuers for which it stands in. */
  issuers: TokenIssuer[];
  /** `/oidc/jwks` and `/oidc/.well-known/openid-configuration`. */
  routes: FastifyPluginCallback;
}

export interface MintOptions {
  signingKey: JWK;
  audience: string;
  clock: Clock;
}

/** A working day: long enough for a demonstration, and a new one is a command away. */
const LIFETIME_S = 8 * 3_600;
const KINDS: readonly IssuerKind[] = ['eid', 'sic', 'dashboards'];

/** A name and not an address, so that it does not matter how the host is spelt or which port was free. */
export const developmentIssuer = (kind: IssuerKind): string => `urn:casellario-bridge:development:${kind}`;

export function createDevelopmentProvider(signingKey: JWK): DevelopmentProvider {
  const keySet = publicKeySet(signingKey);
  return {
    issuers: KINDS.map((kind) => localIssuer(kind, developmentIssuer(kind), keySet)),
    routes: (app, _options, done) => {
      app.get('/oidc/jwks', () => keySet);
      app.get('/oidc/.well-known/openid-configuration', (request) => discovery(`http://${request.host}`));
      done();
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

function discovery(origin: string): object {
  return {
    issuer: developmentIssuer('eid'),
    jwks_uri: `${origin}/oidc/jwks`,
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
    acr_values_supported: ['https://www.spid.gov.it/SpidL2', 'https://www.spid.gov.it/SpidL3'],
  };
}
