import { hasValidCheckCharacter } from '../../../schema/kernel/tax-code.rules.js';

/** What a certificate says, as far as the profile of the CNS asks for it. */
export interface CertificateFacts {
  /** Values of the subject's attributes by their object identifier; several where an attribute comes again. */
  subject: ReadonlyMap<string, readonly string[]>;
  notBefore: Date;
  notAfter: Date;
  /** First byte of the bits of keyUsage; `null`: the extension is not there. */
  keyUsage: number | null;
  extendedKeyUsage: readonly string[];
  policies: readonly string[];
}

export const COMMON_NAME = '2.5.4.3';
export const SERIAL_NUMBER = '2.5.4.5';
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
/** AgID's policy of CNS authentication certificates, and the two of older regional cards that its profile equates. */
const CNS_POLICIES = ['1.3.76.16.2.1', '1.3.159.6.1.3.2.10', '1.3.76.12.1.1.10.2.2.10'];
const DIGITAL_SIGNATURE = 0x80;
const NON_REPUDIATION = 0x40;

/** `RSSMRA80A01H501U/6090010000000000.lsKV/lNtBAmc8x5lzSb+cxx2UzE=`: tax code, card, hash of the personal data on it. */
const CNS_NAME = /^([A-Z0-9]{16})\/\d{16}\..{1,64}$/;
/** EN 319 412-1, 5.1.3. */
const NATURAL_PERSON = /^TINIT-([A-Z0-9]{16})$/;

/**
 * The tax code of a CNS authentication certificate (AgID, "Profilo di certificato digitale per l'autenticazione mediante
 * CNS"); `null` for any other certificate, such as the one for signatures on the same card, or one that is not valid at
 * that instant. Where the serial number names a tax code as well, both must be the same.
 */
export function cnsTaxCode(facts: CertificateFacts, at: Date): string | null {
  const { subject, keyUsage, extendedKeyUsage, policies } = facts;
  if (!isValidAt(facts, at)) return null;
  if (keyUsage === null || (keyUsage & DIGITAL_SIGNATURE) === 0 || (keyUsage & NON_REPUDIATION) !== 0) return null;
  if (!extendedKeyUsage.includes(CLIENT_AUTHENTICATION)) return null;
  if (!policies.some((policy) => CNS_POLICIES.includes(policy))) return null;
  const named = CNS_NAME.exec(single(subject, COMMON_NAME))?.[1];
  const numbered = NATURAL_PERSON.exec(single(subject, SERIAL_NUMBER))?.[1];
  if (named !== undefined && numbered !== undefined && named !== numbered) return null;
  const taxCode = named ?? numbered;
  return taxCode !== undefined && hasValidCheckCharacter(taxCode) ? taxCode : null;
}

export function isValidAt(
  { notBefore, notAfter }: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  at: Date,
): boolean {
  return notBefore <= at && at <= notAfter;
}

/** An attribute that comes twice names nobody. */
function single(subject: CertificateFacts['subject'], attribute: string): string {
  const [value = '', ...further] = subject.get(attribute) ?? [];
  return further.length === 0 ? value : '';
}
