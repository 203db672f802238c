import type {
  RequestHeader,
  RequestRow,
  SubjectRow,
} from '../../legacy-adapter/massivo/records/massivo-record.type.js';
import { RequestFile } from '../../legacy-adapter/massivo/records/request-reader.js';
import { parseDay } from '../../schema/kernel/day-number.rules.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { DuplicateSubjects } from '../../schema/kernel/duplicate-subjects.js';
import { validateSubject } from '../../schema/kernel/subject-validation.rules.js';
import { isRowCode, type RowCode, type RowField } from '../../schema/row-codes.js';
import { holds } from './fuzz-case.js';

/** What the bridge makes of a request file: its reader, then the rules of rows. */
export type BridgeVerdict =
  | { code: 'OK'; header: RequestHeader; rows: JudgedRow[]; sha256: string; fileSha256: string }
  | { code: string; details: Record<string, unknown> };

export interface JudgedRow {
  position: number;
  row: number;
  subject: SubjectRow | null;
  code: RowCode | 'OK';
  field: RowField | null;
}

/** Codes that the bridge's reader itself can refuse a file with. */
export const READER_CODES = ['FIR-001', 'OBB-001', 'TES-001', 'TES-002', 'TES-003', 'TES-006'];

/** Anything but a documented refusal is thrown on. */
export async function bridgeVerdict(source: AsyncIterable<Uint8Array>): Promise<BridgeVerdict> {
  try {
    const file = await RequestFile.open(source);
    const judge = new RowJudge(file.header);
    for await (const batch of file.batches()) for (const row of batch) judge.take(row);
    const { rows, sha256, fileSha256 } = file.closing;
    holds(rows === judge.rows.length, 'the closing record counts the rows that were handed over', () => rows);
    return { code: 'OK', header: file.header, rows: judge.rows, sha256, fileSha256 };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    holds(READER_CODES.includes(error.code), 'a refusal has a documented code', () => error.code);
    return { code: error.code, details: error.details };
  }
}

/** Judges the rows as intake does, each once and in their order. */
class RowJudge {
  readonly rows: JudgedRow[] = [];
  readonly #seen = new DuplicateSubjects();
  readonly #protocolDay: number;

  constructor({ protocolDate }: RequestHeader) {
    this.#protocolDay = parseDay(protocolDate) ?? 0;
  }

  take({ position, row, subject, refusal }: RequestRow): void {
    holds(position === this.rows.length + 1, 'positions are 1, 2, 3 …', () => position);
    holds(Number.isInteger(row) && row > 0 && row <= 999_999, 'a row has a number of six digits', () => row);
    holds(subject !== null || refusal?.code === 'NOM-001', 'a row has its fields or NOM-001', () => position);
    const found = refusal ?? (subject && validateSubject(subject, this.#protocolDay));
    const isTwin = !found && subject !== null && !this.#seen.addSubject(subject);
    const code = found?.code ?? (isTwin ? 'NOM-005' : 'OK');
    holds(code === 'OK' || isRowCode(code), 'a row has a documented code', () => code);
    this.rows.push({ position, row, subject, code, field: found?.field ?? null });
  }
}
