import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';
import { legalNextStatuses, statusesFor, type AgreementAct } from './direct-agreement-status.rules.js';

export function directAgreementNotFound(): DomainError {
  return new DomainError('NOT_FOUND', {
    message: 'There is no direct agreement under this identifier.',
    messageIt: 'Nessun accordo diretto con questo identificativo.',
  });
}

/** refused with the legal ones listed. */
export function illegalStatusChange(act: AgreementAct, status: DirectAgreementStatus): DomainError {
  const legal = legalNextStatuses(status);
  return new DomainError('ILLEGAL_STATUS_CHANGE', {
    message: `${act} is not possible while the agreement is ${status}; what can follow: ${listOf(legal)}.`,
    messageIt: `${act} non è ammesso con l'accordo nello stato ${status}; stati successivi ammessi: ${listOf(legal)}.`,
    details: { act, status, legalNextStatuses: legal, possibleIn: statusesFor(act) },
  });
}

/** Two operators acted at once: the second one read a status that is no longer there. */
export function statusChangedMeanwhile(): DomainError {
  return new DomainError('ILLEGAL_STATUS_CHANGE', {
    message: 'The agreement was changed by somebody else in the meantime.',
    messageIt: "L'accordo è stato modificato nel frattempo da un altro operatore.",
  });
}

export function alreadyRenewed(cause?: unknown): DomainError {
  return new DomainError('AGREEMENT_OVERLAP', {
    message: 'This agreement has a renewal already.',
    messageIt: "L'accordo ha già un rinnovo.",
    cause,
  });
}

/** */
export function agreementOverlap(cause: unknown): DomainError {
  return new DomainError('AGREEMENT_OVERLAP', { cause });
}

const listOf = (statuses: readonly string[]): string => (statuses.length > 0 ? statuses.join(', ') : '—');
