import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

export interface CertificatePair {
  /** PEM. */
  certificate: string;
  /** PEM. */
  key: string;
}

export interface CertificateWishes {
  /** Attributes of the subject, by name; a list repeats one. */
  subject: Readonly<Record<string, string | readonly string[]>>;
  from: string;
  until: string;
  usage: Partial<Record<'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'keyEncipherment', true>>;
  purposes: readonly ('clientAuth' | 'serverAuth')[];
  policies: readonly string[];
  isAuthority: boolean;
  /** Names and addresses of a server. */
  addresses: readonly string[];
  /** `null`: vouches for itself. */
  issuer: CertificatePair | null;
}

const USUAL: CertificateWishes = {
  subject: { CN: 'somebody' },
  from: '2020-01-01',
  until: '2099-01-01',
  usage: { digitalSignature: true },
  purposes: ['clientAuth'],
  policies: [],
  isAuthority: false,
  addresses: [],
  issuer: null,
};

const CNS_POLICY = '1.3.76.16.2.1';
let serial = 0;
/** Whose key a card has does not matter to any test, and each takes half a second to make. */
let leafKey: string | undefined;

export function makeCertificate(wishes: Partial<CertificateWishes>): CertificatePair {
  const wish = { ...USUAL, ...wishes };
  const key = wish.isAuthority ? newKey() : (leafKey ??= newKey());
  const own = forge.pki.privateKeyFromPem(key);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.rsa.setPublicKey(own.n, own.e);
  serial += 1;
  certificate.serialNumber = serial.toString(16).padStart(4, '0');
  certificate.validity.notBefore = new Date(wish.from);
  certificate.validity.notAfter = new Date(wish.until);
  certificate.setSubject(attributesOf(wish.subject));
  const issuer = wish.issuer && forge.pki.certificateFromPem(wish.issuer.certificate);
  certificate.setIssuer((issuer ?? certificate).subject.attributes);
  certificate.setExtensions(extensionsOf(wish));
  certificate.sign(wish.issuer ? forge.pki.privateKeyFromPem(wish.issuer.key) : own, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate).replaceAll('\r', ''), key };
}

export function makeAuthority(name: string, wishes: Partial<CertificateWishes> = {}): CertificatePair {
  return makeCertificate({ subject: { CN: name }, usage: { keyCertSign: true }, isAuthority: true, ...wishes });
}

/** A CNS as AgID's profile has it. */
export function makeCard(
  taxCode: string,
  issuer: CertificatePair,
  wishes: Partial<CertificateWishes> = {},
): CertificatePair {
  const subject = { CN: `${taxCode}/6090010000000001.lsKV/lNtBAmc8x5lzSb+cxx2UzE=`, OU: 'Regione di prova', C: 'IT' };
  return makeCertificate({ subject, policies: [CNS_POLICY], issuer, ...wishes });
}

/** As nginx passes a certificate on in `$ssl_client_escaped_cert`. */
export const escapedPem = ({ certificate }: CertificatePair): string => encodeURIComponent(certificate);

/** As RFC 9440 has it. */
export const byteSequence = ({ certificate }: CertificatePair): string =>
  `:${certificate.replace(/-----[A-Z ]+-----|\s/g, '')}:`;

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

function attributesOf(subject: CertificateWishes['subject']): forge.pki.CertificateField[] {
  return Object.entries(subject).flatMap(([shortName, values]) =>
    [values].flat().map((value) => ({ ...(shortName === 'SN' ? { type: '2.5.4.5' } : { shortName }), value })),
  );
}

function extensionsOf(wish: CertificateWishes): object[] {
  const purposes = Object.fromEntries(wish.purposes.map((purpose) => [purpose, true]));
  return [
    { name: 'basicConstraints', cA: wish.isAuthority, critical: true },
    ...(Object.keys(wish.usage).length > 0 ? [{ name: 'keyUsage', critical: true, ...wish.usage }] : []),
    ...(wish.isAuthority || wish.purposes.length === 0 ? [] : [{ name: 'extKeyUsage', ...purposes }]),
    ...(wish.policies.length > 0 ? [{ id: '2.5.29.32', value: policiesOf(wish.policies) }] : []),
    ...(wish.addresses.length > 0
      ? [{ name: 'subjectAltName', altNames: wish.addresses.map((ip) => ({ type: 7, ip })) }]
      : []),
  ];
}

function policiesOf(policies: readonly string[]): string {
  const { asn1 } = forge;
  const { UNIVERSAL } = asn1.Class;
  const sequence = (content: forge.asn1.Asn1[]) => asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, content);
  const identifiers = policies.map((policy) =>
    sequence([asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(policy).getBytes())]),
  );
  return asn1.toDer(sequence(identifiers)).getBytes();
}
