import { italianDate, type Clock, type IsoDay } from '../../../schema/kernel/clock.js';
import { newId } from '../../../schema/kernel/identity.js';
import type { AgreementsContext } from '../agreements-context.js';
import { requireSome } from '../text-input.rules.js';
import { loadForAct, stepOf } from './agreement-act.js';
import { checkUnits, endsBeforeItStarts } from './direct-agreement-draft.rules.js';
import { renewalPeriod } from './direct-agreement-period.rules.js';
import { alreadyRenewed, nobodyLeftToName } from './direct-agreement.errors.js';
import { findAgreement } from './direct-agreement.service.js';
import type { DirectAgreementStore } from './direct-agreement.store.js';
import type { DirectAgreement } from './direct-agreement.type.js';

export interface RenewalServiceOptions {
  clock: Clock;
  agreements: DirectAgreementStore;
}

export interface Renewal {
  /** Last day of the new one; one year where it is not given. */
  endsOn: IsoDay | null;
  reason?: string | null | undefined;
}

/** Lets an agreement go on: in time, or to further units of its body. */
export class DirectAgreementRenewalService {
  readonly #clock: Clock;
  readonly #agreements: DirectAgreementStore;

  constructor({ clock, agreements }: RenewalServiceOptions) {
    this.#clock = clock;
    this.#agreements = agreements;
  }

  /**
   * a new agreement that names the same and begins when this one has ended; until then this one stays ACTIVE. It
   * is ACTIVE from the start, with the entries of the one that it renews, so that there is no gap.
   */
  async renew(id: string, renewal: Renewal, context: AgreementsContext): Promise<DirectAgreement | null> {
    const { agreement, operator } = await loadForAct(this.#agreements, { act: 'RENEW', id }, context);
    const { endsOn: lastDay, ipaCode, officeCode, kinds, sicReference, adsReference } = agreement;
    if (lastDay === null || agreement.isRenewed) throw alreadyRenewed();
    const period = renewalPeriod({ endsOn: lastDay }, renewal.endsOn);
    if (period.endsOn < period.startsOn) throw endsBeforeItStarts('endsOn');
    const { contactIds, sides, ...scope } = await this.#agreements.scopeOf(agreement.id);
    if (!sides.has('BODY') || !sides.has('OFFICE')) throw nobodyLeftToName();

    const otherwise = `Rinnovo dell'accordo che scade il ${italianDate(lastDay)}`;
    const step = stepOf(this.#clock, operator, { given: renewal.reason, otherwise });
    const named = { id: newId(step.at), ipaCode, officeCode, kinds, sicReference, adsReference, period, ...scope };
    const renews = { ...named, status: 'ACTIVE', renewsId: agreement.id } as const;
    await this.#agreements.insert(renews, step, async () => contactIds);
    context.forgetLoaded();
    return findAgreement(named.id, context);
  }

  /** names further units of the same body; a renewal that follows names them as well. */
  async extend(
    id: string,
    { unitCodes, reason }: { unitCodes: readonly string[]; reason?: string | null | undefined },
    context: AgreementsContext,
  ): Promise<DirectAgreement | null> {
    const { agreement, operator } = await loadForAct(this.#agreements, { act: 'EXTEND', id }, context);
    const known = await context.loaders.unitsOfBody.load(agreement.ipaCode);
    checkUnits(requireSome(unitCodes, 'unitCodes', 'R-15'), {
      known: known.map((unit) => unit.code),
      field: 'unitCodes',
    });
    const renewal = await this.#agreements.renewalOf(agreement.id);
    const step = stepOf(this.#clock, operator, { given: reason, otherwise: 'Estensione ad altre unità' });
    await this.#agreements.addUnits([agreement, ...(renewal ? [renewal] : [])], unitCodes, step);
    context.forgetLoaded();
    return findAgreement(agreement.id, context);
  }
}
