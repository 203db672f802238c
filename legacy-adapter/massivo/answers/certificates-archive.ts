import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import type { OutcomeRow } from '../records/massivo-record.type.js';
import { AnswerDefect } from './answer-defect.js';

/** A PDF whose hash is the one that its row names. */
export interface CheckedPdf {
  row: OutcomeRow;
  sha256: Buffer;
  content: Buffer;
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

/**
 * The PDFs of an archive one after the other, each checked against its row. The archive holds exactly the PDFs that the
 * rows name; entries are found by the rows' names only, so that no name of the archive's ever becomes a path.
 * Throws `AnswerDefect` at the end, with every row whose PDF is wrong or not there: what was given before is then void.
 */
export async function* checkedPdfs(
  zip: ZipFile,
  rows: Iterable<OutcomeRow>,
  maximumBytes: number,
): AsyncGenerator<CheckedPdf, void, void> {
  const awaited = rowsByPdf(rows);
  if (zip.entryCount !== awaited.size) throw new AnswerDefect('ARCHIVE_MISMATCH', { about: 'number of files' });
  const wrong: number[] = [];
  for (let entry = await nextEntry(zip); entry; entry = await nextEntry(zip)) {
    const row = awaited.get(entry.fileName);
    if (!row) throw new AnswerDefect('ARCHIVE_MISMATCH', { about: 'a file that no row names' });
    awaited.delete(entry.fileName);
    const content = await contentOf(zip, entry, maximumBytes);
    const sha256 = content && createHash('sha256').update(content).digest();
    if (content && sha256?.toString('hex') === row.pdfSha256) yield { row, sha256, content };
    else wrong.push(row.row);
  }
  if (wrong.length > 0) throw new AnswerDefect('PDF_HASH_MISMATCH', { rows: wrong.sort((a, b) => a - b) });
  if (awaited.size > 0) throw new AnswerDefect('PDF_MISSING', { rows: [...awaited.values()].map(({ row }) => row) });
}

/** Null after the last. */
function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      zip.off('entry', found).off('end', ended).off('error', failed);
    };
    const found = (entry: Entry): void => {
      settle();
      resolve(entry);
    };
    const ended = (): void => {
      settle();
      resolve(null);
    };
    const failed = (): void => {
      settle();
      reject(new AnswerDefect('ARCHIVE_MISMATCH', { about: 'directory' }));
    };
    zip.on('entry', found).on('end', ended).on('error', failed);
    zip.readEntry();
  });
}

/** Null when it is too large, or cannot be unpacked to what the directory says. */
async function contentOf(zip: ZipFile, entry: Entry, maximumBytes: number): Promise<Buffer | null> {
  if (entry.uncompressedSize > maximumBytes) return null;
  const chunks: Buffer[] = [];
  try {
    const content = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
    });
    for await (const chunk of content as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}
