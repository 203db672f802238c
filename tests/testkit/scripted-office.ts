import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export interface SentRow {
  row: string;
  taxCode: string;
}

export interface SentFile {
  name: string;
  requestId: string;
  text: string;
  rows: SentRow[];
}

/** An `E` record before it is written, field by field. */
export interface AnsweredRow {
  row: string;
  taxCode: string;
  outcome: string;
  number: string;
  issuedOn: string;
  pdfName: string;
  sha256: string;
  flags: string;
  errorCode: string;
}

export interface OutcomeScript {
  state?: string;
  errorCode?: string;
  requestId?: string;
  protocol?: string;
  /** Changes the rows after they and their PDFs were made. */
  alter?: (rows: AnsweredRow[]) => AnsweredRow[];
  /** Cuts the outcome file to a share of its bytes. */
  keep?: number;
  /** PDFs in the ZIP, changed after their hashes were taken. */
  alterPdfs?: (pdfs: Map<string, Buffer>) => Map<string, Buffer>;
  /** What is put out, and in which order. */
  files?: ('outcome' | 'certificates')[];
}

const SIC = 'SIC-2026-0000042';
const AT = '2026-06-10T12:00:00+02:00';
const HEADER_FIELDS = ['ipaCode', 'bodyTaxCode', 'officeCode', 'requestId'] as const;

/** An office that does exactly what a test says, on the directory; its reader and writer are its own. */
export class ScriptedOffice {
  readonly #path: string;

  constructor(
    root: string,
    readonly officeCode: string,
  ) {
    this.#path = join(root, officeCode);
  }

  async open(): Promise<void> {
    for (const folder of ['in', 'ack', 'err', 'out']) await mkdir(this.path(folder, 'done'), { recursive: true });
  }

  path(...parts: string[]): string {
    return join(this.#path, ...parts);
  }

  /** Names in a folder, `done/` left out, sorted. */
  async names(...folder: string[]): Promise<string[]> {
    return (await readdir(this.path(...folder))).filter((name) => name !== 'done').sort();
  }

  /** The request files that lie there, in the order of their names. */
  async sent(): Promise<SentFile[]> {
    const names = (await this.names('in')).filter((name) => name.endsWith('.txt'));
    return Promise.all(names.map((name) => this.#read(name, 'in')));
  }

  /** Moves every request file to `in/done/`, as the office does with what it has taken up. */
  async takeUp(): Promise<SentFile[]> {
    const files = await this.sent();
    for (const { name } of files) await rename(this.path('in', name), this.path('in', 'done', name));
    return files;
  }

  async acknowledge({ name, requestId }: SentFile, protocol = SIC): Promise<void> {
    await this.#write('ack', name.replace('.txt', '.ack'), receipt(requestId, protocol, 'RICEVUTA'));
  }

  async refuse({ name, requestId }: SentFile, code: string, message = 'rifiutata'): Promise<void> {
    await this.#write('err', name.replace('.txt', '.err'), receipt(requestId, '', 'RIFIUTATA', [code, message]));
  }

  async put(folder: string, name: string, content: string | Buffer): Promise<void> {
    await this.#write(folder, name, content);
  }

  async remove(folder: string, name: string): Promise<void> {
    await unlink(this.path(folder, name));
  }

  /** Outcome and certificates: every row NULLO, the fifth POSITIVO, each with a PDF of its own. */
  async complete(file: SentFile, script: OutcomeScript = {}): Promise<void> {
    const rest = file.name.slice('MASSIVA_'.length, -'.txt'.length);
    let pdfs = new Map<string, Buffer>(
      file.rows.map(({ row }) => [`certificato_${row}.pdf`, Buffer.from(`%PDF synthetic ${file.requestId} ${row}`)]),
    );
    const made = file.rows.map(({ row, taxCode }): AnsweredRow => {
      const pdfName = `certificato_${row}.pdf`;
      const sha256 = sha256Of(pdfs.get(pdfName) ?? Buffer.alloc(0));
      const outcome = Number(row) % 5 === 0 ? 'POSITIVO' : 'NULLO';
      const number = `${file.requestId}-${row}`;
      return { row, taxCode, outcome, number, issuedOn: '2026-06-10', pdfName, sha256, flags: '', errorCode: '' };
    });
    const rows = script.alter?.(made) ?? made;
    const named = new Set(rows.map(({ pdfName }) => pdfName));
    pdfs = new Map([...pdfs].filter(([name]) => named.has(name)));
    pdfs = script.alterPdfs?.(pdfs) ?? pdfs;
    const outcome = Buffer.from(outcomeText(file, rows, script));
    const kept = outcome.subarray(0, Math.floor(outcome.length * (script.keep ?? 1)));
    for (const what of script.files ?? (pdfs.size > 0 ? ['certificates', 'outcome'] : ['outcome'])) {
      if (what === 'outcome') await this.#write('out', `ESITI_${rest}.txt`, kept);
      else await this.#write('out', `CERTIFICATI_${rest}.zip`, await zipOf(pdfs));
    }
  }

  async #read(name: string, ...folder: string[]): Promise<SentFile> {
    const text = await readFile(this.path(...folder, name), 'utf8');
    const lines = text.split('\r\n').map((line) => line.split(';'));
    const header = Object.fromEntries(HEADER_FIELDS.map((field, index) => [field, lines[0]?.[index + 2] ?? '']));
    const rows = lines
      .filter(([type]) => type === 'S')
      .map((fields) => ({ row: fields[1] ?? '', taxCode: fields[7] ?? '' }));
    return { name, text, rows, requestId: header['requestId'] ?? '' };
  }

  async #write(folder: string, name: string, content: string | Buffer): Promise<void> {
    const part = this.path(folder, `${name}.part`);
    await writeFile(part, content);
    await rename(part, this.path(folder, name));
  }
}

/** A row that the office discards. */
export function discardedRow({ row, taxCode }: AnsweredRow, errorCode: string): AnsweredRow {
  return { row, taxCode, outcome: 'SCARTATO', number: '', issuedOn: '', pdfName: '', sha256: '', flags: '', errorCode };
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function receipt(requestId: string, protocol: string, state: string, [code, message] = ['', '']): string {
  return `R;1.0;${requestId};${protocol};${AT};;${state};${code};${message}\r\n`;
}

function outcomeText(file: SentFile, rows: readonly AnsweredRow[], script: OutcomeScript): string {
  const { state = 'COMPLETATA', errorCode = '', requestId = file.requestId, protocol = SIC } = script;
  const records = rows.map(({ row, taxCode, outcome, number, issuedOn, pdfName, sha256, flags, errorCode: code }) =>
    ['E', row, taxCode, outcome, number, issuedOn, pdfName, sha256, flags, code].join(';'),
  );
  const head = `R;1.0;${requestId};${protocol};${AT};${AT};${state};${errorCode};`;
  const body = [head, ...records].map((record) => `${record}\r\n`).join('');
  const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
  const counts = [count('POSITIVO'), count('NULLO'), count('SCARTATO')].join(';');
  return `${body}F;${counts};${sha256Of(Buffer.from(body))}\r\n`;
}

export async function zipOf(pdfs: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of pdfs) zip.addBuffer(content, name, { mtime: new Date('2026-06-10T00:00:00Z') });
  zip.end();
  return buffer(zip.outputStream);
}
