import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import { groupLoader } from '../../shared/loaders.js';
import type { ContactSide } from './contact-person.type.js';

/** A contact person as it lies in the table; what says who it is stays sealed until a reader may see it. */
export interface SealedContactRow {
  agreementId: string;
  id: string;
  side: ContactSide;
  active: boolean;
  exceptionReason: string | null;
  keyId: number;
  sealed: Uint8Array;
}

/** The contact persons of an agreement, the body's first. */
export function contactsOfAgreementLoader({ prisma }: Database): DataLoader<string, SealedContactRow[]> {
  return groupLoader(
    (contact) => contact.agreementId,
    async (agreementIds) => {
      const links = await prisma.directAgreementContact.findMany({
        where: { agreementId: { in: [...agreementIds] } },
        include: { contact: true },
        orderBy: [{ contact: { side: 'asc' } }, { contactId: 'asc' }],
      });
      return links.map(({ agreementId, contact }) => ({ ...contact, agreementId }));
    },
  );
}
