import { createHmac } from 'node:crypto';
import { SignJWT, jwtVerify } from 'jose';
import { z } from 'zod';

/**
 * Who is calling, as the gateway has established it (api.md, "Who is who"). The person's tax code itself never travels
 * beyond the gateway: `personKey` is its keyed hash, by which the owner of the data finds the contact person.
 */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'contact'; personKey: string; method: SignInMethod; level: number }
  | { kind: 'operator'; subject: string; officeCode: string }
  | { kind: 'operations'; subject: string }
  | { kind: 'dashboard'; subject: string };

/** SPID, CIE or CNS, and nothing else. */
export type SignInMethod = 'SPID' | 'CIE' | 'CNS';

export const ANONYMOUS: Actor = { kind: 'anonymous' };

/** The keyed hash that stands for a tax code wherever equality is all that is needed. */
export function personKey(indexKey: Uint8Array, taxCode: string): string {
  return createHmac('sha256', indexKey).update(taxCode.trim().toUpperCase()).digest('base64url');
}

const actorSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anonymous') }),
  z.object({
    kind: z.literal('contact'),
    personKey: z.string(),
    method: z.enum(['SPID', 'CIE', 'CNS']),
    level: z.number(),
  }),
  z.object({ kind: z.literal('operator'), subject: z.string(), officeCode: z.string() }),
  z.object({ kind: z.literal('operations'), subject: z.string() }),
  z.object({ kind: z.literal('dashboard'), subject: z.string() }),
]);

const ISSUER = 'casellario-bridge/gateway';
const LIFETIME_S = 60;

/** Signs the actor for one call to one subgraph over HTTP. `secret`: at least 32 bytes, shared with the subgraphs. */
export async function signActor(actor: Actor, audience: string, secret: Uint8Array): Promise<string> {
  return new SignJWT({ actor })
    .setProtectedHeader({ alg: 'HS256', typ: 'actor+jwt' })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_S}s`)
    .sign(secret);
}

/** Reads back a signed actor; throws when it is not the gateway's, not for this subgraph, or too old. */
export async function verifyActor(token: string, audience: string, secret: Uint8Array): Promise<Actor> {
  const { payload } = await jwtVerify(token, secret, {
    issuer: ISSUER,
    audience,
    algorithms: ['HS256'],
    typ: 'actor+jwt',
    clockTolerance: 5,
  });
  return actorSchema.parse(payload.actor);
}
