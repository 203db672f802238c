import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { DomainError } from './domain-error.js';

/**
 * Encryption of personal data at rest: AES-256-GCM, one random 96-bit nonce a value, the id of the key beside
 * it, and the place where the value belongs bound in as additional data, so that a ciphertext moved to another row
 * does not open.
 *
 * Nonces are never used twice but by chance: after 2^32 values under one key, the most that NIST SP 800-38D allows with
 * random ones, that chance is 2^-33. A value may hold many records (32 subjects are sealed together), so that a key lasts
 * for some 137 billion subjects; then a new key comes first in the list.
 */
export interface PersonalDataKey {
  /** 1 to 32,767; stored beside every value. */
  id: number;
  /** 32 bytes. */
  key: Uint8Array;
}

export interface SealedValue {
  keyId: number;
  /** nonce (12 bytes) ‖ tag (16 bytes) ‖ ciphertext */
  sealed: Buffer;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = NONCE_BYTES + TAG_BYTES;
/** Nonces are drawn in blocks, one system call for 341 of them instead of one each. */
const NONCE_BLOCK = 4_092;

export class PersonalDataVault {
  /** As key objects: made of bytes anew each time, a cipher takes a quarter longer (13 µs, not 10). */
  #keys: ReadonlyMap<number, KeyObject>;
  #currentId: number;
  #nonces = Buffer.alloc(0);
  #nonceOffset = 0;
  #onMissing: () => void = () => undefined;

  /** The first key seals; all of them open. */
  constructor(keys: readonly PersonalDataKey[]) {
    [this.#keys, this.#currentId] = checked(keys);
  }

  /** Goes on with other keys, from the next value on: the first seals, all of them open. */
  adopt(keys: readonly PersonalDataKey[]): void {
    [this.#keys, this.#currentId] = checked(keys);
  }

  /** Told of every value that is sealed with a key that is not there. */
  onMissingKey(listener: () => void): void {
    this.#onMissing = listener;
  }

  get currentKeyId(): number {
    return this.#currentId;
  }

  /** Whether values sealed with this key can be opened here; otherwise it is the configuration that is wrong. */
  hasKey(id: number): boolean {
    return this.#keys.has(id);
  }

  /** Seals a text. `place` names where it will lie, e.g. `item:<request>:<line>`. */
  seal(text: string | Uint8Array, place: string): SealedValue {
    const nonce = this.#nextNonce();
    const cipher = createCipheriv('aes-256-gcm', this.#key(this.#currentId), nonce);
    cipher.setAAD(Buffer.from(place, 'latin1'));
    const body = typeof text === 'string' ? cipher.update(text, 'utf8') : cipher.update(text);
    cipher.final();
    return { keyId: this.#currentId, sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]) };
  }

  /**
   * Opens what was sealed for the same place; throws when anything about it was changed.
   * @throws DomainError PERSONAL_DATA_KEY_MISSING when its key is not here: lost, or taken away too early.
   */
  openBytes(keyId: number, sealed: Uint8Array, place: string): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.#key(keyId), sealed.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, HEAD_BYTES));
    decipher.setAAD(Buffer.from(place, 'latin1'));
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
  }

  open(keyId: number, sealed: Uint8Array, place: string): string {
    return this.openBytes(keyId, sealed, place).toString('utf8');
  }

  #key(id: number): KeyObject {
    const key = this.#keys.get(id);
    if (key) return key;
    this.#onMissing();
    throw new DomainError('PERSONAL_DATA_KEY_MISSING', { details: { keyId: id } });
  }

  #nextNonce(): Buffer {
    if (this.#nonceOffset + NONCE_BYTES > this.#nonces.length) {
      this.#nonces = randomBytes(NONCE_BLOCK);
      this.#nonceOffset = 0;
    }
    const nonce = this.#nonces.subarray(this.#nonceOffset, this.#nonceOffset + NONCE_BYTES);
    this.#nonceOffset += NONCE_BYTES;
    return nonce;
  }
}

function checked(keys: readonly PersonalDataKey[]): [ReadonlyMap<number, KeyObject>, number] {
  const [current] = keys;
  if (!current) throw new Error('personal data needs at least one key');
  const found = keys.map(({ id, key }): [number, KeyObject] => {
    if (key.length !== 32) throw new Error(`personal data key ${id} is ${key.length} bytes, not 32`);
    if (!Number.isInteger(id) || id < 1 || id > 32_767) throw new Error(`personal data key id ${id} is out of range`);
    return [id, createSecretKey(key)];
  });
  return [new Map(found), current.id];
}
