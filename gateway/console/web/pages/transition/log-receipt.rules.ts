/**
 * Receipts of the transition's log, as `schema/kernel/log-receipt.rules.ts` describes them, read with what a browser
 * has: Web Cryptography instead of Node's.
 */
export interface LogReceipt {
  seq: number;
  /** SHA-256 in hex. */
  hash: string;
  keyId: string;
  signature: Uint8Array<ArrayBuffer>;
}

type PublicKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A public key that verifies receipts. */
export interface LogKey {
  /** Names it in receipts. */
  id: string;
  key: PublicKey;
}

const FORMAT = /^tlr1\.([1-9]\d{0,14})\.([0-9a-f]{64})\.([0-9a-f]{16})\.([A-Za-z0-9_-]{86})$/;
const KEY_ID_DIGITS = 16;

/** `null` when the text is no receipt. Says nothing of its signature. */
export function parseReceipt(text: string): LogReceipt | null {
  const [, seq, hash, keyId, signature] = FORMAT.exec(text.trim()) ?? [];
  if (seq === undefined || hash === undefined || keyId === undefined || signature === undefined) return null;
  return { seq: Number(seq), hash, keyId, signature: bytesOfBase64(signature.replace(/-/g, '+').replace(/_/g, '/')) };
}

/** Whether one of the keys has signed the receipt. */
export async function isSignedBy(receipt: LogReceipt, keys: readonly LogKey[]): Promise<boolean> {
  const signed = encode(`casellario-bridge transition log 1\n${receipt.seq}\n${receipt.hash}\n`);
  for (const { id, key } of keys) {
    if (id !== receipt.keyId) continue;
    if (await crypto.subtle.verify('Ed25519', key, receipt.signature, signed)) return true;
  }
  return false;
}

/** The key of a PEM (SubjectPublicKeyInfo); `null` when it holds no Ed25519 public key. */
export async function readLogKey(pem: string): Promise<LogKey | null> {
  const [, base64] = /^\s*-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----\s*$/.exec(pem) ?? [];
  if (base64 === undefined) return null;
  try {
    const der = bytesOfBase64(base64.replace(/\s/g, ''));
    const key = await crypto.subtle.importKey('spki', der, 'Ed25519', false, ['verify']);
    return { id: (await sha256(der)).slice(0, KEY_ID_DIGITS), key };
  } catch {
    return null;
  }
}

/** In hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

export const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const bytesOfBase64 = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
