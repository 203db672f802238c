import type { Clock } from '../../../schema/kernel/clock.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { newId } from '../../../schema/kernel/identity.js';
import { parsePurposeCode } from '../../../schema/identifiers.js';
import { requireOperatorOf } from '../../shared/authorization.rules.js';
import type { AgreementsContext } from '../agreements-context.js';
import { checkContact, type CheckedContact, type NamedContact } from '../contact-person/contact-person.rules.js';
import { ContactPersonStore } from '../contact-person/contact-person.store.js';
import type { PublicBodyRow } from '../public-body/public-body.loader.js';
import { requireSome } from '../text-input.rules.js';
import { stepOf } from './agreement-act.js';
import { checkScope } from './direct-agreement-draft.rules.js';
import type { DraftDirectAgreementInput } from './direct-agreement.input.js';
import { findAgreement } from './direct-agreement.service.js';
import type { DirectAgreementStore } from './direct-agreement.store.js';
import type { DirectAgreement } from './direct-agreement.type.js';

export interface DraftServiceOptions {
  clock: Clock;
  agreements: DirectAgreementStore;
  contacts: ContactPersonStore;
}

/** Writes a new agreement down. */
export class DirectAgreementDraftService {
  readonly #options: DraftServiceOptions;

  constructor(options: DraftServiceOptions) {
    this.#options = options;
  }

  /** An operator of the body's competent office. */
  async draft(input: DraftDirectAgreementInput, context: AgreementsContext): Promise<DirectAgreement | null> {
    const { clock, agreements, contacts } = this.#options;
    const body = await this.#body(input.ipaCode, context);
    const operator = requireOperatorOf(context, body.officeCode);
    const scope = await this.#checkedScope(input, body, context);
    const { ipaCode, officeCode, taxCode: bodyTaxCode } = body;
    const ofBody = checkAll(input.bodyContacts, 'input.bodyContacts', bodyTaxCode);
    const ofOffice = checkAll(input.officeContacts, 'input.officeContacts', null);

    const step = stepOf(clock, operator, {
      given: input.reason,
      otherwise: "Bozza predisposta dall'ufficio",
      field: 'input.reason',
    });
    const agreement = { id: newId(step.at), ipaCode, officeCode, status: 'DRAFT' as const, ...scope };
    await agreements.insert(agreement, step, async (tx) => [
      ...(await contacts.record(tx, { side: 'BODY', ipaCode, bodyTaxCode }, ofBody)),
      ...(await contacts.record(tx, { side: 'OFFICE', officeCode }, ofOffice)),
    ]);
    context.forgetLoaded();
    return findAgreement(agreement.id, context);
  }

  async #body(ipaCode: string, { loaders }: AgreementsContext): Promise<PublicBodyRow> {
    const body = await loaders.publicBody.load(ipaCode);
    if (!body) throw new DomainError('NOT_FOUND', { details: { field: 'input.ipaCode' } });
    return body;
  }

  async #checkedScope(input: DraftDirectAgreementInput, body: PublicBodyRow, { loaders }: AgreementsContext) {
    // What cannot be a code is the code of nothing, and refused as such.
    const purposeCodes = input.purposeCodes.map((code) => parsePurposeCode(code) ?? '');
    const purposes = await Promise.all(purposeCodes.map((code) => loaders.purpose.load(code)));
    const units = await loaders.unitsOfBody.load(body.ipaCode);
    const { kinds, unitCodes, startsOn = null, endsOn = null } = input;
    checkScope(
      { purposeCodes, kinds, unitCodes, startsOn, endsOn },
      {
        bodyType: body.type,
        purposes: purposes.filter((purpose) => purpose !== null),
        unitCodes: units.map((unit) => unit.code),
      },
    );
    const period = { ...(startsOn && { startsOn }), ...(endsOn && { endsOn }) };
    return { purposeCodes, kinds, unitCodes, period };
  }
}

/** at least one on each side, nobody twice. */
function checkAll(named: readonly NamedContact[], list: string, bodyTaxCode: string | null): CheckedContact[] {
  const checked = named.map((contact, index) => checkContact(contact, { field: `${list}[${index}]`, bodyTaxCode }));
  requireSome(
    checked.map(({ record }) => record.taxCode),
    list,
    'R-06',
  );
  return checked;
}
