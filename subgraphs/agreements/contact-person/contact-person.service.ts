import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { maySeePersonsOf, type Matter } from '../../shared/authorization.rules.js';
import type { AgreementsContext } from '../agreements-context.js';
import { openContact } from './contact-record.js';
import type { ContactPerson } from './contact-person.type.js';

export class ContactPersonService {
  readonly #vault: PersonalDataVault;

  constructor(vault: PersonalDataVault) {
    this.#vault = vault;
  }

  /** The contact persons of an agreement, with who they are for those who may know it. */
  async ofAgreement(agreement: Matter & { id: string }, context: AgreementsContext): Promise<ContactPerson[]> {
    const rows = await context.loaders.contactsOfAgreement.load(agreement.id);
    const maySee = await maySeePersonsOf(context, agreement);
    return rows.map((row) => {
      const person = maySee ? openContact(this.#vault, row) : UNNAMED;
      const { id, side, active } = row;
      const exceptionReason = maySee ? (person.exceptionReason ?? row.exceptionReason) : null;
      return { id, side, active, ...person, exceptionReason };
    });
  }
}

const UNNAMED = { givenName: null, surname: null, taxCode: null, email: null, exceptionReason: null };
