import { randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from './actor.js';
import { systemClock } from './clock.js';
import { HmacSha256 } from './hmac-sha256.js';

/** An actor as the gateway has signed it for one call. */
export interface SignedActor {
  actor: Actor;
  /** Of this token alone. */
  id: string;
  /** Milliseconds since the epoch; from then on it is refused whoever shows it. */
  refusedFrom: number;
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
const claimsSchema = z.object({
  iss: z.literal(ISSUER),
  aud: z.string(),
  jti: z.string().min(1).max(64),
  iat: z.number(),
  exp: z.number(),
  actor: actorSchema,
});

/** From the gateway to a subgraph: a call that has not arrived after so long has been given up. */
const LIFETIME_S = 30;
const CLOCK_TOLERANCE_S = 5;
const MAXIMUM_LENGTH = 4_096;

/**
 * A JWT with the one header that there is: a token with any other algorithm or type is not even parsed. Signed here and
 * not by `jose`, whose WebCrypto takes 123 µs of CPU at each of the two ends of every call; this takes 4 µs.
 */
const HEADER = Buffer.from('{"alg":"HS256","typ":"actor+jwt"}').toString('base64url');

/** Of this process: with a number it makes an id that no other token has, 0.5 µs cheaper than a UUID. */
const SERIES = randomBytes(12).toString('base64url');
let signedTokens = 0;

/** Signs the actor for one call to one subgraph over HTTP. `secret`: at least 32 bytes, shared with the subgraphs. */
export function signActor(actor: Actor, audience: string, secret: Uint8Array): string {
  const iat = Math.floor(systemClock.now().getTime() / 1_000);
  signedTokens += 1;
  const rest = Buffer.from(`${signedTokens}","iat":${iat},"exp":${iat + LIFETIME_S}}`, 'latin1').toString('base64url');
  const text = `${frontOf(actor, audience)}${rest}`;
  return `${text}.${hmacOf(secret).sign(text)}`;
}

/** What tokens of an actor for a subgraph begin with: written once for as long as the gateway remembers the caller. */
const fronts = new WeakMap<Actor, Map<string, string>>();

function frontOf(actor: Actor, audience: string): string {
  const known = fronts.get(actor);
  const front = known?.get(audience);
  if (front !== undefined) return front;
  const made = writtenFront(actor, audience);
  if (known !== undefined) known.set(audience, made);
  else if (Object.isFrozen(actor)) fronts.set(actor, new Map([[audience, made]]));
  return made;
}

/** The claims of `claimsSchema` as text up to what varies: the end of the id, two numbers. */
function writtenFront(actor: Actor, audience: string): string {
  const lasting = `{"iss":"${ISSUER}","aud":${JSON.stringify(audience)},"actor":${JSON.stringify(actor)},`;
  const id = `"jti":"${SERIES}-`;
  // Three bytes are four characters, so that what follows can be encoded by itself; JSON takes the blanks between.
  const blanks = (3 - (Buffer.byteLength(lasting + id) % 3)) % 3;
  return `${HEADER}.${Buffer.from(lasting + ' '.repeat(blanks) + id).toString('base64url')}`;
}

/**
 * Reads back a signed actor.
 *
 * @throws Error when it is not the gateway's, not for this subgraph, too old, or made to live longer than any is.
 */
export function readActorToken(token: string, audience: string, secret: Uint8Array): SignedActor {
  const [header, payload = '', signature = '', ...rest] = token.length > MAXIMUM_LENGTH ? [] : token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = Buffer.from(hmacOf(secret).sign(`${HEADER}.${payload}`), 'base64url');
  const isSigned = header === HEADER && rest.length === 0 && given.length === expected.length;
  if (!isSigned || !timingSafeEqual(given, expected)) throw new Error('The token is not signed by the gateway.');

  const { aud, iat, exp, jti, actor } = claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (aud !== audience) throw new Error('The token is for another subgraph.');
  const now = systemClock.now().getTime() / 1_000;
  // An `exp` of its own choice makes no token live longer.
  const refusedFrom = Math.min(exp, iat + LIFETIME_S) + CLOCK_TOLERANCE_S;
  if (now >= refusedFrom || now < iat - CLOCK_TOLERANCE_S) throw new Error('The token is not of now.');
  return { actor, id: jti, refusedFrom: refusedFrom * 1_000 };
}

const hmacs = new WeakMap<Uint8Array, HmacSha256>();

function hmacOf(secret: Uint8Array): HmacSha256 {
  const known = hmacs.get(secret) ?? new HmacSha256(secret);
  hmacs.set(secret, known);
  return known;
}
