import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { CertificateOutcome } from './certificate.rules.js';
import type { ReceivedOutcome } from './received-outcome.js';

/** How a review is settled. */

const LONGEST_NOTE = 2_000;

/** Why the operator decided so, without blanks around it; throws BAD_USER_INPUT when there is nothing, or too much. */
export function assertNote(note: string): string {
  const text = note.trim();
  if (text.length > 0 && text.length <= LONGEST_NOTE) return text;
  throw new DomainError('BAD_USER_INPUT', {
    rule: 'R-33',
    message: `A review is settled with a note of 1 to ${LONGEST_NOTE} characters.`,
    messageIt: `La definizione richiede una nota da 1 a ${LONGEST_NOTE} caratteri.`,
    details: { field: 'note' },
  });
}

/** Whether the certificate that massivo sent along can be issued as it is: it must say what was decided. */
export function officeCertificateStands(
  received: ReceivedOutcome,
  decided: CertificateOutcome,
): received is ReceivedOutcome & { certificateNumber: string; issuedOn: string } {
  return received.outcome === decided && received.certificateNumber !== null && received.issuedOn !== null;
}
