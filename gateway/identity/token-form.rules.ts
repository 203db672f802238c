import type { JWTHeaderParameters, JWTPayload } from 'jose';
import type { TokenFault } from './token.errors.js';

export interface TokenForm {
  header: Pick<JWTHeaderParameters, 'typ'>;
  claims: JWTPayload;
}

export interface TokenFormLimits {
  /** Seconds since the epoch. */
  now: number;
  /** Seconds that clocks may differ by. */
  tolerance: number;
  /** Longest lifetime in seconds. */
  maximumLifetime: number;
}

/** RFC 9068; with or without the family of media types before it. */
const ACCESS_TOKEN = /^(application\/)?at\+jwt$/i;
const UNTYPED = /^(application\/)?jwt$/i;
/** Only ID tokens hold these; SPID and CIE ask for them there (OpenID Connect Core, 2 and 3.1.3.6). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash'];

/**
 * What is wrong with a token whose signature, issuer, audience and end have been checked; `null`: nothing. A token that
 * says that it is something else than an access token is none; one that says nothing must not look like an ID token.
 */
export function faultOfForm({ header: { typ }, claims }: TokenForm, limits: TokenFormLimits): TokenFault | null {
  if (typ !== undefined && typeof typ !== 'string') return 'type';
  if (typ === undefined || UNTYPED.test(typ)) {
    if (ID_TOKEN_CLAIMS.some((name) => name in claims)) return 'type';
  } else if (!ACCESS_TOKEN.test(typ)) return 'type';
  const { iat, exp } = claims;
  if (typeof iat !== 'number' || typeof exp !== 'number') return 'claims';
  if (iat > limits.now + limits.tolerance) return 'not-yet-valid';
  return exp - iat > limits.maximumLifetime ? 'lifetime' : null;
}
