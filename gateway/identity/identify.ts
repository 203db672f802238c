import { ANONYMOUS, type Actor } from '../../schema/kernel/actor.js';
import type { CertificateBearer, CertificateSignIn } from './certificate/certificate-sign-in.js';
import { actorOf } from './claims.rules.js';
import type { VerifiedToken, VerifyToken } from './token-verifier.js';
import { unauthenticated } from './token.errors.js';

/**
 * Who is calling, from the `Authorization` header or, without one, from the certificate of a CNS that a trusted proxy has
 * seen. Neither is an anonymous caller; a header that does not hold a good token is refused, never taken for an
 * anonymous caller, and a token goes before a certificate.
 *
 * @throws DomainError UNAUTHENTICATED or IDENTITY_PROVIDER_UNAVAILABLE.
 */
export type Identify = (authorization: string | undefined, request?: CertificateBearer) => Promise<Actor>;

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

export function createIdentify(
  verify: VerifyToken,
  personIndexKey: Uint8Array,
  certificateSignIn: CertificateSignIn = () => Promise.resolve(null),
): Identify {
  // As long as a verified token is remembered it is the same object: so is its actor, whose keyed hash takes 7 µs.
  const actors = new WeakMap<VerifiedToken, Actor>();
  return async (authorization, request) => {
    if (authorization === undefined) return (request && (await certificateSignIn(request))) ?? ANONYMOUS;
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw unauthenticated('scheme');
    const verified = await verify(token);
    const known = actors.get(verified);
    if (known) return known;
    const actor = Object.freeze(actorOf(verified.kind, verified.claims, personIndexKey));
    actors.set(verified, actor);
    return actor;
  };
}

/** For conformance suites (`OPEN_GATEWAY`): everybody is anonymous, whatever they send. */
export const identifyNobody: Identify = () => Promise.resolve(ANONYMOUS);
