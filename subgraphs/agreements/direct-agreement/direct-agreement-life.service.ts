import { italianDate, type Clock, type IsoDay } from '../../../schema/kernel/clock.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';
import type { AgreementDocumentService } from '../agreement-document/agreement-document.service.js';
import type { AgreementsContext } from '../agreements-context.js';
import { refusedInput, requireSha256, requireText } from '../text-input.rules.js';
import { loadForAct, stepOf, type Reason } from './agreement-act.js';
import { signedPeriod } from './direct-agreement-period.rules.js';
import type { AgreementAct } from './direct-agreement-status.rules.js';
import { findAgreement } from './direct-agreement.service.js';
import type { AgreementChange, DirectAgreementStore, NewEntry } from './direct-agreement.store.js';
import type { DirectAgreement } from './direct-agreement.type.js';
import type { DirectAgreementRow } from './direct-agreement.view.js';

export interface LifeServiceOptions {
  clock: Clock;
  agreements: DirectAgreementStore;
  documents: AgreementDocumentService;
}

/** What is known of a signature. */
export interface Signature {
  signedOn: IsoDay;
  /** SHA-256 of the copy that both sides have signed. */
  signedCopySha256?: string | null | undefined;
  reason?: string | null | undefined;
}

/** Entries in the two registers of the ministry: R-08. */
export interface RegisterReferences {
  sicReference?: string | null | undefined;
  adsReference?: string | null | undefined;
  reason?: string | null | undefined;
}

type Answer = Promise<DirectAgreement | null>;

/**
 * The steps of an agreement's life that operators of its office make: R-08. Each is refused in a status in which it is
 * not legal (ILLEGAL_STATUS_CHANGE, with what can follow).
 */
export class DirectAgreementLifeService {
  readonly #clock: Clock;
  readonly #agreements: DirectAgreementStore;
  readonly #documents: AgreementDocumentService;

  constructor({ clock, agreements, documents }: LifeServiceOptions) {
    this.#clock = clock;
    this.#agreements = agreements;
    this.#documents = documents;
  }

  /** Fixes the period, and keeps the document as it was put forward for signature. */
  async sign(id: string, signature: Signature, context: AgreementsContext): Answer {
    const { signedOn, reason: given } = signature;
    const { agreement, operator } = await loadForAct(this.#agreements, { act: 'SIGN', id }, context);
    const signedCopySha256 = requireSha256(signature.signedCopySha256, 'signedCopySha256');
    const period = checkedPeriod(agreement, signedOn, context.day);
    const step = stepOf(this.#clock, operator, { given, otherwise: `Sottoscritto il ${italianDate(signedOn)}` });
    const document = await this.#documents.of(agreement, context);
    const change: AgreementChange = {
      agreement,
      to: 'SIGNED',
      period,
      signature: { signedOn, signedCopySha256 },
    };
    await this.#agreements.apply([change], step, (tx) => this.#documents.keep(tx, agreement.id, document));
    return reread(agreement.id, context);
  }

  /** Either reference, or both; REGISTERED once both are there. Until then a reference can be corrected. */
  async register(id: string, given: RegisterReferences, context: AgreementsContext): Answer {
    const { agreement, operator } = await loadForAct(this.#agreements, { act: 'REGISTER', id }, context);
    const entries = entriesOf(given);
    const { sicReference, adsReference } = { ...agreement, ...referencesOf(entries) };
    const isComplete = sicReference !== null && adsReference !== null;
    const to = isComplete ? 'REGISTERED' : agreement.status;
    const otherwise = isComplete
      ? `Censito in SIC (${sicReference}) e in ADS (${adsReference})`
      : `Censito in ${entries.map(({ kind }) => kind).join(' e in ')}`;
    const step = stepOf(this.#clock, operator, { given: given.reason, otherwise });
    await this.#agreements.apply([{ agreement, to, sicReference, adsReference, entries }], step);
    return reread(agreement.id, context);
  }

  async activate(id: string, given: string | null | undefined, context: AgreementsContext): Answer {
    const reason = { given, otherwise: 'Attivato dopo il censimento in SIC e in ADS' };
    return this.#turn({ act: 'ACTIVATE', to: 'ACTIVE', reason }, id, context);
  }

  /** With a renewal that has not begun: else the body would be let in again on that day without anyone resuming. */
  async suspend(id: string, reason: string, context: AgreementsContext): Answer {
    const turn = { act: 'SUSPEND', to: 'SUSPENDED', reason: required(reason), renewalFrom: ['ACTIVE'] } as const;
    return this.#turn(turn, id, context);
  }

  /** With a renewal that was suspended together with it. */
  async resume(id: string, reason: string, context: AgreementsContext): Answer {
    const turn = { act: 'RESUME', to: 'ACTIVE', reason: required(reason), renewalFrom: ['SUSPENDED'] } as const;
    return this.#turn(turn, id, context);
  }

  /** Ends it now; a renewal that has not begun goes with it, else the body would be let in again on that day. */
  async withdraw(id: string, reason: string, context: AgreementsContext): Answer {
    const renewalFrom = ['ACTIVE', 'SUSPENDED'] as const;
    return this.#turn({ act: 'WITHDRAW', to: 'WITHDRAWN', reason: required(reason), renewalFrom }, id, context);
  }

  async #turn({ act, to, reason, renewalFrom = [] }: Turn, id: string, context: AgreementsContext): Answer {
    const { agreement, operator } = await loadForAct(this.#agreements, { act, id }, context);
    const renewal = await this.#agreements.renewalOf(agreement.id);
    const follows = renewal && renewalFrom.includes(renewal.status) && (renewal.startsOn ?? '') > context.day;
    const step = stepOf(this.#clock, operator, reason);
    await this.#agreements.apply([{ agreement, to }, ...(follows ? [{ agreement: renewal, to }] : [])], step);
    return reread(agreement.id, context);
  }
}

/** An act that takes an agreement from one status to another, and nothing else. */
interface Turn {
  act: AgreementAct;
  to: DirectAgreementStatus;
  reason: Reason;
  /** In these statuses a renewal that has not begun goes the same way. */
  renewalFrom?: readonly DirectAgreementStatus[];
}

async function reread(id: string, context: AgreementsContext): Answer {
  context.forgetLoaded();
  return findAgreement(id, context);
}

const required = (reason: string): Reason => ({ given: requireText(reason, 'reason'), otherwise: '' });

function checkedPeriod(agreement: DirectAgreementRow, signedOn: IsoDay, today: IsoDay) {
  if (signedOn > today) {
    throw refusedInput('R-08', 'signedOn', { en: 'It cannot be signed yet.', it: 'La firma non può essere futura.' });
  }
  const period = signedPeriod(agreement, signedOn);
  if (period.endsOn >= period.startsOn) return period;
  throw refusedInput('R-09', 'signedOn', {
    en: `The agreement would end before it begins: its last day is ${period.endsOn}.`,
    it: `L'accordo terminerebbe prima di iniziare: scade il ${italianDate(period.endsOn)}.`,
  });
}

function entriesOf({ sicReference, adsReference }: RegisterReferences): NewEntry[] {
  const entries: NewEntry[] = [];
  if (sicReference) entries.push({ kind: 'SIC', detail: requireText(sicReference, 'sicReference') });
  if (adsReference) entries.push({ kind: 'ADS', detail: requireText(adsReference, 'adsReference') });
  if (entries.length > 0) return entries;
  throw refusedInput('R-08', 'sicReference', {
    en: 'Give the reference of the entry in SIC, in ADS, or both.',
    it: 'Indicare gli estremi del censimento in SIC, in ADS o in entrambi.',
  });
}

/** Only what is given: what stands in the register already stays. */
function referencesOf(entries: readonly NewEntry[]): { sicReference?: string; adsReference?: string } {
  const detailOf = (kind: NewEntry['kind']) => entries.find((entry) => entry.kind === kind)?.detail;
  const [sicReference, adsReference] = [detailOf('SIC'), detailOf('ADS')];
  return { ...(sicReference && { sicReference }), ...(adsReference && { adsReference }) };
}
