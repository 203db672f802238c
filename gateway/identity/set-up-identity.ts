import type { FastifyPluginCallback } from 'fastify';
import { systemClock } from '../../schema/kernel/clock.js';
import type { Config } from '../config.js';
import { developmentSigningKey, personIndexKey } from '../development/keys.js';
import { createDevelopmentProvider } from './development-provider.js';
import { createIdentify, type Identify } from './identify.js';
import { remoteIssuer } from './token-issuers.js';
import { createTokenVerifier } from './token-verifier.js';

export interface Identity {
  identify: Identify;
  /** `/oidc` of the development identity provider; none in production. */
  routes: FastifyPluginCallback[];
}

/**
 * Who is believed: the configured issuers, and in development the built-in provider for those that are not configured.
 * Tokens live by the system's clock even where business time is moved (`CLOCK_STARTS_AT`): they come from outside.
 */
export async function setUpIdentity(config: Config): Promise<Identity> {
  const issuers = config.issuers.map(remoteIssuer);
  const routes: FastifyPluginCallback[] = [];
  if (!config.production) {
    const configured = new Set(issuers.map(({ kind }) => kind));
    const provider = createDevelopmentProvider(await developmentSigningKey(config.dataDir));
    issuers.push(...provider.issuers.filter(({ kind }) => !configured.has(kind)));
    routes.push(provider.routes);
  }
  const verify = createTokenVerifier({ issuers, audience: config.tokenAudience, clock: systemClock });
  return { identify: createIdentify(verify, await personIndexKey(config)), routes };
}
