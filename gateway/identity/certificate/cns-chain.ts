import { X509Certificate } from 'node:crypto';
import { certificateFacts } from './certificate-facts.js';
import { isValidAt } from './cns-profile.rules.js';

interface Authority {
  certificate: X509Certificate;
  notBefore: Date;
  notAfter: Date;
}

/** Whether one of the configured authorities has issued a certificate, each link valid at that instant. */
export type IssuedByKnownAuthority = (certificate: X509Certificate, at: Date) => boolean;

/** A root, its intermediates and whatever is between them and a card. */
const LONGEST_CHAIN = 5;

/**
 * `pems`: the authorities that issue CNS, each believed as it stands; where the issuer of one of them is configured as
 * well, that one must hold too.
 */
export async function knownAuthorities(pems: readonly string[]): Promise<IssuedByKnownAuthority> {
  const authorities: Authority[] = await Promise.all(
    pems.map(async (pem) => {
      const certificate = new X509Certificate(pem);
      const { notBefore, notAfter } = await certificateFacts(certificate.raw);
      return { certificate, notBefore, notAfter };
    }),
  );

  function isIssued(certificate: X509Certificate, at: Date, depth: number): boolean {
    const issuers = authorities.filter((authority) => hasIssued(authority.certificate, certificate));
    return issuers.some((authority) => {
      if (!isValidAt(authority, at)) return false;
      const isTop = !authorities.some(
        (above) => above !== authority && hasIssued(above.certificate, authority.certificate),
      );
      return isTop || (depth < LONGEST_CHAIN && isIssued(authority.certificate, at, depth + 1));
    });
  }

  return (certificate, at) => isIssued(certificate, at, 1);
}

function hasIssued(authority: X509Certificate, certificate: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}
