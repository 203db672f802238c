import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';
import type { Period } from './direct-agreement-period.rules.js';
import { legalActs, legalNextStatuses, statusesFor, type AgreementAct } from './direct-agreement-status.rules.js';

export function directAgreementNotFound(): DomainError {
  return new DomainError('NOT_FOUND', {
    message: 'There is no direct agreement under this identifier.',
    messageIt: 'Nessun accordo diretto con questo identificativo.',
  });
}

/** refused with the legal ones listed, statuses and acts. */
export function illegalStatusChange(act: AgreementAct, status: DirectAgreementStatus): DomainError {
  const legal = legalNextStatuses(status);
  const { en, it } = ACT_NAMES[act];
  return new DomainError('ILLEGAL_STATUS_CHANGE', {
    message: `${en} is not possible while the agreement is ${status}; what can follow: ${listOf(legal, 'nothing')}.`,
    messageIt: `${it}: non è possibile con l'accordo nello stato ${status}; stati successivi ammessi: ${listOf(legal, 'nessuno')}.`,
    details: { act, status, legalNextStatuses: legal, legalActs: legalActs(status), possibleIn: statusesFor(act) },
  });
}

const ACT_NAMES: Record<AgreementAct, { en: string; it: string }> = {
  SIGN: { en: 'Signing', it: 'Sottoscrizione' },
  REGISTER: { en: 'Registering', it: 'Censimento' },
  ACTIVATE: { en: 'Activating', it: 'Attivazione' },
  SUSPEND: { en: 'Suspending', it: 'Sospensione' },
  RESUME: { en: 'Resuming', it: 'Ripresa' },
  WITHDRAW: { en: 'Withdrawing', it: 'Revoca' },
  RENEW: { en: 'Renewing', it: 'Rinnovo' },
  EXTEND: { en: 'Extending', it: 'Estensione' },
};

/** Two operators acted at once: the second one had read what is no longer there. `status`: what stands there now. */
export function statusChangedMeanwhile(status: DirectAgreementStatus): DomainError {
  const legal = legalNextStatuses(status);
  return new DomainError('ILLEGAL_STATUS_CHANGE', {
    message: `Somebody else has changed the agreement in the meantime: it is ${status}; what can follow: ${listOf(legal, 'nothing')}.`,
    messageIt:
      `L'accordo è stato modificato nel frattempo da un altro operatore: è nello stato ${status}; ` +
      `stati successivi ammessi: ${listOf(legal, 'nessuno')}.`,
    details: { status, legalNextStatuses: legal, legalActs: legalActs(status) },
  });
}

export function alreadyRenewed(cause?: unknown): DomainError {
  return new DomainError('AGREEMENT_OVERLAP', {
    message: 'This agreement has a renewal already.',
    messageIt: "L'accordo ha già un rinnovo.",
    cause,
  });
}

/** `period` is the one that was asked for. */
export function agreementOverlap(period: Partial<Period>, cause: unknown): DomainError {
  const { startsOn = null, endsOn = null } = period;
  return new DomainError('AGREEMENT_OVERLAP', { cause, details: { startsOn, endsOn } });
}

/** nobody is left of one side whom the renewal could name. */
export function nobodyLeftToName(): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    rule: 'R-06',
    message: 'One side has no active contact person any more: draft a new agreement that names one.',
    messageIt: 'Una delle parti non ha più referenti attivi: predisporre un nuovo accordo che ne indichi uno.',
    details: { field: 'id' },
  });
}

const listOf = (statuses: readonly string[], none: string): string =>
  statuses.length > 0 ? statuses.join(', ') : none;
