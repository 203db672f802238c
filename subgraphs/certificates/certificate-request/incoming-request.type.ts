import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { SubjectBytes } from '../../../schema/kernel/subject-bytes.type.js';
import type { RowRefusal } from '../../../schema/row-codes.js';
import type { SubjectFields } from '../subject/subject-record.js';

/** A request as its sender put it, whichever way it came in; the subjects follow as a stream. */
export interface IncomingRequest {
  /** The sender's own id, for idempotency. */
  clientRequestId: string;
  ipaCode: string;
  unitCode: string | null;
  /** Absent: the body's competent office. */
  officeCode: string | null;
  kind: CertificateKindName;
  purposeCode: string;
  protocolNumber: string;
  protocolDate: IsoDay;
  german: boolean;
  /** What only a massivo file tells. */
  file: { requestId: string; pec: string; contactTaxCode: string } | null;
}

/** One subject as it came in; to be used before the next batch is asked for. */
export interface IncomingRow {
  /** Position in the request, from 1. */
  readonly line: number;
  /** Row number as the sender wrote it. */
  readonly row: number;
  /** `null` when nothing of the line could be read. */
  readonly fields: SubjectFields | null;
  /** Where the fields stand in a file of UTF-8: whoever can do with it need not ask for `fields`, which are made then. */
  readonly bytes?: SubjectBytes | null;
  /** Set when the line itself is malformed, whatever its fields say. */
  readonly refusal: RowRefusal | null;
}

/** The subjects of a request and, once they have all been read, the hash of the whole content. */
export interface IncomingContent {
  rows: AsyncIterable<IncomingRow[]>;
  /** sha256; called after `rows` has ended without an error. */
  contentHash(): Buffer;
}

/** The person who asks and how they signed in. */
export interface Submitter {
  personKey: string;
  method: string;
  level: number;
}

/** What a submitted request came to. */
export interface SubmittedRequest {
  requestId: string;
  accepted: number;
  rejected: number;
  channel: 'MASSIVO' | 'DIRECT_AGREEMENT' | 'OFFICE_COUNTER' | 'PDND';
}
