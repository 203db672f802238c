import type { SealedTable } from '../../schema/kernel/keys/sealed-table.type.js';
import { contentHashPlace } from './certificate-request/content-hash.js';
import { subjectRequestPlace } from './data-subject/subject-request.store.js';
import { documentPlace } from './documents/certificate-document.js';
import { contentPlace } from './issuing/certificate-content.js';
import { reviewPlace } from './issuing/received-outcome.js';
import { notePlace } from './issuing/review-note.js';
import { rejectionPlace } from './office-counter/counter-item.service.js';
import { subjectPlace } from './subject/subject-record.js';
import { revocationPlace } from './verification/revocation.service.js';

const ITEM_KEY = [
  { column: 'request_id', type: 'uuid' },
  { column: 'line', type: 'int' },
] as const;
const NUMBER_KEY = [{ column: 'number', type: 'text' }] as const;
const SEALED = { keyIdColumn: 'key_id', sealedColumn: 'sealed', rowsAPage: 2_000 };

const itemOf = ([requestId, line]: readonly (string | number)[]): { requestId: string; line: number } => ({
  requestId: String(requestId),
  line: Number(line),
});

/** Where personal data lie sealed here, for the rotation of keys. */
export const CERTIFICATES_SEALED_TABLES: readonly SealedTable[] = [
  {
    ...{ table: 'certificates.certificate_request', primaryKey: [{ column: 'id', type: 'uuid' }], rowsAPage: 2_000 },
    ...{ keyIdColumn: 'content_key_id', sealedColumn: 'content_hash', plainWithoutKey: true },
    place: ([id]) => contentHashPlace(String(id)),
  },
  {
    ...{ ...SEALED, table: 'certificates.certificate_item', primaryKey: ITEM_KEY },
    place: (key) => subjectPlace(itemOf(key).requestId, itemOf(key).line),
  },
  {
    ...{ ...SEALED, table: 'certificates.item_review', primaryKey: ITEM_KEY },
    place: (key) => reviewPlace(itemOf(key)),
  },
  {
    ...{ table: 'certificates.item_review', primaryKey: ITEM_KEY, rowsAPage: 2_000 },
    ...{ keyIdColumn: 'note_key_id', sealedColumn: 'sealed_note', plainColumn: 'note' },
    place: (key) => notePlace(itemOf(key)),
  },
  {
    ...{ ...SEALED, table: 'certificates.certificate', primaryKey: NUMBER_KEY },
    place: ([number]) => contentPlace(String(number)),
  },
  {
    ...{ ...SEALED, table: 'certificates.certificate_document', primaryKey: NUMBER_KEY, rowsAPage: 50 },
    place: ([number]) => documentPlace(String(number)),
  },
  {
    ...{ table: 'certificates.certificate_revocation', primaryKey: NUMBER_KEY, rowsAPage: 500 },
    ...{ keyIdColumn: 'key_id', sealedColumn: 'sealed_reason' },
    place: ([number]) => revocationPlace(String(number)),
  },
  {
    ...{ ...SEALED, table: 'certificates.subject_request', primaryKey: [{ column: 'id', type: 'uuid' }] },
    place: ([id]) => subjectRequestPlace(String(id)),
  },
  {
    ...{ table: 'certificates.counter_item', primaryKey: ITEM_KEY, rowsAPage: 500 },
    ...{ keyIdColumn: 'reason_key_id', sealedColumn: 'sealed_reason' },
    place: (key) => rejectionPlace(itemOf(key)),
  },
];
