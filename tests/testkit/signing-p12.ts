import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

export interface P12Options {
  password: string;
  /** First and last day of the certificate. */
  from: string;
  until: string;
  /** What the certificate is for; null: it does not say. */
  keyUsage: Partial<Record<'digitalSignature' | 'nonRepudiation' | 'keyEncipherment', true>> | null;
  rsaBits: number;
  /** Left out of the file. */
  without: 'key' | 'certificate' | null;
}

const USUAL: P12Options = {
  ...{ password: 'segreta', from: '2020-01-01', until: '2099-01-01', rsaBits: 2_048, without: null },
  keyUsage: { nonRepudiation: true },
};

/** Made once: what a file says of its key does not depend on which key it is, and making one takes half a second. */
const keys = new Map<number, forge.pki.rsa.PrivateKey>();

function keyOf(rsaBits: number): forge.pki.rsa.PrivateKey {
  const made = keys.get(rsaBits);
  if (made) return made;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: rsaBits });
  const key = forge.pki.privateKeyFromPem(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  keys.set(rsaBits, key);
  return key;
}

/** A PKCS #12 file with an RSA key and a certificate that vouches for itself. */
export function signingP12(options: Partial<P12Options> = {}): Buffer {
  const { password, from, until, keyUsage, rsaBits, without } = { ...USUAL, ...options };
  const key = keyOf(rsaBits);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.rsa.setPublicKey(key.n, key.e);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(from);
  certificate.validity.notAfter = new Date(until);
  const name = [{ name: 'commonName', value: 'Ufficio del casellario' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  if (keyUsage) certificate.setExtensions([{ name: 'keyUsage', critical: true, ...keyUsage }]);
  certificate.sign(key, forge.md.sha256.create());

  const [held, chain] = [without === 'key' ? null : key, without === 'certificate' ? null : certificate];
  const p12 = forge.pkcs12.toPkcs12Asn1(held as typeof key, chain as typeof certificate, password, {
    algorithm: 'aes256',
    count: 1_000,
  });
  return Buffer.from(forge.asn1.toDer(p12).getBytes(), 'latin1');
}
