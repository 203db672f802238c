import type { Clock, IsoDay } from '../../../schema/kernel/clock.js';
import { isUuid, newId } from '../../../schema/kernel/identity.js';
import { requireOperatorOf, type OperatorActor } from '../../shared/authorization.rules.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';
import type { AgreementsContext } from '../agreements-context.js';
import { refusedInput, requireSome, requireText } from '../text-input.rules.js';
import { checkUnits, endsBeforeItStarts } from './direct-agreement-draft.rules.js';
import { renewalPeriod, signedPeriod, type Period } from './direct-agreement-period.rules.js';
import { statusesFor, statusOn, type AgreementAct } from './direct-agreement-status.rules.js';
import { alreadyRenewed, directAgreementNotFound, illegalStatusChange } from './direct-agreement.errors.js';
import { findAgreement } from './direct-agreement.service.js';
import type { AgreementChange, DirectAgreementStore, StepRecord } from './direct-agreement.store.js';
import type { DirectAgreement } from './direct-agreement.type.js';
import type { DirectAgreementRow } from './direct-agreement.view.js';

export interface LifeServiceOptions {
  clock: Clock;
  agreements: DirectAgreementStore;
}

/** Entries in the two registers of the ministry: R-08. */
export interface RegisterReferences {
  sicReference?: string | null | undefined;
  adsReference?: string | null | undefined;
}

/**
 * What operators do with an agreement of their office. Each act is refused in a status in which it
 * is not legal (ILLEGAL_STATUS_CHANGE, with what can follow).
 */
export class DirectAgreementLifeService {
  readonly #clock: Clock;
  readonly #agreements: DirectAgreementStore;

  constructor({ clock, agreements }: LifeServiceOptions) {
    this.#clock = clock;
    this.#agreements = agreements;
  }

  /** Fixes the period; the status change says on which day it was signed. */
  async sign(id: string, signedOn: IsoDay, context: AgreementsContext): Promise<DirectAgreement | null> {
    const { agreement, operator } = await this.#load('SIGN', id, context);
    if (signedOn > context.day) {
      throw refusedInput('R-08', 'signedOn', { en: 'It cannot be signed yet.', it: 'La firma non può essere futura.' });
    }
    const period = requireInOrder(signedPeriod(agreement, signedOn));
    const step = this.#step(operator, `Signed on ${signedOn}`);
    return this.#apply([{ agreement, to: 'SIGNED', period }], step, context);
  }

  /** Either reference, or both; REGISTERED once both are there. Until then a reference can be corrected. */
  async register(id: string, given: RegisterReferences, context: AgreementsContext): Promise<DirectAgreement | null> {
    const { agreement, operator } = await this.#load('REGISTER', id, context);
    const references = {
      sicReference: given.sicReference ? requireText(given.sicReference, 'sicReference') : agreement.sicReference,
      adsReference: given.adsReference ? requireText(given.adsReference, 'adsReference') : agreement.adsReference,
    };
    if (!given.sicReference && !given.adsReference) {
      throw refusedInput('R-08', 'sicReference', {
        en: 'Give the reference of the entry in SIC, in ADS, or both.',
        it: 'Indicare gli estremi del censimento in SIC, in ADS o in entrambi.',
      });
    }
    const isComplete = references.sicReference !== null && references.adsReference !== null;
    const to = isComplete ? 'REGISTERED' : agreement.status;
    return this.#apply([{ agreement, to, ...references }], this.#step(operator, null), context);
  }

  async activate(id: string, context: AgreementsContext): Promise<DirectAgreement | null> {
    return this.#turn({ act: 'ACTIVATE', to: 'ACTIVE', reason: null }, id, context);
  }

  async suspend(id: string, reason: string, context: AgreementsContext): Promise<DirectAgreement | null> {
    return this.#turn({ act: 'SUSPEND', to: 'SUSPENDED', reason: requireText(reason, 'reason') }, id, context);
  }

  async resume(id: string, reason: string, context: AgreementsContext): Promise<DirectAgreement | null> {
    return this.#turn({ act: 'RESUME', to: 'ACTIVE', reason: requireText(reason, 'reason') }, id, context);
  }

  /** Ends it now; a renewal that has not begun goes with it, else the body would be let in again on that day. */
  async withdraw(id: string, reason: string, context: AgreementsContext): Promise<DirectAgreement | null> {
    const { agreement, operator } = await this.#load('WITHDRAW', id, context);
    const changes: AgreementChange[] = [{ agreement, to: 'WITHDRAWN' }];
    const renewal = await this.#agreements.renewalOf(agreement.id);
    if (renewal && renewal.status !== 'WITHDRAWN' && (renewal.startsOn ?? '') > context.day) {
      changes.push({ agreement: renewal, to: 'WITHDRAWN' });
    }
    return this.#apply(changes, this.#step(operator, requireText(reason, 'reason')), context);
  }

  /**
   * a new agreement that names the same and begins when this one has ended; until then this one stays ACTIVE. It
   * is ACTIVE from the start, with the entries of the one that it renews, so that there is no gap.
   */
  async renew(id: string, endsOn: IsoDay | null, context: AgreementsContext): Promise<DirectAgreement | null> {
    const { agreement, operator } = await this.#load('RENEW', id, context);
    if (agreement.endsOn === null || agreement.isRenewed) throw alreadyRenewed();
    const { contactIds, ...scope } = await this.#agreements.scopeOf(agreement.id);
    const { ipaCode, officeCode, kinds, sicReference, adsReference } = agreement;
    const period = requireInOrder(renewalPeriod({ endsOn: agreement.endsOn }, endsOn));
    const step = this.#step(operator, `Renews ${agreement.id}`);
    const renewal = { id: newId(step.at), ipaCode, officeCode, kinds, sicReference, adsReference, period, ...scope };
    await this.#agreements.insert(
      { ...renewal, status: 'ACTIVE', renewsId: agreement.id },
      step,
      async () => contactIds,
    );
    context.forgetLoaded();
    return findAgreement(renewal.id, context);
  }

  /** names further units of the same body. */
  async extend(id: string, unitCodes: readonly string[], context: AgreementsContext): Promise<DirectAgreement | null> {
    const { agreement } = await this.#load('EXTEND', id, context);
    const known = await context.loaders.unitsOfBody.load(agreement.ipaCode);
    checkUnits(
      requireSome(unitCodes, 'unitCodes', 'R-15'),
      known.map((unit) => unit.code),
    );
    await this.#agreements.addUnits(agreement, unitCodes);
    context.forgetLoaded();
    return findAgreement(agreement.id, context);
  }

  async #turn(
    { act, to, reason }: { act: AgreementAct; to: DirectAgreementStatus; reason: string | null },
    id: string,
    context: AgreementsContext,
  ): Promise<DirectAgreement | null> {
    const { agreement, operator } = await this.#load(act, id, context);
    return this.#apply([{ agreement, to }], this.#step(operator, reason), context);
  }

  /** The agreement, if the caller is an operator of its office and the act is legal today. */
  async #load(
    act: AgreementAct,
    id: string,
    context: AgreementsContext,
  ): Promise<{ agreement: DirectAgreementRow; operator: OperatorActor }> {
    const agreement = isUuid(id) ? await this.#agreements.find(id) : undefined;
    if (!agreement) throw directAgreementNotFound();
    const operator = requireOperatorOf(context, agreement.officeCode);
    const status = statusOn(agreement, context.day);
    if (!statusesFor(act).includes(status)) throw illegalStatusChange(act, status);
    return { agreement, operator };
  }

  async #apply(
    changes: readonly AgreementChange[],
    step: StepRecord,
    context: AgreementsContext,
  ): Promise<DirectAgreement | null> {
    await this.#agreements.apply(changes, step);
    context.forgetLoaded();
    return findAgreement(changes[0]?.agreement.id ?? '', context);
  }

  #step({ subject }: OperatorActor, reason: string | null): StepRecord {
    return { by: subject, at: this.#clock.now(), reason };
  }
}

function requireInOrder(period: Period): Period {
  if (period.endsOn < period.startsOn) throw endsBeforeItStarts();
  return period;
}
