import { addDays, type IsoDay } from '../../../schema/kernel/clock.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';

/**
 * The life of a direct agreement: DRAFT → SIGNED → REGISTERED → ACTIVE ⇄ SUSPENDED → EXPIRED | WITHDRAWN |
 * RENEWED. EXPIRED and RENEWED come by date without anyone acting, so they are worked out when an agreement is read and
 * need no job; everything else is an act of an office operator. What has not begun to be used can be withdrawn as well
 * (ours): a signed agreement that nobody wants any more would block its period for ever.
 */
export const AGREEMENT_ACTS = [
  'SIGN',
  'REGISTER',
  'ACTIVATE',
  'SUSPEND',
  'RESUME',
  'WITHDRAW',
  'RENEW',
  'EXTEND',
] as const;
export type AgreementAct = (typeof AGREEMENT_ACTS)[number];

export const SIGNABLE = ['DRAFT'] as const;
export const REGISTRABLE = ['SIGNED'] as const;
export const ACTIVATABLE = ['REGISTERED'] as const;
export const SUSPENDABLE = ['ACTIVE'] as const;
export const RESUMABLE = ['SUSPENDED'] as const;
export const WITHDRAWABLE = ['DRAFT', 'SIGNED', 'REGISTERED', 'ACTIVE', 'SUSPENDED'] as const;
export const RENEWABLE = ['ACTIVE'] as const;
/** as long as it has not ended. */
export const EXTENDABLE = WITHDRAWABLE;
export const ENDED = ['EXPIRED', 'WITHDRAWN', 'RENEWED'] as const;

/** In which statuses an act is legal. */
export function statusesFor(act: AgreementAct): readonly DirectAgreementStatus[] {
  switch (act) {
    case 'SIGN':
      return SIGNABLE;
    case 'REGISTER':
      return REGISTRABLE;
    case 'ACTIVATE':
      return ACTIVATABLE;
    case 'SUSPEND':
      return SUSPENDABLE;
    case 'RESUME':
      return RESUMABLE;
    case 'WITHDRAW':
      return WITHDRAWABLE;
    case 'RENEW':
      return RENEWABLE;
    case 'EXTEND':
      return EXTENDABLE;
  }
}

/** The acts that are legal in a status. */
export function legalActs(status: DirectAgreementStatus): readonly AgreementAct[] {
  return AGREEMENT_ACTS.filter((act) => statusesFor(act).includes(status));
}

/** What can follow a status, by an act or by date. */
export function legalNextStatuses(status: DirectAgreementStatus): readonly DirectAgreementStatus[] {
  switch (status) {
    case 'DRAFT':
      return ['SIGNED', 'WITHDRAWN'];
    case 'SIGNED':
      return ['REGISTERED', 'EXPIRED', 'WITHDRAWN'];
    case 'REGISTERED':
      return ['ACTIVE', 'EXPIRED', 'WITHDRAWN'];
    case 'ACTIVE':
      return ['SUSPENDED', 'EXPIRED', 'WITHDRAWN', 'RENEWED'];
    case 'SUSPENDED':
      return ['ACTIVE', 'EXPIRED', 'WITHDRAWN', 'RENEWED'];
    case 'EXPIRED':
    case 'WITHDRAWN':
    case 'RENEWED':
      return [];
  }
}

/** As an agreement lies in the store: the last act's status, and its period. */
export interface RecordedAgreement {
  status: DirectAgreementStatus;
  startsOn: IsoDay | null;
  /** Last day on which it holds. */
  endsOn: IsoDay | null;
  /** A renewal follows it that is neither a draft nor withdrawn. */
  isRenewed: boolean;
}

/** The status on a day: R-09. */
export function statusOn(agreement: RecordedAgreement, day: IsoDay): DirectAgreementStatus {
  const { status, endsOn, isRenewed } = agreement;
  if (endsOn === null || day <= endsOn) return status;
  switch (status) {
    case 'SIGNED':
    case 'REGISTERED':
      return 'EXPIRED';
    case 'ACTIVE':
    case 'SUSPENDED':
      return isRenewed ? 'RENEWED' : 'EXPIRED';
    case 'DRAFT':
    case 'EXPIRED':
    case 'WITHDRAWN':
    case 'RENEWED':
      return status;
  }
}

/** Whether certificates can be asked for under it on a day: active, and the day lies in its period. */
export function isInForce(agreement: RecordedAgreement, day: IsoDay): boolean {
  const { startsOn, endsOn } = agreement;
  const hasPeriod = startsOn !== null && endsOn !== null && startsOn <= day && day <= endsOn;
  return hasPeriod && statusOn(agreement, day) === 'ACTIVE';
}

/** A step that the calendar has made of an agreement on its own. */
export interface StepByDate {
  from: DirectAgreementStatus;
  to: DirectAgreementStatus;
  /** First day on which the new status holds. */
  on: IsoDay;
}

/** The step that date alone has made by a day: no act stands in the store for it. `null`: none yet. */
export function stepByDate(agreement: RecordedAgreement, day: IsoDay): StepByDate | null {
  const { status: from, endsOn } = agreement;
  const to = statusOn(agreement, day);
  return endsOn === null || to === from ? null : { from, to, on: addDays(endsOn, 1) };
}
