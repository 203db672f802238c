import type { AcceptedSubject, MassivoItemOutcome } from '../../contract.js';
import type { OutcomeRow } from '../records/massivo-record.type.js';
import type { CheckedPdf } from './certificates-archive.js';

/** The rows that an office answered, `subjects` in the order in which they were sent; row 000001 is item `firstSeq`. */
export interface AnsweredRows {
  rows: Iterable<OutcomeRow>;
  firstSeq: number;
  subjects?: readonly AcceptedSubject[];
}

/** A file of the usual size at once: each chunk costs its owner some statements. */
const CHUNK_ITEMS = 500;
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * The outcomes of a batch in chunks for whoever owns the items: those with a PDF in the order of the archive, then the
 * others.
 */
export async function* itemOutcomes(
  { rows, firstSeq, subjects = [] }: AnsweredRows,
  pdfs: AsyncIterable<readonly CheckedPdf[]>,
): AsyncGenerator<MassivoItemOutcome[], void, void> {
  const outcomeOf = (row: OutcomeRow, pdf: MassivoItemOutcome['pdf']): MassivoItemOutcome => {
    const { outcome, certificateNumber, issuedOn, flags, errorCode } = row;
    const seq = firstSeq + row.row - 1;
    const subject = subjects[row.row - 1];
    const answered = { seq, outcome, certificateNumber, issuedOn, flags, errorCode, pdf };
    return subject ? { ...answered, subject } : answered;
  };
  let chunk: MassivoItemOutcome[] = [];
  let bytes = 0;
  for await (const checked of pdfs) {
    for (const { row, sha256, content } of checked) {
      chunk.push(outcomeOf(row, { sha256, content }));
      bytes += content.length;
    }
    if (chunk.length < CHUNK_ITEMS && bytes < CHUNK_BYTES) continue;
    yield chunk;
    [chunk, bytes] = [[], 0];
  }
  for (const row of rows) {
    if (row.pdfName !== null) continue;
    chunk.push(outcomeOf(row, null));
    if (chunk.length < CHUNK_ITEMS) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
