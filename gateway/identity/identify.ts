import { ANONYMOUS, type Actor } from '../../schema/kernel/actor.js';
import { actorOf } from './claims.rules.js';
import type { VerifyToken } from './token-verifier.js';
import { unauthenticated } from './token.errors.js';

/**
 * Who is calling, from the `Authorization` header. No header is an anonymous caller; a header that does not hold a good
 * token is refused, never taken for an anonymous caller.
 *
 * @throws DomainError UNAUTHENTICATED or IDENTITY_PROVIDER_UNAVAILABLE.
 */
export type Identify = (authorization: string | undefined) => Promise<Actor>;

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

export function createIdentify(verify: VerifyToken, personIndexKey: Uint8Array): Identify {
  return async (authorization) => {
    if (authorization === undefined) return ANONYMOUS;
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw unauthenticated('scheme');
    const { kind, claims } = await verify(token);
    return actorOf(kind, claims, personIndexKey);
  };
}

/** For conformance suites (`OPEN_GATEWAY`): everybody is anonymous, whatever they send. */
export const identifyNobody: Identify = () => Promise.resolve(ANONYMOUS);
