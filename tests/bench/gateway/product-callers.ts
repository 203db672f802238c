import { importJWK, SignJWT } from 'jose';
import { existingSigningKey, SIGNING_ALGORITHM } from '../../../gateway/development/keys.js';
import { actorOf } from '../../../gateway/identity/claims.rules.js';
import { developmentIssuer } from '../../../gateway/identity/development-issuers.js';
import { personaClaims } from '../../../gateway/identity/personas.js';
import { systemClock } from '../../../schema/kernel/clock.js';

const AUDIENCE = 'casellario-bridge';
const HOUR_S = 3_600;

/** The headers with which a caller says who he is. */
export type CallerHeaders = (persona: string, caller: number) => Promise<Record<string, string>>;

/** A token as the development provider signs it, of many people of a persona: the number makes the subject. */
export async function tokenHeaders(dataDir: string): Promise<CallerHeaders> {
  const signingKey = await existingSigningKey(dataDir);
  if (!signingKey) throw new Error('the product made no signing key');
  const key = await importJWK(signingKey, SIGNING_ALGORITHM);
  return async (persona, caller) => {
    const { kind, claims } = known(persona);
    const now = Math.floor(systemClock.now().getTime() / 1_000);
    const token = await new SignJWT({ ...claims, sub: subjectOf(persona, caller) })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'at+jwt', ...(signingKey.kid && { kid: signingKey.kid }) })
      .setIssuer(developmentIssuer(kind))
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + HOUR_S)
      .sign(key);
    return { authorization: `Bearer ${token}` };
  };
}

/** The same caller, for a gateway that believes who he says he is. */
export function actorHeaders(personIndexKey: Uint8Array): CallerHeaders {
  return (persona, caller) => {
    const { kind, claims } = known(persona);
    const actor = actorOf(kind, { ...claims, sub: subjectOf(persona, caller) }, personIndexKey);
    return Promise.resolve({ 'x-actor': JSON.stringify(actor) });
  };
}

const subjectOf = (persona: string, caller: number): string => `${known(persona).subject}-${caller}`;

function known(persona: string): NonNullable<ReturnType<typeof personaClaims>> {
  const claims = personaClaims(persona);
  if (!claims) throw new Error(`${persona} is no persona`);
  return claims;
}
