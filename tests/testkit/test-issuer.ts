import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JSONWebKeySet, type JWTPayload } from 'jose';

/** An identity provider of the tests: it signs whatever it is told to. */
export interface TestIssuer {
  name: string;
  keySet: JSONWebKeySet;
  privateKey: CryptoKey;
  sign(claims: JWTPayload, options?: SignOptions): Promise<string>;
}

export interface SignOptions {
  issuer?: string;
  audience?: string | string[];
  issuedAt?: number | null;
  expiresAt?: number | null;
  notBefore?: number;
  key?: CryptoKey | Uint8Array;
  algorithm?: string;
  kid?: string;
  type?: string;
}

export const TEST_AUDIENCE = 'casellario-bridge';
/** 2026-03-02T09:00:00Z */
export const TEST_NOW_S = 1_772_442_000;

export async function testIssuer(name: string): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const keySet = {
    keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' } as JSONWebKeySet['keys'][number]],
  };
  const sign = (claims: JWTPayload, options: SignOptions = {}): Promise<string> => {
    const {
      issuer = name,
      audience = TEST_AUDIENCE,
      issuedAt = TEST_NOW_S,
      kid = 'one',
      algorithm = 'ES256',
    } = options;
    const token = new SignJWT({ sub: 'someone', ...claims })
      .setProtectedHeader({ alg: algorithm, kid, ...(options.type !== undefined && { typ: options.type }) })
      .setIssuer(issuer)
      .setAudience(audience);
    if (issuedAt !== null) token.setIssuedAt(issuedAt);
    if (options.expiresAt !== null) token.setExpirationTime(options.expiresAt ?? TEST_NOW_S + 600);
    if (options.notBefore !== undefined) token.setNotBefore(options.notBefore);
    return token.sign(options.key ?? privateKey);
  };
  return { name, keySet, privateKey, sign };
}
