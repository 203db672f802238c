import type { Queries } from '../../../schema/kernel/database.js';
import type { SealedValue } from '../../../schema/kernel/personal-data.js';

export interface NewDocument {
  number: string;
  /** Of the PDF itself, not of what is sealed. */
  sha256: Buffer;
  pdf: SealedValue;
}

export type StoredDocument = NewDocument;

interface DocumentRow {
  number: string;
  sha256: Buffer;
  key_id: number;
  sealed: Buffer;
}

/** Keeps documents; one that is there already stays. @returns the numbers of those written now. */
export async function insertDocuments(
  queries: Queries,
  documents: readonly NewDocument[],
  madeAt: Date,
): Promise<Set<string>> {
  if (documents.length === 0) return new Set();
  const written = await queries.rows<{ number: string }>(
    `INSERT INTO certificates.certificate_document (number, sha256, key_id, sealed, made_at)
     SELECT *, $5::timestamptz FROM unnest($1::text[], $2::bytea[], $3::smallint[], $4::bytea[])
     ON CONFLICT (number) DO NOTHING RETURNING number`,
    [
      documents.map(({ number }) => number),
      documents.map(({ sha256 }) => sha256),
      documents.map(({ pdf }) => pdf.keyId),
      documents.map(({ pdf }) => pdf.sealed),
      madeAt,
    ],
  );
  return new Set(written.map(({ number }) => number));
}

/** The documents that exist for these numbers. */
export async function findDocuments(queries: Queries, numbers: readonly string[]): Promise<StoredDocument[]> {
  const rows = await queries.rows<DocumentRow>(
    'SELECT number, sha256, key_id, sealed FROM certificates.certificate_document WHERE number = ANY ($1::text[])',
    [numbers],
  );
  return rows.map(({ number, sha256, key_id, sealed }) => ({ number, sha256, pdf: { keyId: key_id, sealed } }));
}
