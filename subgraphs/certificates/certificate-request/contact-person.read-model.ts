import type { Queries } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';

interface ContactRow {
  id: string;
  key_id: number;
  sealed: Buffer;
}

/** Reads the contact persons recorded with the bodies, for the header of massivo files. */
export class ContactPersons {
  readonly #vault: PersonalDataVault;

  constructor(vault: PersonalDataVault) {
    this.#vault = vault;
  }

  /** The tax code of the contact person, as massivo's header wants it. */
  async taxCodeOf(queries: Queries, personKey: string, ipaCode: string): Promise<string> {
    const [contact] = await queries.rows<ContactRow>(
      `SELECT id, key_id, sealed FROM agreements.contact_person
       WHERE person_key = $1 AND ipa_code = $2 AND side = 'BODY' AND active LIMIT 1`,
      [personKey, ipaCode],
    );
    if (!contact) throw new DomainError('FORBIDDEN');
    const person: unknown = JSON.parse(this.#vault.open(contact.key_id, contact.sealed, `contact:${contact.id}`));
    return (person as { taxCode: string }).taxCode;
  }
}
