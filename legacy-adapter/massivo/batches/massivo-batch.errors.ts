import { DomainError } from '../../../schema/kernel/domain-error.js';
import { legalActions, type BatchAction } from './batch-action.rules.js';
import type { MassivoBatch } from './massivo-batch.type.js';
import type { LimitField } from './massivo-limits.rules.js';

export function batchNotFound(id: string): DomainError {
  return new DomainError('NOT_FOUND', { details: { id } });
}

export function illegalBatchAction(batch: MassivoBatch, action: BatchAction): DomainError {
  const legal = legalActions(batch);
  return new DomainError('ILLEGAL_BATCH_ACTION', {
    message: `A batch in state ${batch.state} does not allow ${action}; legal: ${legal.join(', ') || 'nothing'}.`,
    messageIt: `Un lotto nello stato ${batch.state} non ammette ${action}; ammessi: ${legal.join(', ') || 'nessuno'}.`,
    details: { state: batch.state, action, legalActions: legal },
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

/**
 * files are being given their final name at an office that hangs, and a rename under way cannot be taken back. Of
 * a worker that is stopped it holds for one lease more.
 */
export function filesBeingPublished(files: number): DomainError {
  return new DomainError('TRANSITION_BUSY', {
    message: `${files} files are being put in place at offices that do not answer; until that has ended, or the worker has been stopped, nothing can be closed.`,
    messageIt: `${files} file sono in corso di deposito presso uffici che non rispondono: finché non termina, o finché il processo non viene fermato, non si può chiudere.`,
    details: { files },
  });
}
