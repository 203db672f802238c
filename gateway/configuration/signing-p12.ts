import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as forge from 'node-forge';
import type { SigningIdentity } from '../../schema/kernel/signing-identity.js';
import type { Problem } from './variable.js';

export interface SigningP12 {
  file: Uint8Array;
  password: string;
  /** Now: what has expired signs nothing. */
  at: Date;
}

export type ReadSigningP12 = { identity: SigningIdentity; problem: null } | { identity: null; problem: Problem };

/** Loaded where there is a P12 to read: it takes 0.2 s of a start. */
const loadForge = (): typeof forge => createRequire(import.meta.url)('node-forge') as typeof forge;

const LEAST_RSA_BITS = 2_048;
/** First byte of the extension's bits (RFC 5280, 4.2.1.3). */
const KEY_USAGE = '2.5.29.15';
const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;

/**
 * Reads the key and the certificate that sign documents from a PKCS #12 file. What is wrong with it is told as a problem
 * of the configuration; no message holds anything of the key or the password.
 */
export function readSigningP12({ file, password, at }: SigningP12): ReadSigningP12 {
  const { pkcs12, asn1, util } = loadForge();
  let content: forge.asn1.Asn1;
  try {
    content = asn1.fromDer(util.createBuffer(Buffer.from(file).toString('latin1')));
  } catch {
    return refused('SIGNING_P12: is no PKCS #12 file');
  }
  try {
    return identityIn(pkcs12.pkcs12FromAsn1(content, false, password), at);
  } catch (error) {
    const isPassword = error instanceof Error && /password|MAC|decrypt/i.test(error.message);
    return refused(
      isPassword
        ? 'SIGNING_P12_PASSWORD: does not open SIGNING_P12'
        : 'SIGNING_P12: is no PKCS #12 file that can be read',
    );
  }
}

function identityIn(p12: forge.pkcs12.Pkcs12Pfx, at: Date): ReadSigningP12 {
  const keys = privateKeysIn(p12);
  const [privateKey] = keys;
  if (!privateKey) return refused('SIGNING_P12: holds no private key');
  if (keys.length > 1) return refused('SIGNING_P12: holds several private keys');
  const certificates = certificatesIn(p12);
  const own = certificates.find((certificate) => certificate.checkPrivateKey(privateKey));
  if (!own) return refused('SIGNING_P12: holds no certificate of its private key');
  const problem = keyProblem(privateKey) ?? certificateProblem(own, at);
  if (problem !== null) return refused(`SIGNING_P12: ${problem}`);
  const chain = certificates.filter((certificate) => certificate !== own).map(({ raw }) => raw);
  return { identity: { privateKey, certificate: own.raw, chain }, problem: null };
}

function keyProblem(key: KeyObject): string | null {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS) return null;
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return null;
  return `the key must be RSA of ${LEAST_RSA_BITS} bits or more, or ECDSA on P-256`;
}

function certificateProblem(certificate: X509Certificate, at: Date): string | null {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (at > to) return `the certificate has expired on ${to.toISOString().slice(0, 10)}`;
  if (at < from) return `the certificate is not valid before ${from.toISOString().slice(0, 10)}`;
  if (keyUsage(certificate) & (DIGITAL_SIGNATURE | NON_REPUDIATION)) return null;
  return 'the certificate is not for signatures (key usage digitalSignature or nonRepudiation)';
}

type Bag = forge.pkcs12.Bag;

function bagsOf(p12: forge.pkcs12.Pkcs12Pfx, ...types: string[]): Bag[] {
  return types.flatMap((bagType) => p12.getBags({ bagType })[bagType] ?? []);
}

function privateKeysIn(p12: forge.pkcs12.Pkcs12Pfx): KeyObject[] {
  const { pki } = loadForge();
  const { keyBag = '', pkcs8ShroudedKeyBag = '' } = pki.oids;
  return bagsOf(p12, keyBag, pkcs8ShroudedKeyBag).map(({ key, asn1 }) => {
    // forge knows RSA; any other key it hands on as it was encoded
    const der = key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key)) : asn1;
    return createPrivateKey({ key: derOf(der), format: 'der', type: 'pkcs8' });
  });
}

function certificatesIn(p12: forge.pkcs12.Pkcs12Pfx): X509Certificate[] {
  const { pki } = loadForge();
  return bagsOf(p12, pki.oids.certBag ?? '').map(
    ({ cert, asn1 }) => new X509Certificate(derOf(cert ? pki.certificateToAsn1(cert) : asn1)),
  );
}

function derOf(value: forge.asn1.Asn1): Buffer {
  return Buffer.from(loadForge().asn1.toDer(value).getBytes(), 'latin1');
}

/** The first byte of the key usage; 0 where the certificate does not say what it is for. */
function keyUsage({ raw }: X509Certificate): number {
  const { asn1, util } = loadForge();
  const [body] = elements(asn1.fromDer(util.createBuffer(raw.toString('latin1'))));
  const extensions = elements(body).find(
    ({ tagClass, type }) => tagClass === asn1.Class.CONTEXT_SPECIFIC && (type as number) === 3,
  );
  for (const extension of elements(elements(extensions)[0])) {
    const [id, ...rest] = elements(extension);
    if (!id || asn1.derToOid(id.value as string) !== KEY_USAGE) continue;
    const bits = asn1.fromDer(util.createBuffer(rest.at(-1)?.value as string));
    return (bits.value as string).charCodeAt(1) || 0; // behind the count of unused bits
  }
  return 0;
}

const elements = (value: forge.asn1.Asn1 | undefined): forge.asn1.Asn1[] =>
  Array.isArray(value?.value) ? value.value : [];

const refused = (problem: Problem): ReadSigningP12 => ({ identity: null, problem });
