import type { FileHandle } from 'node:fs/promises';
import { judgeRow, TwinWatch } from '../checks/subject.rules.js';
import { protocolDayOf, type RequestFacts } from '../checks/request-file.rules.js';
import type { RowCode } from '../checks/refusal-codes.js';
import type { RequestName } from '../drop/request-name.rules.js';
import { RecordSplitter, type RecordLine } from '../records/record-splitter.js';
import {
  decodeRecord,
  isSubjectLine,
  readRequestRecord,
  type RequestHeader,
  type RequestRecord,
} from '../records/request-records.rules.js';
import { askSyntheticRegister, type RegisterFlag } from '../register/synthetic-register.rules.js';

/** Small, so that one large file lets the other offices' work in between. */
const CHUNK_BYTES = 16 * 1024;
/** What of a refused row's tax code may be repeated: something that could be one. */
const TAX_CODE_SHAPE = /^[A-Z0-9]{1,16}$/i;

export interface FileFigures {
  readonly sha256: string;
  readonly bytes: number;
}

/** What became of one row. */
export interface ExaminedRow {
  readonly row: number;
  readonly taxCode: string;
  readonly outcome: 'POSITIVO' | 'NULLO' | 'SCARTATO';
  readonly flags: readonly RegisterFlag[];
  readonly errorCode?: RowCode;
}

/** Reads a request file once, in bounded memory, for what the file checks need. Closes the handle. */
export async function surveyRequest(
  handle: FileHandle,
  named: RequestName,
): Promise<{ facts: RequestFacts; figures: FileFigures }> {
  let header: RequestHeader | undefined;
  let closing: RequestFacts['closing'];
  let subjects = 0;
  let malformedLines = 0;
  let goesOn = false;
  const figures = await readLines(handle, (line, first) => {
    if (closing) {
      goesOn ||= line.oversized || decodeRecord(line.bytes, false) !== '';
      return;
    }
    // What begins so is a subject, malformed or not: what it says is looked at when it is examined.
    const record = isSubjectLine(line) ? undefined : readRequestRecord(line, first);
    if (!record || record.type === 'subject' || record.type === 'malformed-subject') subjects += 1;
    else if (record.type === 'closing') closing = record;
    else if (record.type === 'header' && first) header = record.header;
    else malformedLines += 1;
  });
  return { facts: { named, header, subjects, malformedLines, closing, goesOn }, figures };
}

/**
 * Reads a request file that was accepted, row by row in order, against the row checks and the synthetic register.
 * The same file and seed always give the same rows. Closes the handle.
 */
export async function examineRows(
  handle: FileHandle,
  seed: number,
  onRow: (row: ExaminedRow, header: RequestHeader) => Promise<void> | undefined,
): Promise<FileFigures> {
  const twins = new TwinWatch();
  let header: RequestHeader | undefined;
  let position = 0;
  let lastRow = 0;
  return readLines(handle, (line, first) => {
    const record = readRequestRecord(line, first);
    if (record.type === 'header') header ??= record.header;
    if (!header || (record.type !== 'subject' && record.type !== 'malformed-subject')) return undefined;
    position += 1;
    const given = rowNumberOf(line);
    const numbered = given > lastRow;
    if (numbered) lastRow = given;
    const row = numbered ? given : position;
    if (!numbered || record.type === 'malformed-subject') return onRow(discarded(row, record, 'NOM-001'), header);
    const verdict = judgeRow(record.subject, protocolDayOf(header) ?? 0);
    if ('refusedWith' in verdict) return onRow(discarded(row, record, verdict.refusedWith), header);
    if (twins.isTwin(verdict.subjectKey)) return onRow(discarded(row, record, 'NOM-005'), header);
    const answer = askSyntheticRegister(seed, verdict.subjectKey);
    return onRow({ row, taxCode: record.subject.taxCode.toUpperCase(), ...answer }, header);
  });
}

type OnLine = (line: RecordLine, first: boolean) => Promise<void> | void;

async function readLines(handle: FileHandle, onLine: OnLine): Promise<FileFigures> {
  const splitter = new RecordSplitter();
  let first = true;
  const read = async (lines: RecordLine[]): Promise<void> => {
    for (const line of lines) {
      const pending = onLine(line, first);
      first = false;
      if (pending) await pending;
    }
  };
  try {
    for (;;) {
      // A buffer of its own each time: the splitter keeps the beginning of a line where it lies.
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      await read(splitter.push(buffer.subarray(0, bytesRead)));
    }
  } finally {
    await handle.close();
  }
  const { lines, sha256, bytes } = splitter.end();
  await read(lines);
  return { sha256, bytes };
}

/** The number that a row gives itself, `S;dddddd;`; 0 when it gives none. */
function rowNumberOf(line: RecordLine): number {
  const [, digits] = /^S;(\d{6});/.exec(line.bytes.toString('latin1', 0, 9)) ?? [];
  return Number(digits ?? 0);
}

function discarded(row: number, record: RequestRecord, errorCode: RowCode): ExaminedRow {
  const taxCode = record.type === 'subject' ? record.subject.taxCode : '';
  return { row, taxCode: TAX_CODE_SHAPE.test(taxCode) ? taxCode : '', outcome: 'SCARTATO', flags: [], errorCode };
}
