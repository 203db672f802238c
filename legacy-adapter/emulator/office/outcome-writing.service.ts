import { hash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import type { ProcessedEntry, ReceivedEntry, RowEntry } from '../books/book-entries.js';
import type { Lie } from '../control/control.input.js';
import { AnswerFile } from '../drop/answer-file.js';
import type { DropArea } from '../drop/drop-area.store.js';
import { closingRecord, headerRecord, rowRecord, type OutcomeRow } from '../records/outcome-records.rules.js';
import type { RequestHeader } from '../records/request-records.rules.js';
import { certificateForm, type CertificateForm } from '../register/certificate-pdf.rules.js';
import { certificateNumberOf } from '../register/synthetic-register.rules.js';
import { ZipWriter } from '../register/zip-writer.js';
import { examineRows, type ExaminedRow } from './request-examination.service.js';

/** One certificate in so many gets a wrong hash, from the first. */
const WRONG_HASH_EVERY = 5;
const WRONG_HASH = '0'.repeat(64);

export interface ExaminedFile {
  readonly drop: DropArea;
  readonly received: ReceivedEntry;
  readonly registerSeed: number;
}

/** What became of the rows of a file, kept from its processing to its answer. */
export interface ExaminedRows {
  readonly header: RequestHeader;
  readonly rows: readonly ExaminedRow[];
}

export interface OutcomeFiles extends ExaminedFile {
  /** Left out: the request is read again. */
  readonly examined?: ExaminedRows;
  readonly processed: ProcessedEntry;
  readonly processedAt: string;
  readonly zip: boolean;
  readonly outcome: boolean;
  readonly distortion: Distortion;
}

/** How the outcome is to be wrong. */
export interface Distortion {
  readonly wrongFileHash: boolean;
  readonly wrongPdfHash: boolean;
  readonly lie?: { readonly how: Lie; readonly row: number };
}

export type Counts = Pick<ProcessedEntry, 'positive' | 'nil' | 'discarded'>;

/** Rows of one file that are kept at most; a larger one is read again. */
const MOST_KEPT_ROWS = 1_000;

/**
 * Processes a file that was accepted: what becomes of each row goes into `rowsPath` for the books, the counts are
 * given back, and the rows themselves where they are few; `undefined` when the file is not there any more, or not as
 * it was received (SIC-001).
 */
export async function processRows(
  file: ExaminedFile,
  rowsPath: string,
): Promise<{ counts: Counts; examined?: ExaminedRows } | undefined> {
  const { drop, received, registerSeed } = file;
  const handle = await drop.openTaken(received.takenAs);
  if (!handle) return undefined;
  const counts = { positive: 0, nil: 0, discarded: 0 };
  const kept: ExaminedRow[] = [];
  let header: RequestHeader | undefined;
  const rows = await AnswerFile.create(`${rowsPath}.part`);
  try {
    const { sha256 } = await examineRows(handle, registerSeed, (row, ofRequest) => {
      count(counts, row);
      header = ofRequest;
      if (received.rows <= MOST_KEPT_ROWS) kept.push(row);
      return rows.write(`${JSON.stringify(rowEntry(received, row))}\n`);
    });
    await rows.finish();
    if (sha256 !== received.sha256) return undefined;
  } catch (error) {
    await rows.abandon();
    throw error;
  }
  await rename(`${rowsPath}.part`, rowsPath);
  return { counts, ...(header && kept.length > 0 && { examined: { header, rows: kept } }) };
}

/** Writes the outcome and the certificates under their `.part` names: the same bytes each time it is asked. */
export async function writeOutcomeFiles(files: OutcomeFiles): Promise<void> {
  const { drop, received, processed } = files;
  const outcomePath = drop.partPath(received.file, 'outcome');
  const outcome = files.outcome ? await AnswerFile.create(outcomePath, { hashed: true }) : undefined;
  const zip = files.zip ? await AnswerFile.create(drop.partPath(received.file, 'zip')) : undefined;
  try {
    const answer = new OutcomeAnswer(files, { outcome, zip });
    await answer.begin();
    if (processed.state !== 'FALLITA') await addRows(answer, files);
    await answer.end();
    await outcome?.finish();
    await zip?.finish();
  } catch (error) {
    await outcome?.abandon();
    await zip?.abandon();
    throw error;
  }
}

async function addRows(answer: OutcomeAnswer, { drop, received, registerSeed, examined }: OutcomeFiles): Promise<void> {
  if (examined) {
    for (const row of examined.rows) {
      const pending = answer.addRow(row, examined.header);
      if (pending) await pending;
    }
    return;
  }
  const handle = await drop.openTaken(received.takenAs);
  if (!handle) throw new Error('the request file is not where it was put');
  await examineRows(handle, registerSeed, (row, header) => answer.addRow(row, header));
}

/** The two files of one outcome, as they grow. */
class OutcomeAnswer {
  readonly #files: OutcomeFiles;
  readonly #outcome: AnswerFile | undefined;
  readonly #zip: ZipWriter | undefined;
  readonly #told = { positive: 0, nil: 0, discarded: 0 };
  /** By outcome: the certificates of one file differ in their numbers only. */
  readonly #forms = new Map<ExaminedRow['outcome'], CertificateForm>();
  #issued = 0;
  #lastRow = 0;

  constructor(files: OutcomeFiles, { outcome, zip }: { outcome?: AnswerFile; zip?: AnswerFile }) {
    this.#files = files;
    this.#outcome = outcome;
    this.#zip = zip && new ZipWriter((bytes) => zip.write(bytes));
  }

  async begin(): Promise<void> {
    const { received, processed, processedAt } = this.#files;
    const failure = processed.state === 'FALLITA' ? ({ errorCode: 'SIC-001' } as const) : {};
    const { requestId, sicProtocol, at: receivedAt } = received;
    const header = { requestId, sicProtocol, receivedAt, processedAt, state: processed.state, ...failure };
    await this.#outcome?.write(headerRecord(header));
  }

  /** A promise only where there is something to wait for. */
  addRow(row: ExaminedRow, header: RequestHeader): Promise<void> | undefined {
    this.#lastRow = row.row;
    const issued = row.outcome === 'SCARTATO' ? undefined : this.#issue(row, header);
    const told: OutcomeRow = issued ? { ...row, certificate: issued.certificate } : row;
    const lie = this.#files.distortion.lie;
    const affected = lie?.row === row.row;
    const times = !affected ? 1 : { missing: 0, doubled: 2, extra: 1 }[lie.how];
    let written: Promise<void> | undefined;
    for (let time = 0; time < times; time += 1) written = this.#tell(told) ?? written;
    return issued?.added && written
      ? Promise.all([issued.added, written]).then(() => undefined)
      : (issued?.added ?? written);
  }

  async end(): Promise<void> {
    const { received, distortion } = this.#files;
    if (distortion.lie?.how === 'extra') await this.#tell(strayRow(received, this.#lastRow + 1));
    await this.#zip?.end();
    const sha256 = distortion.wrongFileHash ? WRONG_HASH : ((await this.#outcome?.hashSoFar()) ?? '');
    await this.#outcome?.write(closingRecord(this.#told, sha256));
  }

  /** Makes the certificate of a row, into the ZIP where one is being written. */
  #issue(row: ExaminedRow, header: RequestHeader): Issued {
    const { received, processedAt, distortion } = this.#files;
    const { officeCode, sicProtocol } = received;
    const number = certificateNumberOf(officeCode, sicProtocol, row.row);
    const issueDate = processedAt.slice(0, 10);
    let form = this.#forms.get(row.outcome);
    if (!form) {
      const facts = { certificateNumber: number, officeCode, sicProtocol, issueDate };
      const outcome = row.outcome === 'POSITIVO' ? 'POSITIVO' : 'NULLO';
      form = certificateForm({ ...facts, kind: header.kind, outcome, german: header.german === 'S' });
      this.#forms.set(row.outcome, form);
    }
    const pdf = form(number);
    const pdfName = `${number}.pdf`;
    const added = this.#zip?.add(pdfName, pdf);
    const wrong = distortion.wrongPdfHash && this.#issued % WRONG_HASH_EVERY === 0;
    this.#issued += 1;
    const sha256 = wrong ? WRONG_HASH : hash('sha256', pdf);
    return { certificate: { number, issueDate, pdfName, sha256 }, added };
  }

  #tell(row: OutcomeRow): Promise<void> | undefined {
    count(this.#told, row);
    return this.#outcome?.write(rowRecord(row));
  }
}

interface Issued {
  certificate: NonNullable<OutcomeRow['certificate']>;
  added: Promise<void> | undefined;
}

/** A row that nobody sent, with a certificate that is in no ZIP. */
function strayRow({ officeCode, sicProtocol, at }: ReceivedEntry, row: number): OutcomeRow {
  const number = certificateNumberOf(officeCode, sicProtocol, row);
  const certificate = { number, issueDate: at.slice(0, 10), pdfName: `${number}.pdf`, sha256: WRONG_HASH };
  return { row, taxCode: '', outcome: 'NULLO', certificate };
}

function rowEntry({ requestId, officeCode, sicProtocol }: ReceivedEntry, row: ExaminedRow): RowEntry {
  const { outcome, errorCode } = row;
  if (outcome === 'SCARTATO') return { requestId, row: row.row, outcome, errorCode };
  return { requestId, row: row.row, outcome, certificateNumber: certificateNumberOf(officeCode, sicProtocol, row.row) };
}

function count(
  counts: { positive: number; nil: number; discarded: number },
  row: { outcome: ExaminedRow['outcome'] },
): void {
  if (row.outcome === 'POSITIVO') counts.positive += 1;
  else if (row.outcome === 'NULLO') counts.nil += 1;
  else counts.discarded += 1;
}
