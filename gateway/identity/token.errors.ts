import { DomainError } from '../../schema/kernel/domain-error.js';

/** Why a token is not accepted, in one word for machines. */
export type TokenFault =
  | 'malformed'
  | 'scheme'
  | 'issuer'
  | 'audience'
  | 'algorithm'
  | 'signature'
  | 'unknown-key'
  | 'expired'
  | 'not-yet-valid'
  | 'type'
  | 'lifetime'
  | 'certificate'
  | 'cross-site'
  | 'claims'
  | 'level';

/** `details.reason` says why, never what the token holds. */
export function unauthenticated(reason: TokenFault): DomainError {
  return new DomainError('UNAUTHENTICATED', { details: { reason } });
}
