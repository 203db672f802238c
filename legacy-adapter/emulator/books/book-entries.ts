import type { FileCode } from '../checks/refusal-codes.js';
import type { AnswerName } from '../drop/request-name.rules.js';

/**
 * The emulator's books, `<state>/books.jsonl`: one JSON object a line, only ever appended, on the disk before the next
 * step begins. `receipt` is the number under which a file was taken in. No personal data.
 *
 * What became of each row stands beside it in `<state>/rows/<sicProtocol>.jsonl` (`RowEntry`), written once.
 */
export type BookEntry = ReceivedEntry | ProcessingEntry | ProcessedEntry | AnsweredEntry | CrashEntry | ClosedEntry;

/** A file was read and judged: with `errorCode` it is refused, without it is accepted. */
export interface ReceivedEntry {
  readonly step: 'received';
  readonly receipt: number;
  /** ISO 8601 to the second, Europe/Rome, here as in every entry. */
  readonly at: string;
  readonly officeCode: string;
  readonly file: string;
  /** Name under `in/done/`. */
  readonly takenAs: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly ipaCode: string;
  /** Empty when the header cannot be read. */
  readonly requestId: string;
  readonly rows: number;
  readonly sicProtocol: string;
  readonly errorCode?: FileCode;
  readonly message?: string;
}

/** Processing begins; `at` is the `processedAt` of the outcome, however often it must be written. */
export interface ProcessingEntry {
  readonly step: 'processing';
  readonly receipt: number;
  readonly at: string;
}

export interface ProcessedEntry {
  readonly step: 'processed';
  readonly receipt: number;
  readonly at: string;
  readonly sicProtocol: string;
  readonly state: 'COMPLETATA' | 'COMPLETATA_CON_SCARTI' | 'FALLITA';
  readonly positive: number;
  readonly nil: number;
  readonly discarded: number;
}

/** An answer was renamed to its final name. */
export interface AnsweredEntry {
  readonly step: 'answered';
  readonly receipt: number;
  readonly at: string;
  readonly officeCode: string;
  readonly answer: AnswerName;
  readonly file: string;
  readonly sicProtocol: string;
  /** The faults it went out with; none: it is sound. */
  readonly faults: readonly AnswerFault[];
  /** A second time, the same bytes. */
  readonly repeated: boolean;
  /** The row that a lie is about, where `faults` has `lieRows`. */
  readonly lieRow?: number;
}

export type AnswerFault = 'cutFile' | 'wrongHash' | 'lieRows';

/** The emulator is about to die as told; noted first, so that it happens once. */
export interface CrashEntry {
  readonly step: 'crash';
  readonly receipt: number;
  readonly at: string;
  readonly crash: string;
}

/** Every answer has been given, sound. */
export interface ClosedEntry {
  readonly step: 'closed';
  readonly receipt: number;
  readonly at: string;
}

/** What became of one row, as SIC holds it (whatever a faulty answer says). */
export interface RowEntry {
  readonly requestId: string;
  readonly row: number;
  readonly outcome: 'POSITIVO' | 'NULLO' | 'SCARTATO';
  readonly errorCode?: string;
  readonly certificateNumber?: string;
}
