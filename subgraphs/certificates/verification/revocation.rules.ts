import { DomainError } from '../../../schema/kernel/domain-error.js';

/** How a certificate is revoked; pure. */

const LONGEST_REASON = 2_000;

/** Why it is revoked, without blanks around it; throws BAD_USER_INPUT when there is nothing, or too much. */
export function assertRevocationReason(reason: string): string {
  const text = reason.trim();
  if (text.length > 0 && text.length <= LONGEST_REASON) return text;
  throw new DomainError('BAD_USER_INPUT', {
    rule: 'R-35',
    message: `A certificate is revoked with a reason of 1 to ${LONGEST_REASON} characters.`,
    messageIt: `La revoca richiede una motivazione da 1 a ${LONGEST_REASON} caratteri.`,
    details: { field: 'reason' },
  });
}
