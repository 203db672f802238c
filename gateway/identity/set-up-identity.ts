import type { FastifyPluginCallback } from 'fastify';
import { systemClock } from '../../schema/kernel/clock.js';
import type { Config } from '../config.js';
import { developmentSigningKey, personIndexKey } from '../development/keys.js';
import { certificateSignIn, noCertificateSignIn, type CertificateSignIn } from './certificate/certificate-sign-in.js';
import type { ProxyDoubt } from './certificate/trusted-proxy.js';
import { consoleSignInRoutes, type ConsoleSignInOf } from './console-sign-in.js';
import type { DevelopmentProvider } from './development-provider.js';
import { createIdentify, type Identify } from './identify.js';
import { remoteIssuer } from './token-issuers.js';
import { createTokenVerifier } from './token-verifier.js';

/** What is worth a figure or a log entry. */
export interface IdentityNews {
  onCertificateIgnored?: (doubt: ProxyDoubt) => void;
  /** Of the development provider, whose browsers see only `server_error`. */
  onUnexpectedError?: (error: unknown) => void;
}

export interface Identity {
  identify: Identify;
  /** How the console signs in, and in development `/oidc`. */
  routes: FastifyPluginCallback[];
}

/**
 * Who is believed: the configured issuers, and in development the built-in provider for those that are not configured.
 * Tokens live by the system's clock even where business time is moved (`CLOCK_STARTS_AT`): they come from outside.
 */
export async function setUpIdentity(config: Config, told: IdentityNews = {}): Promise<Identity> {
  const issuers = config.issuers.map((issuer) => remoteIssuer(issuer));
  const routes: FastifyPluginCallback[] = [];
  const provider = config.production ? null : await developmentProvider(config, told);
  if (provider !== null) {
    const configured = new Set(issuers.map(({ kind }) => kind));
    issuers.push(...provider.issuers.filter(({ kind }) => !configured.has(kind)));
    routes.push(provider.routes);
  }
  routes.push(consoleSignInRoutes(consoleSignIn(config, provider)));
  const verify = createTokenVerifier({
    issuers,
    audience: config.tokenAudience,
    clock: systemClock,
    maximumLifetimeS: config.tokenMaxLifetimeS,
  });
  const indexKey = await personIndexKey(config);
  return { identify: createIdentify(verify, indexKey, await cardSignIn(config, indexKey, told)), routes };
}

async function cardSignIn(
  { cns: settings }: Config,
  indexKey: Uint8Array,
  { onCertificateIgnored: onIgnored = () => undefined }: IdentityNews,
): Promise<CertificateSignIn> {
  if (settings === null) return noCertificateSignIn(onIgnored);
  return certificateSignIn({ settings, personIndexKey: indexKey, clock: systemClock, onIgnored });
}

/** Loaded here alone, so that nothing of it is even read in production. */
async function developmentProvider(
  { dataDir, tokenAudience: audience, host }: Config,
  { onUnexpectedError = () => undefined }: IdentityNews,
): Promise<DevelopmentProvider> {
  const { createDevelopmentProvider } = await import('./development-provider.js');
  return createDevelopmentProvider({
    ...{ audience, host, onUnexpectedError },
    signingKey: await developmentSigningKey(dataDir),
  });
}

function consoleSignIn({ console: configured }: Config, provider: DevelopmentProvider | null): ConsoleSignInOf {
  if (configured === null) return provider?.consoleSignIn ?? (() => null);
  const { issuer: authority, clientId, scope, resource } = configured;
  return () => ({ authority, clientId, scope, resource, development: false });
}
