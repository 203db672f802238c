import { systemClock } from '../../schema/kernel/clock.js';
import { readConfig } from '../config.js';
import { existingSigningKey } from '../development/keys.js';
import { mintToken } from '../identity/development-provider.js';
import { PERSONAS } from '../identity/personas.js';

/** `npm run -s token -- <persona>`: prints an access token of the development identity provider, and nothing else. */
async function token(persona: string | undefined): Promise<string> {
  if (persona === undefined) throw new Error(`Usage: npm run -s token -- <persona>. Personas: ${PERSONAS.join(', ')}.`);
  const config = readConfig({ needs: [] });
  if (config.production) throw new Error('There is no development identity provider in production.');
  const signingKey = await existingSigningKey(config.dataDir);
  if (signingKey === undefined) {
    throw new Error(`No keys in ${config.dataDir}: start the product first, with the same DATA_DIR.`);
  }
  return mintToken(persona, { signingKey, audience: config.tokenAudience, clock: systemClock });
}

try {
  process.stdout.write(`${await token(process.argv[2])}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
