import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { LogHead } from './log-chain.rules.js';

/**
 * A receipt is the head of the transition's log, signed. As text, on one line, its parts divided by dots:
 *
 *     tlr1.<seq>.<hash: 64 hex digits>.<key id: 16 hex digits>.<Ed25519 signature: base64url>
 *
 * Signed are the bytes of `casellario-bridge transition log 1\n<seq>\n<hash in hex>\n` in ASCII. The key id is the
 * beginning of the SHA-256 of the public key's SubjectPublicKeyInfo (DER). The hash covers every earlier record: whoever
 * holds a receipt can prove that the log has been rewritten before it, or cut, without asking whoever keeps the log.
 */
export interface LogReceipt extends LogHead {
  keyId: string;
  signature: Buffer;
}

const FORMAT = /^tlr1\.([1-9]\d{0,14})\.([0-9a-f]{64})\.([0-9a-f]{16})\.([A-Za-z0-9_-]{86})$/;
const KEY_ID_DIGITS = 16;

/** Signs a head with an Ed25519 private key; the receipt as text. */
export function signReceipt(head: LogHead, privateKey: KeyObject): string {
  const signature = sign(null, signedBytes(head), privateKey).toString('base64url');
  return `tlr1.${head.seq}.${head.hash.toString('hex')}.${logKeyId(privateKey)}.${signature}`;
}

/** The parts of a receipt; `null` when the text is none. Says nothing of its signature. */
export function parseReceipt(text: string): LogReceipt | null {
  const [, seq, hash, keyId, signature] = FORMAT.exec(text.trim()) ?? [];
  if (seq === undefined || hash === undefined || keyId === undefined || signature === undefined) return null;
  return {
    seq: Number(seq),
    hash: Buffer.from(hash, 'hex'),
    keyId,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** Whether one of the keys has signed the receipt. */
export function isSignedBy(receipt: LogReceipt, publicKeys: readonly KeyObject[]): boolean {
  return publicKeys.some(
    (key) => logKeyId(key) === receipt.keyId && verify(null, signedBytes(receipt), key, receipt.signature),
  );
}

/** Names a key, whichever half of the pair is at hand. */
export function logKeyId(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, KEY_ID_DIGITS);
}

function signedBytes({ seq, hash }: LogHead): Buffer {
  return Buffer.from(`casellario-bridge transition log 1\n${seq}\n${hash.toString('hex')}\n`, 'ascii');
}
