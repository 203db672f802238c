import { Readable } from 'node:stream';
import { today } from '../../../schema/kernel/clock.js';
import { openContent } from '../issuing/certificate-content.js';
import { certificatesOfLines } from './certificate-facts.read-model.js';
import { recordReadings, type Reader } from './certificate-reading.store.js';
import { csvRecord } from './csv.rules.js';
import { documentName } from './document-name.rules.js';
import { documentsOf, type CertificateDocument, type DocumentParts } from './document.service.js';
import type { FileRequestFacts } from './file-request.type.js';
import { resultsOfLines } from './item-result.store.js';
import type { ItemResult } from './item-result.type.js';
import { linePages } from './line-pages.js';
import { LineSet } from './line-set.js';
import { ZipArchive } from './zip-archive.js';

/** Certificates, with their PDFs, that are in memory at a time. */
const DOCUMENTS_A_PAGE = 100;
const ROWS_A_PAGE = 1_000;
const CSV_NAME = 'esiti.csv';
const CSV_HEADER = ['row', 'status', 'number', 'outcome', 'issuedOn', 'code', 'file', 'sha256'];

/**
 * The ZIP of a request: the PDF of every certificate issued so far, then `esiti.csv` with a line for every row. It is
 * made as it is read, at the pace of whoever reads it, and stops when it is destroyed.
 */
export function certificatesZip(
  parts: DocumentParts,
  { request, reader }: { request: FileRequestFacts; reader: Reader },
): Readable {
  return Readable.from(archive(parts, request, reader), { objectMode: false });
}

async function* archive(
  parts: DocumentParts,
  request: FileRequestFacts,
  reader: Reader,
): AsyncGenerator<Buffer, void, void> {
  const zip = new ZipArchive();
  const included = new LineSet();
  for await (const { certificate, pdf } of allDocuments(parts, request, reader)) {
    included.add(certificate.line);
    yield zip.entry(documentName(certificate), pdf, certificate.issuedOn);
  }
  yield* zip.streamedEntry(CSV_NAME, outcomeTable(parts, request, included), today(parts.clock));
  yield* zip.end();
}

async function* allDocuments(
  parts: DocumentParts,
  request: FileRequestFacts,
  reader: Reader,
): AsyncGenerator<CertificateDocument, void, void> {
  const { database, clock } = parts;
  for (const lines of linePages(request, DOCUMENTS_A_PAGE)) {
    const page = await certificatesOfLines(database, lines);
    const numbers = page.map(({ number }) => number);
    await recordReadings(database, { reader, kind: 'ARCHIVE', at: clock.now(), numbers });
    yield* await documentsOf(parts, page);
  }
}

/** A certificate issued since its turn in the archive was over stands as open: the table tells what is in the archive. */
async function* outcomeTable(
  { database, vault }: DocumentParts,
  request: FileRequestFacts,
  included: LineSet,
): AsyncGenerator<Buffer, void, void> {
  yield Buffer.from(csvRecord(CSV_HEADER), 'utf8');
  for (const lines of linePages(request, ROWS_A_PAGE)) {
    const records = (await resultsOfLines(database, lines)).map((item) => {
      const issued = item.certificate && included.has(item.line) ? item.certificate : null;
      if (!issued) return csvRecord([item.row, statusWithout(item), null, null, null, item.code, null, null]);
      const { number, issuedOn, sha256 } = issued;
      const outcome = openContent(vault, number, issued.content).outcome === 'POSITIVE' ? 'POSITIVO' : 'NULLO';
      const file = documentName({ number, line: item.line });
      return csvRecord([item.row, 'ISSUED', number, outcome, issuedOn, null, file, sha256?.toString('hex') ?? null]);
    });
    yield Buffer.from(records.join(''), 'utf8');
  }
}

function statusWithout({ status, underReview }: ItemResult): string {
  if (status === null || status === 'ISSUED') return underReview ? 'UNDER_REVIEW' : 'OPEN';
  return status;
}
