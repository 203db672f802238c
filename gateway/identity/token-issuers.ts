import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { IssuerConfig } from '../config.js';
import type { IssuerKind } from './issuer-kind.js';

/** A party whose tokens are believed, each for its own kind of caller. */
export interface TokenIssuer {
  kind: IssuerKind;
  /** The one value of `iss` that is its own. */
  issuer: string;
  keys: JWTVerifyGetKey;
}

const FETCH_TIMEOUT_MS = 3_000;
/** After a fetch no other for this long, so that tokens with made-up key ids do not hammer the provider. */
const COOLDOWN_MS = 30_000;
const CACHE_MS = 600_000;

/** An issuer whose key set is fetched and kept. */
export function remoteIssuer({ kind, issuer, jwksUrl }: IssuerConfig): TokenIssuer {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: CACHE_MS,
  });
  return { kind, issuer, keys };
}

/** An issuer whose public keys are at hand. */
export function localIssuer(kind: IssuerKind, issuer: string, keySet: JSONWebKeySet): TokenIssuer {
  return { kind, issuer, keys: createLocalJWKSet(keySet) };
}
