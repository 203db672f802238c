import type { Clock } from '../../../schema/kernel/clock.js';
import { personKey } from '../../../schema/kernel/actor.js';
import { newId } from '../../../schema/kernel/identity.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import type { Prisma } from '../../../schema/prisma/generated/client.js';
import { contactOfTwoBodies } from './contact-person.errors.js';
import type { CheckedContact } from './contact-person.rules.js';
import { sealContact } from './contact-record.js';

export interface ContactPersonStoreOptions {
  clock: Clock;
  vault: PersonalDataVault;
  personIndexKey: Uint8Array;
}

/** The side of an agreement that names a contact person. */
export type ContactParty =
  { side: 'BODY'; ipaCode: string; bodyTaxCode: string } | { side: 'OFFICE'; officeCode: string };

/** Records contact persons; who they are is sealed. */
export class ContactPersonStore {
  readonly #options: ContactPersonStoreOptions;

  constructor(options: ContactPersonStoreOptions) {
    this.#options = options;
  }

  /**
   * Records the persons for a party, or brings up to date those whom it has already; returns their ids.
   * @throws DomainError DELEGATION_REFUSED when one acts for another body and no reason is recorded.
   */
  async record(
    tx: Prisma.TransactionClient,
    party: ContactParty,
    contacts: readonly CheckedContact[],
  ): Promise<string[]> {
    const keyed = contacts.map((contact) => ({ contact, key: this.#keyOf(contact) }));
    const keys = keyed.map(({ key }) => key).sort();
    // Two operators who name one person for two bodies at once: the second waits and then sees the first.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(${keys}::text[]) AS key`;
    if (party.side === 'BODY') await this.#refuseSecondBodies(tx, party, keyed);
    const ids: string[] = [];
    for (const { contact, key } of keyed) ids.push(await this.#recordOne(tx, party, { contact, key }));
    return ids;
  }

  #keyOf({ record }: CheckedContact): string {
    return personKey(this.#options.personIndexKey, record.taxCode);
  }

  /** The tax code is the one that the other body has now: it may have been corrected since the person was recorded. */
  async #refuseSecondBodies(
    tx: Prisma.TransactionClient,
    { bodyTaxCode }: { bodyTaxCode: string },
    keyed: readonly KeyedContact[],
  ): Promise<void> {
    const unexcused = keyed.filter(({ contact }) => contact.exceptionReason === null);
    const elsewhere = await tx.contactPerson.findFirst({
      where: {
        personKey: { in: unexcused.map(({ key }) => key) },
        side: 'BODY',
        active: true,
        body: { taxCode: { not: bodyTaxCode } },
      },
    });
    const refused = unexcused.find(({ key }) => key === elsewhere?.personKey);
    if (refused) throw contactOfTwoBodies(`${refused.contact.field}.taxCode`);
  }

  async #recordOne(tx: Prisma.TransactionClient, party: ContactParty, { contact, key }: KeyedContact): Promise<string> {
    const { side } = party;
    const of = party.side === 'BODY' ? { ipaCode: party.ipaCode } : { officeCode: party.officeCode };
    const known = await tx.contactPerson.findFirst({ where: { ...of, side, personKey: key }, select: { id: true } });
    const id = known?.id ?? newId(this.#options.clock.now());
    const { keyId, sealed } = sealContact(this.#options.vault, id, {
      ...contact.record,
      exceptionReason: contact.exceptionReason,
    });
    const data = { keyId, sealed: Uint8Array.from(sealed), active: true, exceptionReason: null };
    if (known) await tx.contactPerson.update({ where: { id }, data: { ...data, ...party } });
    else await tx.contactPerson.create({ data: { ...data, ...party, id, personKey: key } });
    return id;
  }
}

interface KeyedContact {
  contact: CheckedContact;
  key: string;
}
