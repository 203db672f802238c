import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';

/** Seals the PDF of a certificate for its number. */
export function sealDocument(vault: PersonalDataVault, number: string, pdf: Buffer): SealedValue {
  return vault.seal(pdf, documentPlace(number));
}

export function openDocument(vault: PersonalDataVault, number: string, value: SealedValue): Buffer {
  return vault.openBytes(value.keyId, value.sealed, documentPlace(number));
}

/** What the PDF of a certificate is sealed for. */
export const documentPlace = (number: string): string => `document:${number}`;
