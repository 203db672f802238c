import type { Queries } from '../../../schema/kernel/database.js';

export type ReadingKind = 'PDF' | 'ARCHIVE' | 'OUTCOME_FILE' | 'GRAPH' | 'SUBJECT_EXPORT';

/** Who reads, for which body and why. */
export interface Reader {
  /** Keyed hash of the person's tax code. */
  personKey: string;
  ipaCode: string;
  purposeCode: string;
}

/** Records that what these certificates say is about to be read; before it leaves, not after. */
export async function recordReadings(
  queries: Queries,
  reading: { reader: Reader; kind: ReadingKind; at: Date; numbers: readonly string[] },
): Promise<void> {
  const { reader, kind, at, numbers } = reading;
  if (numbers.length === 0) return;
  await queries.query(
    `INSERT INTO certificates.certificate_reading (number, at, kind, person_key, ipa_code, purpose_code)
     SELECT number, $2::timestamptz, $3::certificates.reading_kind, $4::text, $5::text, $6::text
     FROM unnest($1::text[]) AS number`,
    [numbers, at, kind, reader.personKey, reader.ipaCode, reader.purposeCode],
  );
}
