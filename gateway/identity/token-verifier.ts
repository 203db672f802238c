import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { DomainError } from '../../schema/kernel/domain-error.js';
import type { Clock } from '../../schema/kernel/clock.js';
import type { IssuerKind } from './issuer-kind.js';
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
}

/** Asymmetric only: with HS256 in the list a public key could serve as a shared secret. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const CLOCK_TOLERANCE_S = 30;

export function createTokenVerifier({ issuers, audience, clock }: TokenVerifierParts): VerifyToken {
  const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
  return async (token) => {
    // The unverified `iss` only chooses the key set; `jwtVerify` then pins it.
    const issuer = byName.get(unverifiedIssuer(token));
    if (!issuer) throw unauthenticated('issuer');
    try {
      const { payload } = await jwtVerify(token, issuer.keys, {
        issuer: issuer.issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: clock.now(),
        requiredClaims: ['exp'],
      });
      return { kind: issuer.kind, claims: payload };
    } catch (error) {
      throw refusal(error);
    }
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
  // What is left is the key set: not reachable, too slow, not a key set.
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
