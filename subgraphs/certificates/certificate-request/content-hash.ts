import type { PersonalDataVault, SealedValue } from '../../../schema/kernel/personal-data.js';

/**
 * The hash of what a request held lies sealed: of a request about one person it could be found by trying persons.
 * It is only ever compared once its request was found by its id.
 */
export function sealContentHash(vault: PersonalDataVault, requestId: string, hash: Buffer): SealedValue {
  return vault.seal(hash, contentHashPlace(requestId));
}

/** @param keyId null: the hash lies in clear, from before it was sealed. */
export function openContentHash(
  vault: PersonalDataVault,
  requestId: string,
  { keyId, hash }: { keyId: number | null; hash: Buffer },
): Buffer {
  return keyId === null ? hash : vault.openBytes(keyId, hash, contentHashPlace(requestId));
}

export const contentHashPlace = (requestId: string): string => `content-hash:${requestId}`;
