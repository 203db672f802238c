import type { MassivoItemOutcome } from '../../contract.js';
import type { OutcomeRow } from '../records/massivo-record.type.js';
import type { CheckedPdf } from './certificates-archive.js';

const CHUNK_ITEMS = 200;
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * The outcomes of a batch in chunks for whoever owns the items: those with a PDF in the order of the archive, then the
 * others. Row 000001 of the file is item `firstSeq`.
 */
export async function* itemOutcomes(
  { rows, firstSeq }: { rows: Iterable<OutcomeRow>; firstSeq: number },
  pdfs: AsyncIterable<CheckedPdf>,
): AsyncGenerator<MassivoItemOutcome[], void, void> {
  let chunk: MassivoItemOutcome[] = [];
  let bytes = 0;
  for await (const { row, sha256, content } of pdfs) {
    chunk.push(outcomeOf(row, firstSeq, { sha256, content }));
    bytes += content.length;
    if (chunk.length < CHUNK_ITEMS && bytes < CHUNK_BYTES) continue;
    yield chunk;
    [chunk, bytes] = [[], 0];
  }
  for (const row of rows) {
    if (row.pdfName !== null) continue;
    chunk.push(outcomeOf(row, firstSeq, null));
    if (chunk.length < CHUNK_ITEMS) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function outcomeOf(row: OutcomeRow, firstSeq: number, pdf: MassivoItemOutcome['pdf']): MassivoItemOutcome {
  const { outcome, certificateNumber, issuedOn, flags, errorCode } = row;
  return { seq: firstSeq + row.row - 1, outcome, certificateNumber, issuedOn, flags, errorCode, pdf };
}
