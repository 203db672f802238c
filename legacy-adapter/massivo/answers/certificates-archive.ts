import { hash } from 'node:crypto';
import { types } from 'node:util';
import type { OutcomeRow } from '../records/massivo-record.type.js';
import { AnswerDefect } from './answer-defect.js';
import type { ZipArchive } from './zip-archive.js';
import { ZipDefect, type ZipEntry } from './zip-records.rules.js';

/** How every PDF begins (ISO 32000-1, 7.5.2), the version left out. */
const PDF_START = Buffer.from('%PDF');

/** A PDF whose hash is the one that its row names. */
export interface CheckedPdf {
  row: OutcomeRow;
  sha256: Buffer;
  content: Buffer;
}

/** What an archive may come to; more is refused before anything is unpacked. */
export interface ArchiveBounds {
  maximumPdfBytes: number;
  /** Of all its files together, as its directory has them: none unpacks to more than that (`zip-archive.ts`). */
  maximumUnpackedBytes: number;
}

/** The rows that name a PDF, by its name. Throws `AnswerDefect` when two name the same. */
export function rowsByPdf(rows: Iterable<OutcomeRow>): Map<string, OutcomeRow> {
  const byName = new Map<string, OutcomeRow>();
  const twice: number[] = [];
  for (const row of rows) {
    if (row.pdfName === null) continue;
    if (byName.has(row.pdfName)) twice.push(row.row);
    byName.set(row.pdfName, row);
  }
  if (twice.length > 0) throw new AnswerDefect('PDF_NAMED_TWICE', { rows: twice });
  return byName;
}

/** Handed over at a time: a promise a PDF would cost as much as checking it. */
const PDFS_AT_ONCE = 100;
const BYTES_AT_ONCE = 1024 * 1024;

/**
 * The PDFs of an archive in their order, some at a time, each checked against its row. The archive holds exactly the PDFs that the
 * rows name; entries are found by the rows' names only, so that no name of the archive's ever becomes a path.
 * Throws `AnswerDefect` at the end, with every row whose PDF is wrong or not there: what was given before is then void.
 */
export async function* checkedPdfs(
  zip: ZipArchive,
  rows: Iterable<OutcomeRow>,
  { maximumPdfBytes, maximumUnpackedBytes }: ArchiveBounds,
): AsyncGenerator<CheckedPdf[], void, void> {
  const awaited = rowsByPdf(rows);
  if (zip.entryCount !== awaited.size) throw new AnswerDefect('ARCHIVE_MISMATCH', { about: 'number of files' });
  const wrong: number[] = [];
  const corrupt: number[] = [];
  let [checked, bytes]: [CheckedPdf[], number] = [[], 0];
  const entries = await entriesOf(zip);
  const unpackedBytes = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (unpackedBytes > maximumUnpackedBytes) throw new AnswerDefect('ARCHIVE_UNPACKS_TOO_LARGE');
  for (const entry of entries) {
    const row = awaited.get(entry.name);
    if (!row) throw new AnswerDefect('ARCHIVE_MISMATCH', { about: 'a file that no row names' });
    awaited.delete(entry.name);
    // Packed it is read whole, too: what claims to grow smaller by unpacking is no PDF.
    const isTooLarge = Math.max(entry.bytes, entry.compressedBytes) > maximumPdfBytes;
    const found = isTooLarge ? null : zip.contentOf(entry);
    const content = types.isPromise(found) ? await found : found;
    if (!content || hash('sha256', content) !== row.pdfSha256) wrong.push(row.row);
    else if (!content.subarray(0, PDF_START.length).equals(PDF_START)) corrupt.push(row.row);
    else {
      checked.push({ row, sha256: Buffer.from(row.pdfSha256, 'hex'), content });
      bytes += content.length;
    }
    if (checked.length < PDFS_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
    yield checked;
    [checked, bytes] = [[], 0];
  }
  if (checked.length > 0) yield checked;
  if (wrong.length > 0) throw new AnswerDefect('PDF_HASH_MISMATCH', { rows: wrong.sort((a, b) => a - b) });
  if (corrupt.length > 0) throw new AnswerDefect('PDF_CORRUPT', { rows: corrupt.sort((a, b) => a - b) });
  if (awaited.size > 0) throw new AnswerDefect('PDF_MISSING', { rows: [...awaited.values()].map(({ row }) => row) });
}

async function entriesOf(zip: ZipArchive): Promise<ZipEntry[]> {
  try {
    return await zip.entries();
  } catch (error) {
    if (!(error instanceof ZipDefect)) throw error;
    throw new AnswerDefect('ARCHIVE_MISMATCH', { about: error.message });
  }
}
