import type { Queries } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';

export interface SubjectRequestRecord {
  id: string;
  at: Date;
  kind: 'EXPORT' | 'ERASURE';
  by: string;
  officeCode: string;
  /** Who was looked for, the reference and the reason. */
  about: SealedValue;
  itemIds: readonly string[];
}

export const subjectRequestPlace = (id: string): string => `subject-request:${id}`;

/** Adds to the record of what was done at persons' own requests; it is never changed. */
export async function insertSubjectRequest(queries: Queries, record: SubjectRequestRecord): Promise<void> {
  const { id, at, kind, by, officeCode, about, itemIds } = record;
  await queries.query(
    `INSERT INTO certificates.subject_request (id, at, kind, by, office_code, key_id, sealed, item_ids)
     VALUES ($1, $2, $3::certificates.subject_request_kind, $4, $5, $6, $7, $8)`,
    [id, at, kind, by, officeCode, about.keyId, about.sealed, itemIds],
  );
}
