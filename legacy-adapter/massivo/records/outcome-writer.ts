import {
  FIELD_SEPARATOR,
  MASSIVO_VERSION,
  OUTCOME_FLAGS,
  ROW_DIGITS,
  type OutcomeFlagCode,
  type OutcomeHeader,
  type OutcomeRow,
  type RowOutcome,
} from './massivo-record.type.js';
import { isOutcomeRow } from './outcome-record.rules.js';
import { RecordBlocks, recordOf, UnwritableValue, writableNumber } from './record-lines.js';

const FLAG_ORDER = Object.keys(OUTCOME_FLAGS) as OutcomeFlagCode[];

/**
 * Writes an outcome file of MASSIVA v1: `R` record, one `E` record a row in the order given, `F` record with counts and
 * hash. The same header and rows give the same bytes. A `;` in the message becomes a comma; any other value that no
 * record can carry throws `UnwritableValue`, and what was handed over before is then void.
 */
export async function* writeOutcomeFile(
  header: OutcomeHeader,
  rows: AsyncIterable<OutcomeRow> | Iterable<OutcomeRow>,
): AsyncGenerator<Buffer, void, void> {
  const blocks = new RecordBlocks();
  const counts = { POSITIVO: 0, NULLO: 0, SCARTATO: 0 };
  blocks.add(headerRecord(header));
  for await (const row of rows) {
    counts[row.outcome] += 1;
    const block = blocks.add(rowRecord(row));
    if (block) yield block;
  }
  yield blocks.close((sha256) => closingRecord(counts, sha256));
}

function headerRecord(header: OutcomeHeader): string {
  return recordOf('R', {
    version: MASSIVO_VERSION,
    requestId: header.requestId,
    sicProtocol: header.sicProtocol,
    receivedAt: header.receivedAt,
    processedAt: header.processedAt ?? '',
    state: header.state,
    errorCode: header.errorCode ?? '',
    message: (header.message ?? '').replaceAll(FIELD_SEPARATOR, ','),
  });
}

function rowRecord(row: OutcomeRow): string {
  if (row.row < 1 || !isOutcomeRow(row)) throw new UnwritableValue(`row ${row.row}`);
  return recordOf('E', {
    row: writableNumber('row', row.row, ROW_DIGITS),
    taxCode: row.taxCode ?? '',
    outcome: row.outcome,
    certificateNumber: row.certificateNumber ?? '',
    issueDate: row.issuedOn ?? '',
    pdfName: row.pdfName ?? '',
    pdfSha256: row.pdfSha256 ?? '',
    flags: FLAG_ORDER.filter((flag) => row.flags.includes(flag)).join(','),
    errorCode: row.errorCode ?? '',
  });
}

function closingRecord(counts: Record<RowOutcome, number>, sha256: string): string {
  const { POSITIVO, NULLO, SCARTATO } = counts;
  return recordOf('F', { positive: String(POSITIVO), nil: String(NULLO), discarded: String(SCARTATO), sha256 });
}
