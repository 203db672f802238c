import type { SealedTable } from '../schema/kernel/keys/sealed-table.type.js';
import { submissionPlace } from './massivo-work.js';

/** Where personal data lie sealed here, for the rotation of keys. */
export const MASSIVO_SEALED_TABLES: readonly SealedTable[] = [
  {
    table: 'legacy.massivo_submission',
    primaryKey: [{ column: 'request_id', type: 'uuid' }],
    ...{ keyIdColumn: 'key_id', sealedColumn: 'sealed_contact', rowsAPage: 2_000 },
    place: ([requestId]) => submissionPlace(String(requestId)),
  },
];
