import type { IssuerKind } from './issuer-kind.js';

/** A name and not an address, so that it does not matter how the host is spelt or which port was free. */
export const developmentIssuer = (kind: IssuerKind): string => `urn:casellario-bridge:development:${kind}`;
