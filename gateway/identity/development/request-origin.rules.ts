import { isIP } from 'node:net';

export interface ReachedAt {
  /** `http` or `https`. */
  protocol: string;
  /** The Host header. */
  host: string;
  /** The address that the instance was told to listen on. */
  configuredHost: string;
}

/**
 * The origin by which a browser has reached this instance: the development provider names itself by it, so that its
 * issuer is right however the host is spelt and whichever port was free. Only `localhost`, addresses and the configured
 * host count: any other name could be somebody's who points it at this machine (DNS rebinding).
 *
 * @returns `null` for any other name.
 */
export function requestOrigin({ protocol, host, configuredHost }: ReachedAt): string | null {
  const address = `${protocol}://${host}`;
  if (!URL.canParse(address)) return null;
  const { origin, hostname, username, pathname } = new URL(address);
  if (username !== '' || pathname !== '/') return null;
  const name = hostname.replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === configuredHost.toLowerCase() || isIP(name) !== 0 ? origin : null;
}
