import { randomBytes } from 'node:crypto';
import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';
import type { CertificateOutcome, OutcomeFlag } from './certificate.rules.js';
import type { RegisterKind } from './register.port.js';

/** What a certificate says of the person: sealed beside it. */
export interface CertificateContent {
  outcome: CertificateOutcome;
  flags: OutcomeFlag[];
  /** Kind of the register behind it at its issue; synthetic where it is not said. Sealed: nobody takes the watermark off. */
  register?: RegisterKind;
  /**
   * Random, part of the signed statement. The signature lies in clear, and an outcome has two values: without the salt
   * whoever holds the table and the public key could try both.
   */
  salt: string;
}

const SALT_BYTES = 16;

/** Salts for so many certificates, drawn at once. */
export function newSalts(count: number): string[] {
  const random = randomBytes(count * SALT_BYTES);
  return Array.from({ length: count }, (_, index) =>
    random.toString('base64url', index * SALT_BYTES, (index + 1) * SALT_BYTES),
  );
}

export function sealContent(vault: PersonalDataVault, number: string, content: CertificateContent): SealedValue {
  return vault.seal(JSON.stringify(content), contentPlace(number));
}

/** Opens what a certificate says; throws when it was changed or belongs to another certificate. */
export function openContent(vault: PersonalDataVault, number: string, value: SealedValue): CertificateContent {
  return JSON.parse(vault.open(value.keyId, value.sealed, contentPlace(number))) as CertificateContent;
}

/** The same; `null` when it was erased at the person's request (art. 17 GDPR). */
export const contentUnlessErased = (
  vault: PersonalDataVault,
  number: string,
  value: SealedValue,
): CertificateContent | null => (value.sealed.length === 0 ? null : openContent(vault, number, value));

/** What the content of a certificate is sealed for. */
export const contentPlace = (number: string): string => `certificate:${number}`;
