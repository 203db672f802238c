import {
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  webcrypto,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import path from 'node:path';
import type { SigningIdentity } from '../../schema/kernel/signing-identity.js';
import { businessClock, type Config } from '../config.js';
import { keptKey } from './key-file.js';

const YEARS = 10;
const NAME = 'casellario-bridge (sviluppo, nessun valore legale)';
const COMMON_NAME = '2.5.4.3';
const KEY_USAGE = '2.5.29.15';
/** digitalSignature and nonRepudiation, in a BIT STRING of two bits. */
const FOR_SIGNATURES = Uint8Array.from([0x03, 0x02, 0x06, 0xc0]);

/**
 * What signs documents: as it is configured; in development, where nothing is, a key and a certificate that vouches for
 * itself, made at first use and kept in `DATA_DIR/keys`, readable by their owner alone.
 *
 * @returns `null` in production where nothing is configured: `readConfig` has asked the processes that make documents.
 */
export async function signingIdentity(config: Config): Promise<SigningIdentity | null> {
  if (config.signing !== null || config.production) return config.signing;
  const now = businessClock(config).now();
  const pem = await keptKey(path.join(config.dataDir, 'keys', 'signing-identity.pem'), () => newSigningIdentity(now));
  return { privateKey: createPrivateKey(pem), certificate: new X509Certificate(pem).raw, chain: [] };
}

/** A key and a certificate that vouches for itself, in PEM. */
export async function newSigningIdentity(now: Date): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certificate = await selfSigned({ privateKey, publicKey }, now);
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `${key}-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----`;
}

async function selfSigned(keys: { privateKey: KeyObject; publicKey: KeyObject }, now: Date): Promise<Buffer> {
  // Loaded at the first start alone: 0.1 s.
  const [{ Integer, Utf8String }, pkijs] = await Promise.all([import('asn1js'), import('pkijs')]);
  const { AttributeTypeAndValue, Certificate, CryptoEngine, Extension, Time } = pkijs;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto });
  const imported = (key: KeyObject, type: 'pkcs8' | 'spki', use: 'sign' | 'verify'): Promise<CryptoKey> =>
    webcrypto.subtle.importKey(type, key.export({ type, format: 'der' }), algorithm, true, [use]) as Promise<CryptoKey>;
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + YEARS);

  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ valueHex: Uint8Array.from([0x40, ...randomBytes(15)]) });
  for (const name of [certificate.subject, certificate.issuer]) {
    name.typesAndValues.push(new AttributeTypeAndValue({ type: COMMON_NAME, value: new Utf8String({ value: NAME }) }));
  }
  certificate.notBefore = new Time({ value: now });
  certificate.notAfter = new Time({ value: until });
  certificate.extensions = [new Extension({ extnID: KEY_USAGE, critical: true, extnValue: FOR_SIGNATURES.buffer })];
  await certificate.subjectPublicKeyInfo.importKey(await imported(keys.publicKey, 'spki', 'verify'), engine);
  await certificate.sign(await imported(keys.privateKey, 'pkcs8', 'sign'), 'SHA-256', engine);
  return Buffer.from(certificate.toSchema(true).toBER());
}
