import { createHmac } from 'node:crypto';

/**
 * Who is calling, as the gateway has established it (api.md, "Who is who"). The person's tax code itself never travels
 * beyond the gateway: `personKey` is its keyed hash, by which the owner of the data finds the contact person.
 */
export type Actor =
  | { kind: 'anonymous' }
  | { kind: 'contact'; personKey: string; method: SignInMethod; level: number }
  | { kind: 'operator'; subject: string; officeCode: string }
  | { kind: 'operations'; subject: string }
  | { kind: 'dashboard'; subject: string };

/** SPID, CIE or CNS, and nothing else. */
export type SignInMethod = 'SPID' | 'CIE' | 'CNS';

export const ANONYMOUS: Actor = { kind: 'anonymous' };

/** The keyed hash that stands for a tax code wherever equality is all that is needed. */
export function personKey(indexKey: Uint8Array, taxCode: string): string {
  return createHmac('sha256', indexKey).update(taxCode.trim().toUpperCase()).digest('base64url');
}
