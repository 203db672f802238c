import { createPrivateKey, X509Certificate } from 'node:crypto';
import { newSigningIdentity } from '../../gateway/development/signing-identity.js';
import type { SigningIdentity } from '../../schema/kernel/signing-identity.js';

const pem = await newSigningIdentity(new Date('2026-01-01T00:00:00Z'));

/** Who signs the documents of tests, made once a test file. */
export const TEST_SIGNING: SigningIdentity = {
  privateKey: createPrivateKey(pem),
  certificate: new X509Certificate(pem).raw,
  chain: [],
};

/** What makes documents in a world that is about something else. */
export const TEST_DOCUMENTS = { signing: TEST_SIGNING, verificationAddress: null };
