import type { Clock } from '../../../schema/kernel/clock.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import { requireOperatorOf, type OperatorActor } from '../../shared/authorization.rules.js';
import type { AgreementsContext } from '../agreements-context.js';
import { requireText } from '../text-input.rules.js';
import { statusesFor, statusOn, type AgreementAct } from './direct-agreement-status.rules.js';
import { directAgreementNotFound, illegalStatusChange } from './direct-agreement.errors.js';
import type { DirectAgreementStore, StepRecord } from './direct-agreement.store.js';
import type { DirectAgreementRow } from './direct-agreement.view.js';

/** An act that may be done: on what, and by whom. */
export interface LegalAct {
  agreement: DirectAgreementRow;
  operator: OperatorActor;
}

/**
 * The agreement to act on, if the caller is an operator of its office and the act is legal today.
 * @throws DomainError NOT_FOUND, FORBIDDEN, ILLEGAL_STATUS_CHANGE with what can follow.
 */
export async function loadForAct(
  agreements: DirectAgreementStore,
  { act, id }: { act: AgreementAct; id: string },
  context: AgreementsContext,
): Promise<LegalAct> {
  const agreement = isUuid(id) ? await agreements.find(id) : undefined;
  if (!agreement) throw directAgreementNotFound();
  const operator = requireOperatorOf(context, agreement.officeCode);
  const status = statusOn(agreement, context.day);
  if (!statusesFor(act).includes(status)) throw illegalStatusChange(act, status);
  return { agreement, operator };
}

/** Why a step is made: what the operator says, or else what the act itself says (R-08: every step has a reason). */
export interface Reason {
  given: string | null | undefined;
  otherwise: string;
  /** Where it stands in the call; `reason` unless told otherwise. */
  field?: string;
}

/** Who, when and why. @throws DomainError BAD_USER_INPUT when the reason that is given is no text. */
export function stepOf(
  clock: Clock,
  { subject }: OperatorActor,
  { given, otherwise, field = 'reason' }: Reason,
): StepRecord {
  return { by: subject, at: clock.now(), reason: given == null ? otherwise : requireText(given, field) };
}
