import type { AttributeTypeAndValue, Certificate } from 'pkijs';
import type { CertificateFacts } from './cns-profile.rules.js';

const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const CERTIFICATE_POLICIES = '2.5.29.32';

/**
 * Reads a certificate in DER.
 *
 * @throws Error when it is none.
 */
export async function certificateFacts(der: Uint8Array): Promise<CertificateFacts> {
  // Loaded with the first certificate: it takes 0.1 s.
  const { Certificate: CertificateClass } = await import('pkijs');
  const certificate = CertificateClass.fromBER(new Uint8Array(der));
  return {
    subject: attributesOf(certificate.subject.typesAndValues),
    notBefore: certificate.notBefore.value,
    notAfter: certificate.notAfter.value,
    keyUsage: keyUsageOf(certificate),
    extendedKeyUsage: stringsOf(parsedExtension(certificate, EXTENDED_KEY_USAGE), 'keyPurposes'),
    policies: policiesOf(certificate),
  };
}

function attributesOf(attributes: readonly AttributeTypeAndValue[]): Map<string, string[]> {
  const byType = new Map<string, string[]>();
  for (const { type, value } of attributes) {
    byType.set(type, [...(byType.get(type) ?? []), String(value.valueBlock.value)]);
  }
  return byType;
}

function keyUsageOf(certificate: Certificate): number | null {
  const bits = parsedExtension(certificate, KEY_USAGE);
  if (typeof bits !== 'object' || bits === null || !('valueBlock' in bits)) return null;
  const { valueHexView } = bits.valueBlock as { valueHexView?: Uint8Array };
  return valueHexView?.[0] ?? null;
}

function policiesOf(certificate: Certificate): string[] {
  const parsed = parsedExtension(certificate, CERTIFICATE_POLICIES);
  if (typeof parsed !== 'object' || parsed === null || !('certificatePolicies' in parsed)) return [];
  const { certificatePolicies } = parsed as { certificatePolicies: { policyIdentifier: string }[] };
  return certificatePolicies.map(({ policyIdentifier }) => policyIdentifier);
}

function stringsOf(parsed: unknown, property: string): string[] {
  if (typeof parsed !== 'object' || parsed === null) return [];
  const values = (parsed as Record<string, unknown>)[property];
  return Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
}

function parsedExtension(certificate: Certificate, id: string): unknown {
  return certificate.extensions?.find(({ extnID }) => extnID === id)?.parsedValue;
}
