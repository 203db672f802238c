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
