import type { Queries } from '../../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { MOST_SUBJECTS_A_BLOCK, openSubjects, type SubjectFields } from '../subject/subject-record.js';
import { BETWEEN_LINES } from './accepted-item.store.js';
import { IssuingFailure } from './issuing.errors.js';

/** An accepted row with its subject, opened. */
export interface AcceptedSubjectRow {
  line: number;
  row: number;
  seq: number;
  subject: SubjectFields;
}

interface ItemRow {
  line: number;
  row: number;
  seq: number | null;
  key_id: number | null;
  sealed: Buffer | null;
}

/** Subjects lie sealed together in the first row of a block, which may begin before the range. */
const SELECT = `
  WITH wanted AS MATERIALIZED (
    SELECT min(line) AS first, max(line) AS last FROM certificates.certificate_item
    WHERE request_id = $1 AND ${BETWEEN_LINES} AND seq BETWEEN $2 AND $3)
  SELECT line, row, seq, key_id, sealed FROM certificates.certificate_item, wanted
  WHERE request_id = $1 AND line BETWEEN first - ${MOST_SUBJECTS_A_BLOCK - 1} AND last
    AND (sealed IS NOT NULL OR seq BETWEEN $2 AND $3)
  ORDER BY line`;

/**
 * The accepted rows of a request from one ordinal to another, in order, each block of subjects opened once.
 * @throws IssuingFailure ITEM_UNREADABLE where a row has no subject.
 */
export async function acceptedSubjects(
  queries: Queries,
  vault: PersonalDataVault,
  { requestId, firstSeq, lastSeq }: { requestId: string; firstSeq: number; lastSeq: number },
): Promise<AcceptedSubjectRow[]> {
  const rows = await queries.rows<ItemRow>(SELECT, [requestId, firstSeq, lastSeq]);
  let [blockLine, block]: [number, (SubjectFields | null)[]] = [0, []];
  const found: AcceptedSubjectRow[] = [];
  for (const { line, row, seq, key_id: keyId, sealed } of rows) {
    if (sealed && keyId !== null) {
      [blockLine, block] = [line, openSubjects(vault, { requestId, line }, { keyId, sealed })];
    }
    if (seq === null || seq < firstSeq || seq > lastSeq) continue;
    const subject = block[line - blockLine];
    if (!subject) throw new IssuingFailure('ITEM_UNREADABLE');
    found.push({ line, row, seq, subject });
  }
  return found;
}
