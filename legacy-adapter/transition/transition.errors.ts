import type { ErrorCode } from '../../schema/error-codes.js';
import type { IsoDay } from '../../schema/kernel/clock.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import type { TransitionState } from '../contract.js';
import { FORCED_CLOSING_MAX_ITEMS } from './transition-change.rules.js';
import type { InFlight } from './transition.type.js';

type Sentences = [en: string, it: string];

/** An argument that cannot be right whatever the flag says; `field` is its name in the graph. */
export function badTransitionInput(field: string, [message, messageIt]: Sentences, rule = 'R-24'): DomainError {
  return new DomainError('BAD_USER_INPUT', { rule, message, messageIt, details: { field } });
}

export function reasonMissing(field = 'reason'): DomainError {
  return badTransitionInput(field, ['A reason is required.', 'La motivazione è obbligatoria.'], 'R-22');
}

export function twoScopes(): DomainError {
  return badTransitionInput(
    'ipaCode',
    ['Name an office or a body, not both.', 'Indicare un ufficio oppure un ente, non entrambi.'],
    'R-21',
  );
}

export function scopeMissing(): DomainError {
  return badTransitionInput('officeCode', ['Name an office or a body.', 'Indicare un ufficio o un ente.'], 'R-21');
}

export function timeHasPassed(): DomainError {
  return badTransitionInput('at', ['The time of the change has passed.', 'La data indicata è già trascorsa.']);
}

export function officeNotFound(officeCode: string): DomainError {
  return notFound(`There is no office ${officeCode}.`, `Nessun ufficio con codice ${officeCode}.`, 'officeCode');
}

export function publicBodyNotFound(ipaCode: string): DomainError {
  return notFound(`There is no public body ${ipaCode}.`, `Nessun ente con codice IPA ${ipaCode}.`, 'ipaCode');
}

export function overrideNotFound(): DomainError {
  return notFound('This scope has no value of its own.', 'Nessuno stato proprio per questo ambito.', 'officeCode');
}

export function changeNotFound(id: string): DomainError {
  return notFound(`There is no change ${id}.`, `Nessuna modifica ${id}.`, 'id');
}

export function changeNotPending(status: string): DomainError {
  return new DomainError('CHANGE_NOT_PENDING', {
    message: `This change is no longer pending: it is ${status}.`,
    messageIt: `Questa modifica non è più in attesa: è ${status}.`,
    details: { status },
  });
}

export function ownApproval(): DomainError {
  return new DomainError('OWN_APPROVAL');
}

export function staleVersion(version: number): DomainError {
  return new DomainError('STALE_VERSION', {
    message: `The flag was changed since it was read: its version is ${version}.`,
    messageIt: `Lo stato è cambiato dopo la lettura: la versione attuale è ${version}.`,
    details: { version },
  });
}

export function illegalTransition(
  from: TransitionState,
  to: TransitionState,
  legal: readonly TransitionState[],
): DomainError {
  return new DomainError('ILLEGAL_TRANSITION', {
    message: `From ${from} the flag cannot go to ${to}; legal: ${legal.join(', ')}.`,
    messageIt: `Da ${from} non si può passare a ${to}; ammessi: ${legal.join(', ')}.`,
    details: { from, to, legalNextStates: legal },
  });
}

/** nothing is opened on a database that may be an older copy. */
export function confirmationRequired(): DomainError {
  return new DomainError('CONFIRMATION_REQUIRED');
}

/** this is the copy that was confirmed last. */
export function nothingToConfirm(): DomainError {
  return new DomainError('NOTHING_TO_CONFIRM');
}

export function extensionRequired(lastDay: IsoDay): DomainError {
  return new DomainError('EXTENSION_REQUIRED', { details: { lastDay } });
}

export function stillInFlight(inFlight: InFlight, force: boolean): DomainError {
  const { batches, submissions, items } = inFlight;
  const tooMany = force && items > FORCED_CLOSING_MAX_ITEMS;
  const limit = tooMany ? ` A forced closing ends at most ${FORCED_CLOSING_MAX_ITEMS}: close office by office.` : '';
  const limitIt = tooMany
    ? ` La chiusura forzata ne termina al più ${FORCED_CLOSING_MAX_ITEMS}: chiudere per ufficio.`
    : '';
  return new DomainError('IN_FLIGHT', {
    message: `Still in flight: ${items} items, in ${batches} batches and ${submissions} requests not sent yet.${limit}`,
    messageIt: `Ancora in lavorazione: ${items} nominativi, in ${batches} lotti e ${submissions} richieste non inviate.${limitIt}`,
    details: { inFlight: { batches, submissions, items } },
  });
}

/** there is no flag to read, or it is an older copy; nothing is guessed. */
export function flagUnavailable(cause?: unknown): DomainError {
  return new DomainError('STORE_UNAVAILABLE', { cause });
}

/** a wait for the lock has a limit. */
export function flagBusy(cause: unknown): DomainError {
  return new DomainError('TRANSITION_BUSY', { cause });
}

function notFound(message: string, messageIt: string, field: string): DomainError {
  return new DomainError('NOT_FOUND' satisfies ErrorCode, { message, messageIt, details: { field } });
}
