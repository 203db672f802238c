import { createHash, webcrypto, X509Certificate } from 'node:crypto';
import { ObjectIdentifier, OctetString, RawData, Sequence, type ViewWriter } from 'asn1js';
import {
  Attribute,
  Certificate,
  ContentInfo,
  CryptoEngine,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import type { SigningIdentity } from '../../../schema/kernel/signing-identity.js';

const OID_DATA = '1.2.840.113549.1.7.1';
const OID_CONTENT_TYPE = '1.2.840.113549.1.9.3';
const OID_MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const OID_SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
/** `SignedAndUnsignedAttributes.type` of the signed ones. */
const SIGNED = 0;
const DIGEST = 'SHA-256';
/** An ECDSA signature is two numbers, each written in as many bytes as it needs. */
const LONGEST_DIFFERENCE = 16;

/** Signs what is elsewhere, with one key. */
export interface CmsSigner {
  /** Bytes that no signature exceeds. */
  readonly capacity: number;
  /** Common name of the certificate, or all of its name. */
  readonly name: string;
  /** @returns the signature in DER (CAdES baseline B-B, detached). @param digest SHA-256 of what is signed. */
  sign(digest: Buffer): Promise<Buffer>;
}

/**
 * A signer as ETSI EN 319 122-1 (CAdES) and EN 319 142-1 (PAdES) baseline B-B want it: the signed attributes are the type
 * and digest of the content and the certificate itself, so that no other of the same key can take its place; when it was
 * signed stands in the document, not here. The key works in threads of its own; nobody waits for it.
 */
export async function createCmsSigner(identity: SigningIdentity): Promise<CmsSigner> {
  const engine = new CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto });
  const key = await signingKey(identity);
  const certificate = Certificate.fromBER(Uint8Array.from(identity.certificate));
  const certificates = [identity.certificate, ...identity.chain].map(asItCame);
  const sign = async (digest: Buffer): Promise<Buffer> => {
    const signerInfo = new SignerInfo({
      version: 1,
      sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
      signedAttrs: new SignedAndUnsignedAttributes({
        type: SIGNED,
        attributes: [
          new Attribute({ type: OID_CONTENT_TYPE, values: [new ObjectIdentifier({ value: OID_DATA })] }),
          new Attribute({ type: OID_MESSAGE_DIGEST, values: [new OctetString({ valueHex: digest })] }),
          new Attribute({ type: OID_SIGNING_CERTIFICATE_V2, values: [signingCertificate(identity.certificate)] }),
        ],
      }),
    });
    const signed = new SignedData({
      version: 1,
      encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID_DATA }),
      signerInfos: [signerInfo],
      certificates,
    });
    await signed.sign(key, 0, DIGEST, undefined, engine);
    const content = new ContentInfo({ contentType: ContentInfo.SIGNED_DATA, content: signed.toSchema(true) });
    return Buffer.from(content.toSchema().toBER());
  };
  const sample = await sign(Buffer.alloc(32));
  return { capacity: sample.length + LONGEST_DIFFERENCE, name: commonName(identity.certificate), sign };
}

/** A certificate that is written as it was read: pkijs would take it apart and encode it for each signature (1 ms). */
function asItCame(der: Buffer): Certificate {
  const encoded = new EncodedBlock({ data: Uint8Array.from(der) });
  return Object.assign(Certificate.fromBER(Uint8Array.from(der)), { toSchema: () => encoded });
}

/** What `RawData` is for, inside of other blocks too, where asn1js hands on a writer. */
class EncodedBlock extends RawData {
  override toBER(sizeOnly?: boolean, writer?: ViewWriter): ArrayBuffer {
    const bytes = super.toBER(sizeOnly);
    writer?.write(bytes);
    return bytes;
  }
}

function signingKey({ privateKey }: SigningIdentity): Promise<CryptoKey> {
  const algorithm =
    privateKey.asymmetricKeyType === 'ec'
      ? { name: 'ECDSA', namedCurve: 'P-256' }
      : { name: 'RSASSA-PKCS1-v1_5', hash: DIGEST };
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']) as Promise<CryptoKey>;
}

/** `SigningCertificateV2` (RFC 5035): the digest of the certificate; SHA-256 is what is meant when none is named. */
function signingCertificate(certificate: Buffer): Sequence {
  const digest = new OctetString({ valueHex: createHash('sha256').update(certificate).digest() });
  const certId = new Sequence({ value: [digest] });
  return new Sequence({ value: [new Sequence({ value: [certId] })] });
}

function commonName(certificate: Buffer): string {
  const { subject } = new X509Certificate(certificate);
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}
