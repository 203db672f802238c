import type { IsoDay } from '../../../schema/kernel/clock.js';
import { isoDayOf, parseDay } from '../../../schema/kernel/day-number.rules.js';

/** The names of massivo files (massivo-protocol.md, "Files" and "Transport"). */

/** What a name says. */
export interface MassivoFileName {
  /** Lower case; may hold underscores (`c_h501`). */
  ipaCode: string;
  officeCode: string;
  day: IsoDay;
  /** The sender's own count, 0 to 999,999. */
  sequence: number;
}

/** What a file is, by its name: the request, the outcome records, the ZIP of the PDFs. */
export type MassivoFileKind = 'REQUEST' | 'OUTCOME' | 'CERTIFICATES';

const PREFIXES = { REQUEST: 'MASSIVA', OUTCOME: 'ESITI', CERTIFICATES: 'CERTIFICATI' } as const;
const EXTENSIONS = { REQUEST: 'txt', OUTCOME: 'txt', CERTIFICATES: 'zip' } as const;
const KINDS = Object.keys(PREFIXES) as MassivoFileKind[];
/** The office and what follows have fixed shapes, so that underscores of the IPA code cannot be mistaken. */
const NAME = /^([A-Z]+)_([a-z0-9][a-z0-9_-]{1,29})_(PROC-[A-Z]\d{3})_(\d{4})(\d{2})(\d{2})_(\d{6})\.(txt|zip)$/;

/** `MASSIVA_<IPA code>_<office code>_<yyyymmdd>_<six digits>.txt`; throws a `RangeError` for what makes no name. */
export const requestFileName = (name: MassivoFileName): string => fileName('REQUEST', name);

/** `ESITI_…txt`, the outcome records of that request file. */
export const outcomeFileName = (name: MassivoFileName): string => fileName('OUTCOME', name);

/** `CERTIFICATI_…zip`, the PDFs of that request file. */
export const certificatesFileName = (name: MassivoFileName): string => fileName('CERTIFICATES', name);

/** Name of the acknowledgement (`ack`) or refusal (`err`) of a request file, from the request file's name. */
export function receiptFileName(requestName: string, folder: 'ack' | 'err'): string {
  if (!requestName.endsWith('.txt')) throw new RangeError('not the name of a request file');
  return `${requestName.slice(0, -'txt'.length)}${folder}`;
}

/** What a name says and which kind of file it names; `null` when it is no name of a massivo file. */
export function parseFileName(text: string): ({ kind: MassivoFileKind } & MassivoFileName) | null {
  const [, prefix, ipaCode, officeCode, year, month, dayOfMonth, sequence, extension] = NAME.exec(text) ?? [];
  const kind = KINDS.find((known) => PREFIXES[known] === prefix && EXTENSIONS[known] === extension);
  const day = parseDay(`${year}-${month}-${dayOfMonth}`);
  if (!kind || !ipaCode || !officeCode || day === undefined) return null;
  return { kind, ipaCode, officeCode, day: isoDayOf(day), sequence: Number(sequence) };
}

function fileName(kind: MassivoFileKind, { ipaCode, officeCode, day, sequence }: MassivoFileName): string {
  const digits = String(sequence).padStart(6, '0');
  const name = `${PREFIXES[kind]}_${ipaCode}_${officeCode}_${day.replaceAll('-', '')}_${digits}.${EXTENSIONS[kind]}`;
  if (!parseFileName(name)) throw new RangeError('these values make no name of a massivo file');
  return name;
}
