import { DomainError } from '../../../schema/kernel/domain-error.js';
import { legalActions, type BatchAction } from './batch-action.rules.js';
import type { MassivoBatch } from './massivo-batch.type.js';
import type { LimitField } from './massivo-limits.rules.js';

export function batchNotFound(id: string): DomainError {
  return new DomainError('NOT_FOUND', { details: { id } });
}

export function illegalBatchAction(batch: MassivoBatch, action: BatchAction): DomainError {
  const legal = legalActions(batch);
  return new DomainError('ILLEGAL_TRANSITION', {
    rule: 'R-34',
    message: `A batch in state ${batch.state} does not allow ${action}; legal: ${legal.join(', ') || 'nothing'}.`,
    messageIt: `Un lotto nello stato ${batch.state} non ammette ${action}; ammessi: ${legal.join(', ') || 'nessuno'}.`,
    details: { state: batch.state, legalActions: legal },
  });
}

export function reasonNotValid(): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    message: 'A reason of 1 to 200 characters is required.',
    messageIt: 'È richiesta una motivazione di 1-200 caratteri.',
    details: { field: 'reason' },
  });
}

export function limitNotValid(field: LimitField): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    rule: 'R-17',
    message: `The limit ${field} is out of its bounds.`,
    messageIt: `Il limite ${field} è fuori dai valori ammessi.`,
    details: { field },
  });
}

/** The claim under which a worker acts no longer holds: revoked by a closing, or run out and taken by another worker. */
export class ClaimRevoked extends Error {
  constructor() {
    super('the claim on the batch no longer holds');
    this.name = 'ClaimRevoked';
  }
}
