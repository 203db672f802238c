import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';

/** An SSH key, as ssh-keygen would write its two files. */
export interface KeyPair {
  privateKey: string;
  /** `ssh-ed25519 AAAA…` */
  publicKey: string;
}

/** ssh2 1.17 cuts leading zeros off, which makes one key in 256 useless: then another one. */
export function newKeyPair(): KeyPair {
  for (;;) {
    const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(privateKey) instanceof Error)) return { privateKey, publicKey };
  }
}

/** `SHA256:…` of a public key. */
export function fingerprintIn(publicKey: string): string {
  const [, base64 = ''] = publicKey.split(' ');
  const digest = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
