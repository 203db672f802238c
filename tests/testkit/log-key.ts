import { generateKeyPairSync } from 'node:crypto';

/** Signs the heads of the transition's log in tests. */
export const logKey = generateKeyPairSync('ed25519').privateKey;
