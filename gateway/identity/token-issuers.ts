import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { systemClock, type Clock } from '../../schema/kernel/clock.js';
import type { IssuerConfig } from '../config.js';
import type { IssuerKind } from './issuer-kind.js';
import { remoteKeySet, type KeySetBounds } from './remote-key-set.js';

/** A party whose tokens are believed, each for its own kind of caller. */
export interface TokenIssuer {
  kind: IssuerKind;
  /** The one value of `iss` that is its own. */
  issuer: string;
  keys: JWTVerifyGetKey;
  /** Changes when the keys change. */
  keyGeneration: () => number;
}

export interface RemoteIssuerOptions {
  clock?: Clock;
  bounds?: Partial<KeySetBounds>;
}

/** An issuer whose key set is fetched and kept. */
export function remoteIssuer(
  { kind, issuer, jwksUrl }: IssuerConfig,
  { clock = systemClock, bounds = {} }: RemoteIssuerOptions = {},
): TokenIssuer {
  const { getKey, generation } = remoteKeySet({ url: jwksUrl, clock, bounds });
  return { kind, issuer, keys: getKey, keyGeneration: generation };
}

/** An issuer whose public keys are at hand. */
export function localIssuer(kind: IssuerKind, issuer: string, keySet: JSONWebKeySet): TokenIssuer {
  return { kind, issuer, keys: createLocalJWKSet(keySet), keyGeneration: () => 0 };
}
