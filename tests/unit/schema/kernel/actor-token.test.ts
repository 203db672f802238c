import { decodeProtectedHeader, jwtVerify } from 'jose';
import { readActorToken, signActor } from '../../../../schema/kernel/actor-token.js';
import { ANONYMOUS, type Actor } from '../../../../schema/kernel/actor.js';

const SECRET = Buffer.alloc(32, 1);
const ACTORS: Actor[] = [
  ANONYMOUS,
  { kind: 'contact', personKey: 'p', method: 'SPID', level: 2 },
  { kind: 'operator', subject: 'o-1', officeCode: 'PROC-H501' },
  { kind: 'operations', subject: 'è "quoted" 😀' },
  { kind: 'dashboard', subject: '' },
];

describe("an actor's token", () => {
  it.each(ACTORS)('is read back as $kind', (actor) => {
    for (const own of [actor, Object.freeze({ ...actor })]) {
      for (const audience of ['registry', 'certificates', 'a', 'ab', 'abc', 'è']) {
        expect(readActorToken(signActor(own, audience, SECRET), audience, SECRET).actor).toEqual(actor);
      }
    }
  });

  it('is a JWT as anybody reads them', async () => {
    const token = signActor(Object.freeze({ kind: 'operations', subject: 's' }), 'registry', SECRET);
    const { payload } = await jwtVerify(token, SECRET, { audience: 'registry', algorithms: ['HS256'] });

    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'actor+jwt' });
    expect(payload).toEqual({
      ...{ iss: 'casellario-bridge/gateway', aud: 'registry', actor: { kind: 'operations', subject: 's' } },
      ...{ jti: expect.any(String) as string, iat: expect.any(Number) as number, exp: (payload.iat ?? 0) + 30 },
    });
  });

  it('has an id that no other has', () => {
    const ids = Array.from({ length: 1_000 }, () => readActorToken(signActor(ANONYMOUS, 'a', SECRET), 'a', SECRET).id);

    expect(new Set(ids).size).toBe(1_000);
  });

  it('is of the actor and the subgraph that it was asked for, whatever was signed before', () => {
    const [one, other] = ['one', 'other'].map((subject) => Object.freeze({ kind: 'operations' as const, subject }));
    for (let round = 0; round < 2; round += 1) {
      for (const actor of [one, other]) {
        for (const audience of ['registry', 'legacy']) {
          const token = signActor(actor as Actor, audience, SECRET);

          expect(readActorToken(token, audience, SECRET).actor).toEqual(actor);
          expect(() => readActorToken(token, `${audience}2`, SECRET)).toThrow('for another subgraph');
        }
      }
    }
  });

  it('says what an actor is now that may still be changed', () => {
    const actor: Actor = { kind: 'operations', subject: 'before' };
    signActor(actor, 'registry', SECRET);
    actor.subject = 'after';

    expect(readActorToken(signActor(actor, 'registry', SECRET), 'registry', SECRET).actor).toEqual(actor);
  });

  it('is refused when a character of it is another', () => {
    const token = signActor(ANONYMOUS, 'registry', SECRET);
    const forgeries = [...token].map((character, at) => {
      const other = character === 'A' ? 'B' : 'A';
      return `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
    });
    // The last one of a signature carries two bits that say nothing.
    for (const forged of forgeries.slice(0, -1)) {
      expect(() => readActorToken(forged, 'registry', SECRET)).toThrow('not signed by the gateway');
    }
    const wide = token.replace('.', '.\u0100');

    expect(() => readActorToken(wide, 'registry', SECRET)).toThrow('not signed by the gateway');
    expect(() => readActorToken(token, 'registry', Buffer.alloc(32, 2))).toThrow('not signed by the gateway');
  });
});
