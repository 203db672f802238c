import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, UnsecuredJWT } from 'jose';
import { createTokenVerifier, type VerifyToken } from '../../../gateway/identity/token-verifier.js';
import { localIssuer, remoteIssuer } from '../../../gateway/identity/token-issuers.js';
import { FixedClock } from '../../../schema/kernel/clock.js';
import { TEST_AUDIENCE, TEST_NOW_S, testIssuer, type SignOptions, type TestIssuer } from '../../testkit/test-issuer.js';

const clock = new FixedClock(new Date(TEST_NOW_S * 1_000));

describe('tokens', () => {
  let eid: TestIssuer;
  let sic: TestIssuer;
  let verify: VerifyToken;

  beforeAll(async () => {
    [eid, sic] = await Promise.all([testIssuer('https://eid.test'), testIssuer('https://sic.test')]);
    verify = createTokenVerifier({
      issuers: [localIssuer('eid', eid.name, eid.keySet), localIssuer('sic', sic.name, sic.keySet)],
      audience: TEST_AUDIENCE,
      clock,
    });
  });

  it('are accepted from the issuer that they name', async () => {
    await expect(verify(await eid.sign({ acr: 'x' }))).resolves.toMatchObject({ kind: 'eid', claims: { acr: 'x' } });
    await expect(verify(await sic.sign({}, { audience: ['other', TEST_AUDIENCE] }))).resolves.toMatchObject({
      kind: 'sic',
    });
  });

  it.each<[string, SignOptions, string]>([
    ['expired', { expiresAt: TEST_NOW_S - 31 }, 'expired'],
    ['without an expiry', { expiresAt: null }, 'claims'],
    ['without the time of their issue', { issuedAt: null }, 'claims'],
    ['not valid yet', { notBefore: TEST_NOW_S + 31 }, 'not-yet-valid'],
    ['issued in the future', { issuedAt: TEST_NOW_S + 31 }, 'not-yet-valid'],
    ['valid for longer than any token is', { expiresAt: TEST_NOW_S + 43_201 }, 'lifetime'],
    ['something else than an access token', { type: 'logout+jwt' }, 'type'],
    ['for another audience', { audience: 'another' }, 'audience'],
    ['of an unknown issuer', { issuer: 'https://elsewhere.test' }, 'issuer'],
    ['of another key of the same name', {}, 'signature'],
    ['of an unknown key', { kid: 'two' }, 'unknown-key'],
  ])('R-11 are refused when %s', async (what, options, reason) => {
    const key = what.includes('another key') ? (await generateKeyPair('ES256')).privateKey : eid.privateKey;

    await expect(verify(await eid.sign({}, { ...options, key }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      details: { reason },
    });
  });

  it('are given 30 seconds for clocks that differ', async () => {
    await expect(verify(await eid.sign({}, { expiresAt: TEST_NOW_S - 29 }))).resolves.toBeDefined();
    await expect(verify(await eid.sign({}, { notBefore: TEST_NOW_S + 29 }))).resolves.toBeDefined();
  });

  it.each(['at+jwt', 'application/at+jwt', 'AT+JWT', 'JWT'])('may say that they are %s', async (type) => {
    await expect(verify(await eid.sign({}, { type }))).resolves.toBeDefined();
  });

  it.each(['nonce', 'at_hash', 'c_hash', 's_hash'])('R-11 with %s are ID tokens and open nothing', async (claim) => {
    const idToken = await eid.sign({ [claim]: 'x' }, { type: 'JWT' });

    await expect(verify(idToken)).rejects.toMatchObject({ details: { reason: 'type' } });
    await expect(verify(await eid.sign({ [claim]: 'x' }))).rejects.toMatchObject({ details: { reason: 'type' } });
  });

  it('longer than any token is are not even looked into', async () => {
    const long = await eid.sign({ filler: 'x'.repeat(8_000) });

    await expect(verify(long)).rejects.toMatchObject({ details: { reason: 'malformed' } });
  });

  it('that come again are good for as long as they say, not longer', async () => {
    const own = new FixedClock(clock.now());
    const remembering = createTokenVerifier({
      issuers: [localIssuer('eid', eid.name, eid.keySet)],
      audience: TEST_AUDIENCE,
      clock: own,
    });
    const token = await eid.sign({}, { expiresAt: TEST_NOW_S + 20 });
    const first = await remembering(token);
    own.advance(49_000);
    const again = await remembering(token);
    own.advance(1_000);

    expect(again).toBe(first);
    await expect(remembering(token)).rejects.toMatchObject({ details: { reason: 'expired' } });
  });

  it('of one issuer do not pass under the name of another', async () => {
    const disguised = await eid.sign({ roles: ['operations'] }, { issuer: sic.name });

    await expect(verify(disguised)).rejects.toMatchObject({ details: { reason: 'signature' } });
  });

  it('without a signature are refused', async () => {
    const unsigned = new UnsecuredJWT({})
      .setIssuer(eid.name)
      .setAudience(TEST_AUDIENCE)
      .setExpirationTime('1h')
      .encode();

    await expect(verify(unsigned)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('signed with the public key as a shared secret are refused', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(eid.keySet.keys[0]));
    const forged = await eid.sign({}, { key: secret, algorithm: 'HS256' });

    await expect(verify(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'algorithm' } });
  });

  it.each(['', 'abc', 'a.b.c', 'e30.e30.e30', `${'x'.repeat(5_000)}.y.z`])(
    'that are none are refused: %.20s',
    async (text) => {
      await expect(verify(text)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );
});

describe('key sets over HTTP', () => {
  const MINUTE_MS = 60_000;
  let server: Server;
  let issuer: TestIssuer;
  let own: FixedClock;
  let answer: { status: number; body: string; asked: number; hangs: boolean };

  beforeAll(async () => {
    issuer = await testIssuer('https://remote.test');
    server = createServer((_request, response) => {
      answer.asked += 1;
      if (answer.hangs) return;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    own = new FixedClock(new Date(TEST_NOW_S * 1_000));
    answer = { status: 200, body: JSON.stringify(issuer.keySet), asked: 0, hangs: false };
  });
  afterAll(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );

  const verifier = (timeout = 3_000): VerifyToken => {
    const { port } = server.address() as AddressInfo;
    const remote = remoteIssuer(
      { kind: 'eid', issuer: issuer.name, jwksUrl: `http://127.0.0.1:${port}/jwks` },
      { clock: own, bounds: { timeout } },
    );
    return createTokenVerifier({ issuers: [remote], audience: TEST_AUDIENCE, clock: own });
  };
  const tokens = (count: number, options: SignOptions = {}): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_one, index) => issuer.sign({ jti: `${index}` }, options)));
  const fresh = (options: SignOptions = {}): Promise<string> => {
    const issuedAt = Math.floor(own.now().getTime() / 1_000);
    return issuer.sign({}, { issuedAt, expiresAt: issuedAt + 600, ...options });
  };

  it('are fetched once, however many come at the same time', async () => {
    const verify = verifier();
    await Promise.all((await tokens(20)).map(verify));
    await verify(await issuer.sign({}));

    expect(answer.asked).toBe(1);
  });

  it('are asked for once more when a key id is unknown, and then not before a while has passed', async () => {
    const verify = verifier();
    await verify(await issuer.sign({}));
    const madeUp = await tokens(20, { kid: 'made-up' });
    const answers = await Promise.allSettled(madeUp.map(verify));
    await expect(verify(await issuer.sign({}, { kid: 'another' }))).rejects.toMatchObject({
      details: { reason: 'unknown-key' },
    });

    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    expect(answer.asked).toBe(2);
    own.advance(10_000);
    await expect(verify(await fresh({ kid: 'another' }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(answer.asked).toBe(3);
  });

  it('may be rotated: the new key is good at once, the one that was withdrawn no longer', async () => {
    const verify = verifier();
    const withOldKey = await issuer.sign({});
    await verify(withOldKey);
    const rotated = await testIssuer(issuer.name);
    answer.body = JSON.stringify({ keys: rotated.keySet.keys.map((key) => ({ ...key, kid: 'two' })) });

    await expect(verify(await rotated.sign({}, { kid: 'two' }))).resolves.toMatchObject({ kind: 'eid' });
    await expect(verify(withOldKey)).rejects.toMatchObject({ details: { reason: 'unknown-key' } });
    expect(answer.asked).toBe(2);
  });

  it('are asked for again when they are old', async () => {
    const verify = verifier();
    await verify(await fresh());
    own.advance(10 * MINUTE_MS);
    await verify(await fresh());

    expect(answer.asked).toBe(2);
  });

  it('go on being used while the issuer is away, without asking at every token, but not for ever', async () => {
    const verify = verifier();
    await verify(await fresh());
    answer.status = 503;
    own.advance(11 * 60 * MINUTE_MS);
    await verify(await fresh());
    await verify(await fresh({ audience: [TEST_AUDIENCE, 'b'] }));
    expect(answer.asked).toBe(2);

    own.advance(60 * MINUTE_MS);
    await expect(verify(await fresh())).rejects.toMatchObject({ code: 'IDENTITY_PROVIDER_UNAVAILABLE' });
    answer.status = 200;
    own.advance(10_000);
    await expect(verify(await fresh())).resolves.toMatchObject({ kind: 'eid' });
  });

  it.each([
    ['an error', 500, '{}'],
    ['something else', 200, '<html>'],
    ['no key set', 200, '{"keys":1}'],
    ['more than any key set', 200, JSON.stringify({ keys: [], filler: 'x'.repeat(300_000) })],
  ])('that are %s make no caller a stranger: the provider is unavailable', async (_what, status, body) => {
    Object.assign(answer, { status, body });

    await expect(verifier()(await issuer.sign({}))).rejects.toMatchObject({ code: 'IDENTITY_PROVIDER_UNAVAILABLE' });
  });

  it('that never come are waited for with a deadline', async () => {
    answer.hangs = true;

    await expect(verifier(100)(await issuer.sign({}))).rejects.toMatchObject({ code: 'IDENTITY_PROVIDER_UNAVAILABLE' });
  });
});
