/**
 * What the auditor goes by, and nothing else: rows of the database, files of the drop area, the emulator's own books,
 * what clients and operators were told (their receipts), and the logs of all processes. Read by the auditor's own code; nothing here is imported
 * from the product, so that a mistake of the product cannot hide behind itself.
 *
 * Instants are milliseconds since 1970, hashes hex.
 */
export interface Evidence {
  requests: RequestRow[];
  items: ItemRow[];
  ends: EndRow[];
  reviews: ReviewRow[];
  certificates: CertificateRow[];
  /** Numbers of the certificates whose PDF is kept. */
  documents: string[];
  deltas: DeltaRow[];
  /** Requests that the direct channel still has to issue for. */
  openJobs: string[];
  submissions: SubmissionRow[];
  batches: BatchRow[];
  log: LogRow[];
  changes: ChangeRow[];
  flagVersion: number;
  receipts: ReceiptEntry[];
  processed: ProcessedEntry[];
  outcomes: OutcomeEntry[];
  files: DropFile[];
  witness: WitnessEntry[];
  /** Lines in the logs of all processes, and those that tell of a person. */
  logLines: number;
  leaks: LeakEntry[];
}

/** A line of a log that holds something of a person. */
export interface LeakEntry {
  log: string;
  line: number;
  kind: 'TAX_CODE' | 'SURNAME' | 'CANARY';
}

export interface RequestRow {
  id: string;
  state: string;
  ipaCode: string;
  officeCode: string;
  clientRequestId: string;
  channel: string | null;
  submittedAt: number;
  total: number;
  accepted: number;
}

export interface ItemRow {
  requestId: string;
  line: number;
  /** Ordinal among the accepted rows; null when refused at intake. */
  seq: number | null;
}

export interface EndRow {
  requestId: string;
  line: number;
  status: 'ISSUED' | 'REJECTED' | 'FAILED' | 'ABANDONED';
  code: string | null;
}

export interface ReviewRow {
  requestId: string;
  line: number;
  settled: boolean;
}

export interface CertificateRow {
  number: string;
  requestId: string;
  line: number;
}

/** Counts of a request as the product has added them up. */
export interface DeltaRow {
  requestId: string;
  issued: number;
  rejected: number;
  failed: number;
  abandoned: number;
  underReview: number;
}

/** An outbox entry of massivo. */
export interface SubmissionRow {
  requestId: string;
  ipaCode: string;
  officeCode: string;
  items: number;
  createdAt: number;
  plannedAt: number | null;
}

export interface BatchRow {
  id: string;
  requestId: string;
  ipaCode: string;
  officeCode: string;
  fileName: string;
  fileRequestId: string;
  firstSeq: number;
  lastSeq: number;
  state: string;
  sentAt: number | null;
  sicProtocol: string | null;
}

export interface LogRow {
  seq: number;
  at: number;
  entry: string;
  previousHash: string;
  hash: string;
}

export interface ChangeRow {
  id: string;
  status: string;
  receipt: string | null;
}

/** The emulator's note that a file was read and judged. */
export interface ReceiptEntry {
  officeCode: string;
  file: string;
  takenAs: string;
  sha256: string;
  ipaCode: string;
  requestId: string;
  sicProtocol: string;
  errorCode: string | null;
}

/** The emulator's note that a file was processed; a FALLITA holds no outcomes. */
export interface ProcessedEntry {
  sicProtocol: string;
  state: string;
}

/** What became of one row, as the emulator holds it whatever its answers said. */
export interface OutcomeEntry {
  sicProtocol: string;
  row: number;
  outcome: 'POSITIVO' | 'NULLO' | 'SCARTATO';
  errorCode: string | null;
  certificateNumber: string | null;
}

/** A request file in an office's drop area. */
export interface DropFile {
  officeCode: string;
  folder: 'in' | 'in/done';
  name: string;
  sha256: string;
}

/** What somebody outside was told, in the order of its telling; kept by the clients and operators themselves. */
export type WitnessEntry =
  /** Requests that were there before the run. */
  | { kind: 'baseline'; requestIds: string[] }
  | {
      kind: 'asked';
      at: number;
      ipaCode: string;
      clientRequestId: string;
      rows: number;
      /** Where the truth table sends it while massivo is OPEN. */
      channel: 'MASSIVO' | 'DIRECT_AGREEMENT';
    }
  | {
      kind: 'acknowledged';
      at: number;
      ipaCode: string;
      clientRequestId: string;
      requestId: string;
      total: number;
      /** Null where the answer does not tell: the graph's counts go on changing. */
      accepted: number | null;
      channel: string;
    }
  | {
      kind: 'refused';
      at: number;
      /** When this attempt was begun. */
      askedAt: number;
      ipaCode: string;
      clientRequestId: string;
      code: string;
    }
  | {
      kind: 'flag';
      /** Empty: everywhere. */
      officeCode: string;
      to: 'OPEN' | 'DRAINING' | 'CLOSED';
      forced: boolean;
      askedAt: number;
      acknowledgedAt: number;
    }
  /** What lay in the offices' `in/` and `in/done/` at that moment. */
  | { kind: 'in-folders'; at: number; names: string[] };

export type Acknowledgement = Extract<WitnessEntry, { kind: 'acknowledged' }>;
export type FlagReceipt = Extract<WitnessEntry, { kind: 'flag' }>;
