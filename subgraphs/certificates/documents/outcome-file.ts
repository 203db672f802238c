import { Readable } from 'node:stream';
import { writeOutcomeFile, type OutcomeRow } from '../../../legacy-adapter/index.js';
import { contentUnlessErased } from '../issuing/certificate-content.js';
import { SubjectOpener } from '../subject/subject-record.js';
import { recordReadings, type Reader } from './certificate-reading.store.js';
import type { DocumentParts } from './document.service.js';
import { requestEnds } from './file-request.read-model.js';
import type { FileRequestFacts } from './file-request.type.js';
import { resultsOfLines } from './item-result.store.js';
import type { ItemResult } from './item-result.type.js';
import { linePages } from './line-pages.js';
import { outcomeHeader, outcomeRow } from './outcome-file.rules.js';

const ROWS_A_PAGE = 1_000;

/** `outcome.txt` of a request, whatever its channel; rows without an end are left out until they have one. */
export async function outcomeFile(
  parts: DocumentParts,
  { request, reader }: { request: FileRequestFacts; reader: Reader },
): Promise<Readable> {
  const header = outcomeHeader(request, await requestEnds(parts.database, request.id));
  return Readable.from(writeOutcomeFile(header, outcomeRows(parts, request, reader)), { objectMode: false });
}

async function* outcomeRows(
  { database, vault, clock }: DocumentParts,
  request: FileRequestFacts,
  reader: Reader,
): AsyncGenerator<OutcomeRow, void, void> {
  const opener = new SubjectOpener(vault);
  const rowOf = (item: ItemResult): OutcomeRow | null => {
    const { line, certificate, subject } = item;
    const taxCode = item.status && (opener.open({ requestId: request.id, line }, subject)?.taxCode ?? '');
    return outcomeRow(
      item,
      taxCode ?? '',
      certificate && contentUnlessErased(vault, certificate.number, certificate.content),
    );
  };
  for (const lines of linePages(request, ROWS_A_PAGE)) {
    const page = await resultsOfLines(database, lines);
    const numbers = page.flatMap(({ certificate }) => (certificate ? [certificate.number] : []));
    await recordReadings(database, { reader, kind: 'OUTCOME_FILE', at: clock.now(), numbers });
    for (const item of page) {
      const row = rowOf(item);
      if (row) yield row;
    }
  }
}
