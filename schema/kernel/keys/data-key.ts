import { createHmac } from 'node:crypto';
import { PersonalDataVault, type PersonalDataKey } from '../personal-data.js';

/**
 * Envelope keys: personal data are sealed with a data key, the data key lies in the database wrapped by a master
 * key, and the master keys come from the environment or a file. Whoever has the database alone has nothing; a master key
 * is changed by wrapping a few data keys anew; a data key by sealing everything anew.
 */
export interface StoredDataKey {
  id: number;
  masterId: number;
  /** Null: the configured key with the id `masterId` itself. */
  wrapped: Buffer | null;
  /** Null while processes are still learning of it. */
  sealsSince: Date | null;
  /** The transaction that made it the current one. */
  switchXid: number | null;
  madeAt: Date;
}

/** Why a data key cannot be had. */
export type KeyTrouble = 'MASTER_MISSING' | 'MASTER_DIFFERS';

export type UnwrappedKey =
  { stored: StoredDataKey; key: Uint8Array; trouble: null } | { stored: StoredDataKey; key: null; trouble: KeyTrouble };

/** A data key, wrapped for its own id: it does not open as another one. */
export function wrapDataKey(master: PersonalDataKey, id: number, key: Uint8Array): Buffer {
  return new PersonalDataVault([master]).seal(key, placeOf(id)).sealed;
}

export function unwrapDataKey(stored: StoredDataKey, masters: readonly PersonalDataKey[]): UnwrappedKey {
  const master = masters.find(({ id }) => id === stored.masterId);
  if (!master) return { stored, key: null, trouble: 'MASTER_MISSING' };
  if (stored.wrapped === null) return { stored, key: master.key, trouble: null };
  try {
    const key = new PersonalDataVault([master]).openBytes(master.id, stored.wrapped, placeOf(stored.id));
    return { stored, key, trouble: null };
  } catch {
    return { stored, key: null, trouble: 'MASTER_DIFFERS' };
  }
}

/** The key that new values are sealed with: of those that seal, the one made last. */
export function currentDataKey<Key extends { id: number; sealsSince: Date | null }>(
  keys: readonly Key[],
): Key | undefined {
  return keys.filter(({ sealsSince }) => sealsSince !== null).reduce<Key | undefined>(newer, undefined);
}

const newer = <Key extends { id: number }>(known: Key | undefined, key: Key): Key =>
  known && known.id > key.id ? known : key;

/** Tells one key from another without telling anything of either. */
export function keyFingerprint(key: Uint8Array, name: string): Buffer {
  return createHmac('sha256', key).update(`casellario-bridge key check: ${name}`).digest();
}

const placeOf = (id: number): string => `data-key:${id}`;
