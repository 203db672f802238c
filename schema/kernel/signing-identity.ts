import type { KeyObject } from 'node:crypto';

/** Who signs documents: a key, its certificate and those above it. */
export interface SigningIdentity {
  /** RSA of 2,048 bits or more, or ECDSA on P-256. */
  readonly privateKey: KeyObject;
  /** DER. */
  readonly certificate: Buffer;
  /** The certificates between it and its root, DER, in any order; empty when it is self-signed. */
  readonly chain: readonly Buffer[];
}
