import { z } from 'zod';
import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';

/** What is sealed of a contact person. */
export interface ContactRecord {
  givenName: string;
  surname: string;
  taxCode: string;
  email: string;
  /** Why the person may act for a second body as well: it may say something of the person. */
  exceptionReason?: string | null;
}

const recordSchema = z.object({
  ...{ givenName: z.string(), surname: z.string(), taxCode: z.string(), email: z.string() },
  exceptionReason: z.string().nullish(),
});

/** What a contact person is sealed for. */
export const contactPlace = (contactId: string): string => `contact:${contactId}`;

export function sealContact(vault: PersonalDataVault, contactId: string, record: ContactRecord): SealedValue {
  return vault.seal(JSON.stringify(record), contactPlace(contactId));
}

export function openContact(
  vault: PersonalDataVault,
  { id, keyId, sealed }: { id: string; keyId: number; sealed: Uint8Array },
): ContactRecord {
  return recordSchema.parse(JSON.parse(vault.open(keyId, sealed, contactPlace(id))));
}
