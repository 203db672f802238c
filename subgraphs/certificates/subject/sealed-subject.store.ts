import { MOST_SUBJECTS_A_BLOCK, type SealedSubject } from './subject-record.js';

/**
 * A join that finds the sealed value of each row of `certificate_item`: in the row itself, or in the nearest one before
 * it that holds one. One look-up by primary key a row, a few entries backwards. Its columns: `first_line`, `key_id`,
 * `sealed`.
 * @param item alias of the row
 * @param subject alias of what is found
 */
export const sealedSubjectOf = (item: string, subject: string): string =>
  `CROSS JOIN LATERAL (
    SELECT line AS first_line, key_id, sealed FROM certificates.certificate_item
    WHERE request_id = ${item}.request_id AND line <= ${item}.line AND line > ${item}.line - ${MOST_SUBJECTS_A_BLOCK}
      AND sealed IS NOT NULL
    ORDER BY line DESC LIMIT 1
  ) ${subject}`;

/** The columns of `sealedSubjectOf` as a query returns them. */
export interface SealedSubjectRow {
  first_line: number;
  key_id: number;
  sealed: Buffer;
}

export const sealedSubject = ({ first_line, key_id, sealed }: SealedSubjectRow): SealedSubject => ({
  firstLine: first_line,
  keyId: key_id,
  sealed,
});

/**
 * Columns of `sealedSubjectOf` for rows of one request in the order of their lines: the sealed value comes with the first
 * row of each block alone, since it is larger than all else; `sharingSealed` gives it to the others.
 */
export const sealedOnceOf = (item: string, subject: string): string =>
  `${subject}.first_line, ${subject}.key_id, CASE WHEN lag(${subject}.first_line) OVER (ORDER BY ${item}.line)
     IS DISTINCT FROM ${subject}.first_line THEN ${subject}.sealed END AS sealed`;

/** The columns of `sealedOnceOf` as a query returns them. */
export type SealedOnceRow = Omit<SealedSubjectRow, 'sealed'> & { sealed: Buffer | null };

/** Rows of a query with `sealedOnceOf`, in its order: those of one block share one object. */
export function sharingSealed<Row extends SealedOnceRow>(rows: readonly Row[]): (Row & SealedSubjectRow)[] {
  let sealed: Buffer | null = null;
  return rows.map((row) => {
    sealed = row.sealed ?? sealed;
    if (!sealed) throw new Error('the first row of a page holds its sealed value');
    return { ...row, sealed };
  });
}
