import { Readable } from 'node:stream';
import { today } from '../../../schema/kernel/clock.js';
import { contentUnlessErased } from '../issuing/certificate-content.js';
import { certificatesOfLines } from './certificate-facts.read-model.js';
import { recordReadings, type Reader } from './certificate-reading.store.js';
import { csvRecord } from './csv.rules.js';
import { documentName } from './document-name.rules.js';
import { documentsOf, type CertificateDocument, type DocumentParts } from './document.service.js';
import type { FileRequestFacts } from './file-request.type.js';
import { resultsOfLines } from './item-result.store.js';
import type { IssuedCertificate, ItemResult } from './item-result.type.js';
import { linePages } from './line-pages.js';
import { LineSet } from './line-set.js';
import { ZipArchive } from './zip-archive.js';

/** Certificates, with their PDFs, that are in memory at a time. */
const DOCUMENTS_A_PAGE = 100;
const ROWS_A_PAGE = 1_000;
const CSV_NAME = 'esiti.csv';
const CSV_HEADER = ['row', 'status', 'number', 'outcome', 'issuedOn', 'code', 'file', 'sha256'];

/** The certificates that the archive tells of: those whose PDF is in it, and those whose PDF was erased. */
interface ToldCertificates {
  included: LineSet;
  erased: LineSet;
}

/**
 * The ZIP of a request: the PDF of every certificate issued so far, then `esiti.csv` with a line for every row. Of a
 * certificate whose PDF was erased the line has the code, no file, and the hash where there was one. It is made as it is read, at the pace of whoever reads it, and stops when it is destroyed.
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
  const told = { included: new LineSet(), erased: new LineSet() };
  for await (const { certificate, pdf } of allDocuments(parts, request, { reader, erased: told.erased })) {
    told.included.add(certificate.line);
    yield zip.entry(documentName(certificate), pdf, certificate.issuedOn);
  }
  yield* zip.streamedEntry(CSV_NAME, outcomeTable(parts, request, told), today(parts.clock));
  yield* zip.end();
}

/** Also notes whose PDF was erased: what the table tells of them is a reading too. */
async function* allDocuments(
  parts: DocumentParts,
  request: FileRequestFacts,
  { reader, erased }: { reader: Reader; erased: LineSet },
): AsyncGenerator<CertificateDocument, void, void> {
  const { database, clock } = parts;
  for (const lines of linePages(request, DOCUMENTS_A_PAGE)) {
    const page = await certificatesOfLines(database, lines);
    const numbers = page.map(({ number }) => number);
    await recordReadings(database, { reader, kind: 'ARCHIVE', at: clock.now(), numbers });
    const documents = await documentsOf(parts, page);
    const present = new Set(documents.map(({ certificate }) => certificate.line));
    for (const { line } of page) if (!present.has(line)) erased.add(line);
    yield* documents;
  }
}

/** A certificate issued since its turn in the archive was over stands as open: the table tells what is in the archive. */
async function* outcomeTable(
  { database, vault }: DocumentParts,
  request: FileRequestFacts,
  { included, erased }: ToldCertificates,
): AsyncGenerator<Buffer, void, void> {
  yield Buffer.from(csvRecord(CSV_HEADER), 'utf8');
  for (const lines of linePages(request, ROWS_A_PAGE)) {
    const records = (await resultsOfLines(database, lines)).map((item) => {
      const hasFile = included.has(item.line);
      const issued = hasFile || erased.has(item.line) ? item.certificate : null;
      if (!issued) return csvRecord([item.row, statusWithout(item), null, null, null, item.code, null, null]);
      const { number, issuedOn } = issued;
      const content = contentUnlessErased(vault, number, issued.content);
      const outcome = content && (content.outcome === 'POSITIVE' ? 'POSITIVO' : 'NULLO');
      const sha256 = issued.sha256?.toString('hex') ?? null;
      const [code, file] = hasFile
        ? [null, documentName({ number, line: item.line })]
        : [codeWithoutFile(issued), null];
      return csvRecord([item.row, 'ISSUED', number, outcome, issuedOn, code, file, sha256]);
    });
    yield Buffer.from(records.join(''), 'utf8');
  }
}

const codeWithoutFile = ({ revoked }: IssuedCertificate): string =>
  revoked ? 'CERTIFICATE_REVOKED' : 'DOCUMENT_ERASED';

function statusWithout({ status, underReview }: ItemResult): string {
  if (status === null || status === 'ISSUED') return underReview ? 'UNDER_REVIEW' : 'OPEN';
  return status;
}
