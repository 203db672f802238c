import { createSyntheticRegister, type CasellarioRegister } from './certificates/index.js';

/** The synthetic register gives the same answers everywhere. */
const REGISTER_SEED = 'casellario-bridge';

/**
 * The register behind the direct channel, in every process the same. The one place where a real one takes the synthetic
 * one's (docs/register.md): certificates then bear no watermark.
 */
export function createRegister(): CasellarioRegister {
  return createSyntheticRegister(REGISTER_SEED);
}
