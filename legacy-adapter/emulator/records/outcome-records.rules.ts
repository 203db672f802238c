/** The records of the office's answers (massivo-protocol.md, "Files", Outcome), each with its CRLF. */

export const SYNTHETIC_MESSAGE = 'EMULATORE: DATI SINTETICI SENZA VALORE LEGALE';

export interface OutcomeHeader {
  readonly requestId: string;
  readonly sicProtocol: string;
  readonly receivedAt: string;
  readonly processedAt?: string;
  readonly state: 'RICEVUTA' | 'RIFIUTATA' | 'COMPLETATA' | 'COMPLETATA_CON_SCARTI' | 'FALLITA';
  readonly errorCode?: string;
  /** Goes before the notice that everything here is synthetic. */
  readonly message?: string;
}

export interface OutcomeRow {
  readonly row: number;
  readonly taxCode: string;
  readonly outcome: 'POSITIVO' | 'NULLO' | 'SCARTATO';
  readonly certificate?: {
    readonly number: string;
    readonly issueDate: string;
    readonly pdfName: string;
    readonly sha256: string;
  };
  readonly flags?: readonly string[];
  readonly errorCode?: string;
}

/** The `R` record. */
export function headerRecord(header: OutcomeHeader): string {
  const { requestId, sicProtocol, receivedAt, processedAt = '', state, errorCode = '' } = header;
  const message = header.message ? `${header.message} - ${SYNTHETIC_MESSAGE}` : SYNTHETIC_MESSAGE;
  return record('R', '1.0', requestId, sicProtocol, receivedAt, processedAt, state, errorCode, message);
}

/** An `E` record. */
export function rowRecord({ row, taxCode, outcome, certificate, flags = [], errorCode = '' }: OutcomeRow): string {
  const { number = '', issueDate = '', pdfName = '', sha256 = '' } = certificate ?? {};
  const rowNumber = String(row).padStart(6, '0');
  return record('E', rowNumber, taxCode, outcome, number, issueDate, pdfName, sha256, flags.join(','), errorCode);
}

/** The `F` record. */
export function closingRecord(counts: { positive: number; nil: number; discarded: number }, sha256: string): string {
  return record('F', String(counts.positive), String(counts.nil), String(counts.discarded), sha256);
}

const record = (...fields: readonly string[]): string => `${fields.join(';')}\r\n`;
