import { createHash } from 'node:crypto';
import { generatePersons, type GeneratedSubject, type PersonOptions } from './person-generator.js';

/**
 * Seeded request files of MASSIVA v1, made a block at a time: 500,000 rows take no more memory than ten. Written
 * without the product's writer, so that the two check each other.
 */
export interface GeneratedFileOptions extends PersonOptions {
  header?: Partial<GeneratedHeader>;
  encoding?: 'utf8' | 'latin1';
  lineEnd?: '\r\n' | '\n';
}

/** The fields of the `T` record as they stand in the file. */
export interface GeneratedHeader {
  version: string;
  ipaCode: string;
  bodyTaxCode: string;
  officeCode: string;
  requestId: string;
  kind: string;
  purpose: string;
  protocolNumber: string;
  protocolDate: string;
  german: string;
  pec: string;
  contactTaxCode: string;
  agreementReference: string;
}

export const DEFAULT_HEADER: Readonly<GeneratedHeader> = {
  version: '1.0',
  ipaCode: 'c_h501',
  bodyTaxCode: '02438750586',
  officeCode: 'PROC-H501',
  requestId: '2026-000001',
  kind: '28GEN',
  purpose: 'FIN-001',
  protocolNumber: '0012345',
  protocolDate: '09/02/2026',
  german: 'N',
  pec: 'protocollo@pec.example.it',
  contactTaxCode: 'RSSMRA80A01H501U',
  agreementReference: '',
};

const BLOCK_CHARACTERS = 64 * 1024;

/** The bytes of the file, about 64 KB at a time. What each row must come to: `generatePersons` with the same options. */
export function* generateRequestFile(options: GeneratedFileOptions): Generator<Buffer> {
  const { lineEnd = '\r\n', encoding = 'utf8' } = options;
  const hash = createHash('sha256');
  let text = headerLine({ ...DEFAULT_HEADER, ...options.header }) + lineEnd;
  let row = 0;
  for (const subject of generatePersons(options)) {
    row += 1;
    text += rowLine(row, subject) + lineEnd;
    if (text.length < BLOCK_CHARACTERS) continue;
    const block = Buffer.from(text, encoding);
    hash.update(block);
    text = '';
    yield block;
  }
  const block = Buffer.from(text, encoding);
  hash.update(block);
  yield Buffer.concat([block, Buffer.from(`C;${row};${hash.digest('hex')}${lineEnd}`, 'latin1')]);
}

/** A whole small file in memory. */
export function requestFileBytes(options: GeneratedFileOptions): Buffer {
  return Buffer.concat([...generateRequestFile(options)]);
}

export function headerLine(header: GeneratedHeader): string {
  const { version, ipaCode, bodyTaxCode, officeCode, requestId, kind, purpose } = header;
  const { protocolNumber, protocolDate, german, pec, contactTaxCode, agreementReference } = header;
  const who = [version, ipaCode, bodyTaxCode, officeCode, requestId, kind, purpose];
  return ['T', ...who, protocolNumber, protocolDate, german, pec, contactTaxCode, agreementReference].join(';');
}

export function rowLine(row: number, subject: Omit<GeneratedSubject, 'expected'>): string {
  const { surname, name, birthDate, birthPlace, birthCountry, taxCode, citizenship, fatherName } = subject;
  const number = row < 10 ? `00000${row}` : String(row).padStart(6, '0');
  return `S;${number};${surname};${name};${birthDate};${birthPlace};${birthCountry};${taxCode};${citizenship};${fatherName}`;
}

/** A file of lines of one's own, with the closing record that goes with them. */
export function fileOfLines(lines: readonly string[], closing?: { count?: number; sha256?: string }): Buffer {
  const body = Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'utf8');
  const sha256 = closing?.sha256 ?? createHash('sha256').update(body).digest('hex');
  const count = closing?.count ?? lines.filter((line) => line.startsWith('S;')).length;
  return Buffer.concat([body, Buffer.from(`C;${count};${sha256}\r\n`, 'latin1')]);
}
