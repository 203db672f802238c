import { isFileCode, ROW_CODES, type FileCode } from '../../legacy-adapter/emulator/checks/refusal-codes.js';
import {
  refusalsOf,
  type ReceptionRules,
  type RequestFacts,
} from '../../legacy-adapter/emulator/checks/request-file.rules.js';
import { readRequestName, type RequestName } from '../../legacy-adapter/emulator/drop/request-name.rules.js';
import {
  examineRows,
  surveyRequest,
  type ExaminedRow,
} from '../../legacy-adapter/emulator/office/request-examination.service.js';
import { holds } from './fuzz-case.js';
import { memoryFileHandle } from './memory-file-handle.js';
import { SEPARATOR } from './text-lines.js';

/** What the emulator, whose parser is its own, makes of a request file. */
export interface OfficeVerdict {
  /** Every code that applies, in the office's order; it answers with the first. */
  codes: readonly FileCode[];
  facts: RequestFacts;
  /** Of a file that it takes in. */
  rows: readonly ExaminedRow[];
}

const REGISTER_SEED = 1;
/** They need what the office knows besides the file; asked of it apart. */
const OF_OTHER_KNOWLEDGE: readonly FileCode[] = ['AUT-001', 'AUT-002', 'TES-004', 'TES-005', 'DIS-001'];
const DEFAULT_NAME: RequestName = { ipaCode: 'c_h501', officeCode: 'PROC-H501' };

export async function officeVerdict(bytes: Buffer): Promise<OfficeVerdict> {
  const named = nameOf(bytes);
  const { facts, figures } = await surveyRequest(memoryFileHandle(bytes), named);
  holds(figures.bytes === bytes.length, 'the office reads every byte', () => figures);
  const permissive = { officeCode: named.officeCode, maxRows: Infinity, switchedOff: false };
  const codes = refusalsOf(facts, permissive).filter((code) => !OF_OTHER_KNOWLEDGE.includes(code));
  const rows: ExaminedRow[] = [];
  if (codes.length === 0) {
    await examineRows(memoryFileHandle(bytes), REGISTER_SEED, (row) => void rows.push(row));
    holds(rows.length === facts.subjects, 'the office answers every row once', () => [rows.length, facts.subjects]);
  }
  for (const { errorCode } of rows) {
    holds(!errorCode || ROW_CODES.includes(errorCode), 'a discarded row has a documented code', () => errorCode);
  }
  return { codes, facts, rows };
}

/** The code with which an office of these rules answers. */
export function answerOf(facts: RequestFacts, rules: Omit<ReceptionRules, 'officeCode'>): FileCode | 'OK' {
  const [code = 'OK'] = refusalsOf(facts, { officeCode: facts.named.officeCode, ...rules });
  holds(code === 'OK' || isFileCode(code), 'the office refuses with a documented code', () => code);
  return code;
}

/** The sender names the file after the header; where that makes no name, after somebody. */
function nameOf(bytes: Buffer): RequestName {
  const [, , ipaCode = '', , officeCode = ''] = bytes.toString('latin1', 0, 200).split('\n')[0]?.split(SEPARATOR) ?? [];
  return readRequestName(`MASSIVA_${ipaCode.trim()}_${officeCode.trim()}_20260209_000001.txt`) ?? DEFAULT_NAME;
}
