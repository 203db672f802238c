import type { ServerOptions } from 'node:https';
import type { TlsSettings } from './configuration/sign-in-settings.js';

const HANDSHAKE_MS = 10_000;

/**
 * TLS of the one door. Clients are asked for a certificate where authorities of such are configured, and need none:
 * only a proxy that passes on what it has seen must show who it is.
 */
export function tlsOptions({ certificates, key, clientAuthorities }: TlsSettings): ServerOptions {
  return {
    cert: certificates.join('\n'),
    key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_MS,
    ...(clientAuthorities && { ca: [...clientAuthorities], requestCert: true, rejectUnauthorized: false }),
  };
}
