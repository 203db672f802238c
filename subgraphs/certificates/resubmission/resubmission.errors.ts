import { DomainError } from '../../../schema/kernel/domain-error.js';

export function nothingToResubmit(requestId: string): DomainError {
  return new DomainError('NOTHING_TO_RESUBMIT', { details: { requestId } });
}

export function noSuchRequest(): DomainError {
  return new DomainError('NOT_FOUND', { details: { field: 'requestId' } });
}

/** Others kept taking up the same request and came to no end; nothing is lost, and the next call goes on. */
export function resubmissionUnderWay(): DomainError {
  return new DomainError('SERVICE_BUSY', { rule: 'R-25' });
}
