import { MAX_RECORD_BYTES } from '../../legacy-adapter/emulator/records/record-splitter.js';
import type { ExaminedRow } from '../../legacy-adapter/emulator/office/request-examination.service.js';
import { parseDay } from '../../schema/kernel/day-number.rules.js';
import { MAX_TEXT_LENGTH } from '../../schema/kernel/subject-validation.rules.js';
import type { BridgeVerdict, JudgedRow } from './bridge-request.js';
import type { OfficeVerdict } from './office-request.js';
import { linesOf, type TextLine } from './text-lines.js';

/**
 * Where the bridge and the emulator, each written from the protocol's text, may come to different codes on the same
 * bytes, and why that is right. Whatever is not named here is a mistake of one of them.
 */
export interface FileDifference {
  name: string;
  why: string;
  applies(verdicts: FileVerdicts): boolean;
}

export interface FileVerdicts {
  bridge: BridgeVerdict;
  office: OfficeVerdict;
  bytes: Buffer;
}

export interface RowDifference {
  name: string;
  why: string;
  applies(verdicts: RowVerdicts): boolean;
}

export interface RowVerdicts {
  bridge: JudgedRow;
  office: ExaminedRow;
  /** The record, one character a byte. */
  line: string;
  /** Whether they differed about an earlier row of the file. */
  isAfterDifference: boolean;
}

/** Fields of the header whose form the bridge checks, since it stores them and the office only repeats them. */
const SHAPED = [
  'ipaCode',
  'bodyTaxCode',
  'officeCode',
  'requestId',
  'purpose',
  'pec',
  'contactTaxCode',
  'agreementReference',
];
const LINE_FEED = 0x0a;
const MOST_LINE_END = 2;
const FIRST_BIRTH = 18610101;
const SHAPED_PROTOCOL = ['protocolNumber'];

export const FILE_DIFFERENCES: readonly FileDifference[] = [
  {
    name: 'form of a header field',
    why: 'the protocol asks only that the field be there; the bridge also refuses what it could not store or pass on',
    applies: ({ bridge }) =>
      (bridge.code === 'OBB-001' && SHAPED.includes(fieldOf(bridge))) ||
      (bridge.code === 'TES-001' && SHAPED_PROTOCOL.includes(fieldOf(bridge))),
  },
  {
    name: 'unreadable first line',
    why: 'the bridge, which refuses while it reads, takes it for a file of which nothing can be read (FIR-001); the office reads on, and when the rest is a closed file only the header is wrong (OBB-001)',
    applies: ({ bridge, office }) =>
      bridge.code === 'FIR-001' &&
      lineOf(bridge) === 1 &&
      office.facts.header === undefined &&
      office.codes.includes('OBB-001'),
  },
  {
    name: 'header or closing record over 4 KiB',
    why: 'the protocol sets no limit; to the office such a line is no record (OBB-001), the bridge reads up to 8 KiB',
    applies: ({ office, bytes }) => office.codes.includes('OBB-001') && linesOf(bytes).some(isLongRecord),
  },
  {
    name: 'cut in its closing record',
    why: 'without the end of its line a closing record may have been cut, so the bridge calls the file incomplete (FIR-001) where the office holds what stands there against it (TES-003)',
    applies: ({ bridge, bytes }) =>
      bridge.code === 'FIR-001' && bytes.at(-1) !== LINE_FEED && lineOf(bridge) === linesOf(bytes).length,
  },
];

export const ROW_DIFFERENCES: readonly RowDifference[] = [
  {
    name: 'name that is none',
    why: 'the bridge refuses a name without a letter, too long or unwritable (NOM-001); the office takes any text',
    applies: ({ bridge }) => bridge.code === 'NOM-001' && isOddName(bridge),
  },
  {
    name: 'birth before 1861',
    why: 'the bridge takes it for a slip of the pen (NOM-001); the office finds no place in force then (NOM-004)',
    applies: ({ bridge: { code, field, subject } }) =>
      code === 'NOM-001' &&
      field === 'birthDate' &&
      (parseDay(subject?.birthDate.trim() ?? '') ?? FIRST_BIRTH) < FIRST_BIRTH,
  },
  {
    name: 'record over 4 KiB',
    why: 'the protocol sets no limit; the office reads records of up to 4 KiB (NOM-001 above), the bridge of up to 8 KiB',
    applies: ({ office, line }) => office.errorCode === 'NOM-001' && line.length + MOST_LINE_END > MAX_RECORD_BYTES,
  },
  {
    name: 'twin of such a row',
    why: 'a row that only one of them took makes a later one a twin for that one alone (NOM-005)',
    applies: ({ bridge, office, isAfterDifference }) =>
      isAfterDifference && [bridge.code, office.errorCode].includes('NOM-005'),
  },
];

function isLongRecord({ text }: TextLine, index: number): boolean {
  return (index === 0 || text.startsWith('C;')) && text.length + MOST_LINE_END > MAX_RECORD_BYTES;
}

function fieldOf(bridge: BridgeVerdict): string {
  return 'details' in bridge ? String(bridge.details['field']) : '';
}

function lineOf(bridge: BridgeVerdict): unknown {
  return 'details' in bridge ? bridge.details['line'] : undefined;
}

function isOddName({ field, subject }: JudgedRow): boolean {
  if (!subject || (field !== 'surname' && field !== 'name' && field !== 'fatherName')) return false;
  const text = subject[field].trim();
  const isUnnamed = field !== 'fatherName' && text !== '' && !/\p{L}/u.test(text);
  return isUnnamed || text.length > MAX_TEXT_LENGTH || /[\u2028\u2029\p{Surrogate}]/u.test(text);
}
