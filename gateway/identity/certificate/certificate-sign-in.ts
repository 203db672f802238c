import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { personKey, type Actor } from '../../../schema/kernel/actor.js';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { CnsSettings } from '../../configuration/sign-in-settings.js';
import { RememberedTokens } from '../remembered-tokens.js';
import { unauthenticated } from '../token.errors.js';
import { certificateFacts } from './certificate-facts.js';
import { certificateInHeader } from './certificate-header.rules.js';
import { knownAuthorities } from './cns-chain.js';
import { cnsTaxCode } from './cns-profile.rules.js';
import { trustedProxies, type ProxyDoubt } from './trusted-proxy.js';

/** A request as far as its sender's certificate matters. */
export type CertificateBearer = Pick<IncomingMessage, 'headers' | 'socket'>;

/**
 * Who is calling by a CNS: the certificate that a trusted proxy has seen. `null`: nobody says so who may be
 * believed.
 *
 * @throws DomainError UNAUTHENTICATED when a trusted proxy passes on a certificate that signs nobody in.
 */
export type CertificateSignIn = (request: CertificateBearer) => Promise<Actor | null>;

export interface CertificateSignInParts {
  settings: CnsSettings;
  personIndexKey: Uint8Array;
  clock: Clock;
  /** Told of each header that comes from somebody who may not send it. */
  onIgnored: (doubt: ProxyDoubt) => void;
}

/** Possession of a card with its PIN: as level 3 of SPID, a key in a device. */
const CNS_LEVEL = 3;
/** RFC 9440. */
const STANDARD_HEADER = 'client-cert';
const DAY_MS = 86_400_000;

export async function certificateSignIn(parts: CertificateSignInParts): Promise<CertificateSignIn> {
  const { settings, personIndexKey, clock, onIgnored } = parts;
  const isIssued = await knownAuthorities(settings.authorities);
  const doubtAbout = trustedProxies(settings.proxies);
  const remembered = new RememberedTokens<Actor>(clock);

  async function actorOf(value: string): Promise<Actor> {
    const at = clock.now();
    const taxCode = await taxCodeIn(value, at).catch(() => null);
    if (taxCode === null) throw unauthenticated('certificate');
    const actor: Actor = {
      kind: 'contact',
      personKey: personKey(personIndexKey, taxCode),
      method: 'CNS',
      level: CNS_LEVEL,
    };
    remembered.put(value, actor, { expiresAt: at.getTime() + DAY_MS, stillGood: () => true });
    return actor;
  }

  async function taxCodeIn(value: string, at: Date): Promise<string | null> {
    const der = certificateInHeader(value);
    if (der === null) return null;
    const taxCode = cnsTaxCode(await certificateFacts(der), at);
    return taxCode !== null && isIssued(new X509Certificate(der), at) ? taxCode : null;
  }

  return async ({ headers, socket }) => {
    const value = headers[settings.header];
    if (value === undefined || value === '') return null;
    const doubt = doubtAbout(socket);
    if (doubt !== null) {
      onIgnored(doubt);
      return null;
    }
    // A browser shows its certificate to whoever makes it ask: other sites must not ask in its name.
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw unauthenticated('cross-site');
    const text = String(value);
    return remembered.get(text) ?? actorOf(text);
  };
}

/** Where no CNS is configured: the header is somebody's attempt, or a proxy that nobody told us of. */
export function noCertificateSignIn(onIgnored: CertificateSignInParts['onIgnored']): CertificateSignIn {
  return ({ headers }) => {
    if (headers[STANDARD_HEADER] !== undefined) onIgnored('not-configured');
    return Promise.resolve(null);
  };
}
