import type { CertificateKindCode } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { SubjectBytes } from '../../../schema/kernel/subject-bytes.type.js';
import type { SubjectRecord } from '../../../schema/kernel/subject.type.js';
import type { RowRefusal } from '../../../schema/row-codes.js';

/** The records of MASSIVA v1 (massivo-protocol.md, "Files"), decoded. Empty optional fields are `null`. */

export const MASSIVO_VERSION = '1.0';
export const FIELD_SEPARATOR = ';';
export const LINE_END = '\r\n';
/** Digits of a row number, so that a file has at most 999,999 rows. */
export const ROW_DIGITS = 6;

/** Where bytes come from: a file, an upload, a socket. */
export type ByteSource = AsyncIterable<Uint8Array>;

/** The `T` record. */
export interface RequestHeader {
  /** Lower case, as the index of public administrations writes it. */
  ipaCode: string;
  /** 11 digits. */
  bodyTaxCode: string;
  officeCode: string;
  /** The sender's own identifier of the request. */
  requestId: string;
  kind: CertificateKindCode;
  purposeCode: string;
  protocolNumber: string;
  protocolDate: IsoDay;
  german: boolean;
  pec: string;
  /** Recorded; gives no authority. */
  contactTaxCode: string;
  agreementReference: string | null;
}

/** The fields of an `S` record as they stand in the file, empty where nothing stands. */
export type SubjectRow = { [Field in keyof SubjectRecord]-?: string };

/** One `S` record; to be used before the next batch is read. */
export interface RequestRow {
  /** Ordinal among the file's `S` records, from 1; unique. */
  readonly position: number;
  /** The number that the sender gave the row; its position when the sender gave none that counts. */
  readonly row: number;
  /** Made of the record when it is asked for; `null` when the fields could not be told apart. */
  readonly subject: SubjectRow | null;
  /** The fields where they stand, until the next batch is read; `null` where the record is not UTF-8, or `subject` is. */
  readonly fields: SubjectBytes | null;
  /** Why the record is malformed (NOM-001), or `null`; the rules of the fields themselves are not applied here. */
  readonly refusal: RowRefusal | null;
}

/** What the end of a request file says, once it has been found true. */
export interface RequestClosing {
  /** `S` records in the file, malformed ones among them. */
  rows: number;
  /** SHA-256 (hex) of every byte before the closing record. */
  sha256: string;
  /** SHA-256 (hex) of the whole file. */
  fileSha256: string;
}

export const OUTCOME_STATES = ['RICEVUTA', 'RIFIUTATA', 'COMPLETATA', 'COMPLETATA_CON_SCARTI', 'FALLITA'] as const;
export type OutcomeState = (typeof OUTCOME_STATES)[number];

export const ROW_OUTCOMES = ['POSITIVO', 'NULLO', 'SCARTATO'] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** Flags of an outcome in the protocol's order, and their names in the graph. */
export const OUTCOME_FLAGS = {
  OM: 'HOMONYM',
  SI: 'SYNONYM',
  AL: 'ALIAS',
  RI: 'RECALL',
  RD: 'DIACRITIC_RECALL',
} as const;
export type OutcomeFlagCode = keyof typeof OUTCOME_FLAGS;

/** The `R` record: alone in `.ack` and `.err` files, first in outcome files. */
export interface OutcomeHeader {
  /** Empty only in a refusal of a file that could not be read. */
  requestId: string;
  /** Protocol number of SIC; empty only in a refusal. */
  sicProtocol: string;
  /** ISO 8601 to the second, with offset. */
  receivedAt: string;
  processedAt: string | null;
  state: OutcomeState;
  /** A file code of the protocol. */
  errorCode: string | null;
  message: string | null;
}

/** An `E` record. */
export interface OutcomeRow {
  row: number;
  taxCode: string | null;
  outcome: RowOutcome;
  certificateNumber: string | null;
  issuedOn: IsoDay | null;
  /** A plain file name inside the ZIP. */
  pdfName: string | null;
  /** SHA-256 (hex) of the PDF; present exactly when `pdfName` is. */
  pdfSha256: string | null;
  /** In the protocol's order. */
  flags: OutcomeFlagCode[];
  errorCode: string | null;
}

/** What the `F` record says, once it has been found true. */
export interface OutcomeClosing {
  positive: number;
  nil: number;
  discarded: number;
  /** SHA-256 (hex) of every byte before the closing record. */
  sha256: string;
}
