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
    ['not valid yet', { notBefore: TEST_NOW_S + 31 }, 'not-yet-valid'],
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
  let server: Server;
  let issuer: TestIssuer;
  let answer: { status: number; body: string; asked: number };

  beforeAll(async () => {
    issuer = await testIssuer('https://remote.test');
    server = createServer((_request, response) => {
      answer.asked += 1;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    answer = { status: 200, body: JSON.stringify(issuer.keySet), asked: 0 };
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const verifier = (): VerifyToken => {
    const { port } = server.address() as AddressInfo;
    const remote = remoteIssuer({ kind: 'eid', issuer: issuer.name, jwksUrl: `http://127.0.0.1:${port}/jwks` });
    return createTokenVerifier({ issuers: [remote], audience: TEST_AUDIENCE, clock });
  };

  it('are fetched once, and made-up key ids do not make it ask again and again', async () => {
    const verify = verifier();
    await verify(await issuer.sign({}));
    await verify(await issuer.sign({}));
    for (const kid of ['x', 'y', 'z']) {
      await expect(verify(await issuer.sign({}, { kid }))).rejects.toMatchObject({
        details: { reason: 'unknown-key' },
      });
    }

    expect(answer.asked).toBe(1);
  });

  it.each([
    ['an error', 500, '{}'],
    ['something else', 200, '<html>'],
    ['no key set', 200, '{"keys":1}'],
  ])('that are %s make no caller a stranger: the provider is unavailable', async (_what, status, body) => {
    Object.assign(answer, { status, body });

    await expect(verifier()(await issuer.sign({}))).rejects.toMatchObject({ code: 'IDENTITY_PROVIDER_UNAVAILABLE' });
  });
});
