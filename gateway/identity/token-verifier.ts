import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { DomainError } from '../../schema/kernel/domain-error.js';
import type { Clock } from '../../schema/kernel/clock.js';
import type { IssuerKind } from './issuer-kind.js';
import { RememberedTokens } from './remembered-tokens.js';
import { faultOfForm } from './token-form.rules.js';
import { unauthenticated, type TokenFault } from './token.errors.js';
import type { TokenIssuer } from './token-issuers.js';

/** What a token says, after its signature, issuer, audience and times have been checked. */
export interface VerifiedToken {
  kind: IssuerKind;
  claims: JWTPayload;
}

/**
 * Checks an access token.
 *
 * @throws DomainError UNAUTHENTICATED, `details.reason` says why (never what the token holds), or
 *   IDENTITY_PROVIDER_UNAVAILABLE when the key set cannot be had.
 */
export type VerifyToken = (token: string) => Promise<VerifiedToken>;

export interface TokenVerifierParts {
  issuers: readonly TokenIssuer[];
  /** The one audience that tokens must name. */
  audience: string;
  /** The clock of tokens is the system's, also where business time is moved (`CLOCK_STARTS_AT`). */
  clock: Clock;
  /** A token that was issued for longer is refused; seconds. */
  maximumLifetimeS?: number;
}

/**
 * Those that the SPID and CIE rules name, and Ed25519. Asymmetric only: with HS256 in the list a public key could serve
 * as a shared secret.
 */
const ALGORITHMS = ['RS256', 'RS512', 'PS256', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_S = 30;
const MAXIMUM_LIFETIME_S = 12 * 3_600;
/** Twenty times what a SPID token takes; Node.js itself refuses headers of 16 KiB. */
const MAXIMUM_LENGTH = 8_192;

export function createTokenVerifier(parts: TokenVerifierParts): VerifyToken {
  const { issuers, audience, clock, maximumLifetimeS: maximumLifetime = MAXIMUM_LIFETIME_S } = parts;
  const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  const remembered = new RememberedTokens<VerifiedToken>(clock);

  async function verify(token: string): Promise<VerifiedToken> {
    // The unverified `iss` only chooses the key set; `jwtVerify` then pins it.
    const issuer = byName.get(unverifiedIssuer(token));
    if (!issuer) throw unauthenticated('issuer');
    const currentDate = clock.now();
    const generation = issuer.keyGeneration();
    const { payload: claims, protectedHeader: header } = await jwtVerify(token, issuer.keys, {
      issuer: issuer.issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate,
      requiredClaims: ['exp', 'iat'],
    }).catch((error: unknown) => {
      throw refusal(error);
    });
    const now = currentDate.getTime() / 1_000;
    const fault = faultOfForm({ header, claims }, { now, tolerance: CLOCK_TOLERANCE_S, maximumLifetime });
    if (fault !== null) throw unauthenticated(fault);
    const verified = { kind: issuer.kind, claims };
    remembered.put(token, verified, {
      expiresAt: ((claims.exp ?? 0) + CLOCK_TOLERANCE_S) * 1_000,
      stillGood: () => issuer.keyGeneration() === generation,
    });
    return verified;
  }

  return async (token) => {
    if (token.length > MAXIMUM_LENGTH) throw unauthenticated('malformed');
    return remembered.get(token) ?? verify(token);
  };
}

function unverifiedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw unauthenticated('malformed');
  }
}

function refusal(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof errors.JWTExpired) return unauthenticated('expired');
  if (error instanceof errors.JWTClaimValidationFailed) return unauthenticated(faultOfClaim(error.claim));
  if (error instanceof errors.JWSSignatureVerificationFailed) return unauthenticated('signature');
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return unauthenticated('algorithm');
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return unauthenticated('unknown-key');
  }
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return unauthenticated('malformed');
  // What is left is the issuer's: a key set that holds a key which cannot be used.
  return new DomainError('IDENTITY_PROVIDER_UNAVAILABLE', { cause: error });
}

function faultOfClaim(claim: string): TokenFault {
  switch (claim) {
    case 'iss':
      return 'issuer';
    case 'aud':
      return 'audience';
    case 'nbf':
      return 'not-yet-valid';
    default:
      return 'claims';
  }
}
