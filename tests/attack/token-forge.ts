import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { existingSigningKey, SIGNING_ALGORITHM } from '../../gateway/development/keys.js';
import { FISCAL_NUMBER_CLAIM } from '../../gateway/identity/claims.rules.js';
import { developmentIssuer } from '../../gateway/identity/development-provider.js';

export interface ForgeOptions {
  header?: Record<string, unknown>;
  /** Replaces claims; `undefined` takes one away. */
  claims?: Record<string, unknown>;
  issuer?: string;
}

/** Makes tokens that are right but for one thing. */
export class TokenForge {
  readonly #key: JWK;

  private constructor(key: JWK) {
    this.#key = key;
  }

  static async of(dataDir: string): Promise<TokenForge> {
    const key = await existingSigningKey(dataDir);
    if (!key) throw new Error('the product made no signing key');
    return new TokenForge(key);
  }

  /** Signed with the provider's own key. */
  async signed({ header = {}, claims = {}, issuer }: ForgeOptions = {}): Promise<string> {
    return new SignJWT(this.claims(claims, issuer))
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, ...(this.#key.kid && { kid: this.#key.kid }), ...header } as never)
      .sign(await importJWK(this.#key, SIGNING_ALGORITHM));
  }

  /** Signed with a key that is nobody's. */
  signedByStranger(header: Record<string, unknown> = {}): Promise<string> {
    const { privateKey } = this.#strangersKey();
    return new SignJWT(this.claims())
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, ...(this.#key.kid && { kid: this.#key.kid }), ...header } as never)
      .sign(privateKey);
  }

  /** With the public key, which everybody has, as the secret of an HMAC. */
  keyConfusion(format: 'pem' | 'jwk' | 'der' | 'x'): string {
    const publicKey = createPublicKey({ key: this.#key as never, format: 'jwk' });
    const secrets: Record<typeof format, string | Buffer> = {
      pem: publicKey.export({ type: 'spki', format: 'pem' }),
      der: publicKey.export({ type: 'spki', format: 'der' }),
      jwk: JSON.stringify(publicKey.export({ format: 'jwk' })),
      x: Buffer.from(this.#key.x ?? '', 'base64url'),
    };
    return this.#hmac(secrets[format]);
  }

  hmac(secret: string): string {
    return this.#hmac(secret);
  }

  unsigned(algorithm: string, signature = ''): string {
    return `${part({ alg: algorithm, typ: 'at+jwt', kid: this.#key.kid })}.${part(this.claims())}.${signature}`;
  }

  /** The header names the stranger's own key, inline or by address. */
  async bringingItsKey(): Promise<string> {
    const { privateKey, publicKey } = this.#strangersKey();
    const jwk = publicKey.export({ format: 'jwk' });
    return new SignJWT(this.claims())
      .setProtectedHeader({
        alg: SIGNING_ALGORITHM,
        jwk: jwk as never,
        jku: 'http://127.0.0.1:9/jwks',
        x5u: 'http://127.0.0.1:9/',
      })
      .sign(privateKey);
  }

  /** A good token with another payload under the same signature. */
  async tampered(): Promise<string> {
    const [header, , signature] = (await this.signed()).split('.');
    return `${header}.${part(this.claims({ [FISCAL_NUMBER_CLAIM]: 'TINIT-VRDNNA75T60G482I' }))}.${signature}`;
  }

  claims(replaced: Record<string, unknown> = {}, issuer = developmentIssuer('eid')): JWTPayload {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: issuer,
      sub: 'attacker',
      aud: 'casellario-bridge',
      iat: now,
      exp: now + 600,
      [FISCAL_NUMBER_CLAIM]: 'TINIT-RSSMRA80A01H501U',
      acr: 'https://www.spid.gov.it/SpidL2',
      amr: ['spid'],
      ...replaced,
    };
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)) as JWTPayload;
  }

  #strangersKey(): { privateKey: KeyObject; publicKey: KeyObject } {
    return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  #hmac(secret: string | Buffer): string {
    const signed = `${part({ alg: 'HS256', typ: 'at+jwt', kid: this.#key.kid })}.${part(this.claims())}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
