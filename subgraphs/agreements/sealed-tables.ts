import type { SealedTable } from '../../schema/kernel/keys/sealed-table.type.js';
import { documentPlace } from './agreement-document/agreement-document.service.js';
import { contactPlace } from './contact-person/contact-record.js';

/** Where personal data lie sealed here, for the rotation of keys. */
export const AGREEMENTS_SEALED_TABLES: readonly SealedTable[] = [
  {
    table: 'agreements.contact_person',
    primaryKey: [{ column: 'id', type: 'uuid' }],
    ...{ keyIdColumn: 'key_id', sealedColumn: 'sealed', rowsAPage: 500 },
    place: ([id]) => contactPlace(String(id)),
  },
  {
    table: 'agreements.direct_agreement_document',
    primaryKey: [{ column: 'agreement_id', type: 'uuid' }],
    ...{ keyIdColumn: 'key_id', sealedColumn: 'sealed', rowsAPage: 50 },
    place: ([agreementId]) => documentPlace(String(agreementId)),
  },
];
