import type { Sql } from '../schema/kernel/database.js';
import type { IsoDay } from '../schema/kernel/clock.js';
import type { ErrorCode } from '../schema/error-codes.js';
import type { CertificateKindName as CertificateKind } from '../schema/certificate-kind.js';

/** What the adapter offers and what it asks of others. Nobody outside imports anything but `legacy-adapter/index`. */

// ------------------------------------------------------------------------------------------ choosing the channel

export type Channel = 'MASSIVO' | 'DIRECT_AGREEMENT' | 'OFFICE_COUNTER' | 'PDND';
export type TransitionState = 'OPEN' | 'DRAINING' | 'CLOSED';

/** How far an agreement of the body's office reaches for one purpose and kind, on one day. */
export type AgreementReach = 'NONE' | 'NOT_COVERING' | 'COVERING';

/** What the owner of bodies and agreements knows about one question; the flag and the calendar are the adapter's. */
export interface ChannelQuestion {
  ipaCode: string;
  officeCode: string;
  kind: CertificateKind;
  agreement: AgreementReach;
  /** The office is a pilot office. */
  pilotOffice: boolean;
  /** The body is in the register of former massivo bodies at that office. */
  massivoUser: boolean;
  /** What was abandoned on massivo does not go there again: where the table says MASSIVO, it is refused. */
  keptOffMassivo?: boolean;
}

/** Told to whoever still uses massivo (R-16, "notice"). */
export interface ChannelDeprecation {
  /** Day on which the direct channel opened: massivo is deprecated since (RFC 9745). */
  since: IsoDay;
  lastDay: IsoDay;
  daysLeft: number;
  /** Page that says how to sign or extend an agreement. */
  guide: string;
}

export type ChannelRefusalCode = Extract<
  ErrorCode,
  'CHANNEL_NOT_YET_OPEN' | 'PURPOSE_NOT_COVERED' | 'AGREEMENT_REQUIRED' | 'MASSIVO_DISMISSED' | 'PINNED_TO_MASSIVO'
>;

/** A line of the truth table and what it says; exactly one of `channel` and `refusal` is set. */
export type ChannelDecision =
  | { line: number; channel: Channel; refusal: null; deprecation: ChannelDeprecation | null }
  | { line: number; channel: null; refusal: ChannelRefusalCode; deprecation: ChannelDeprecation | null };

/** The outbox entry of a request that goes to massivo; written by `admit` in the caller's transaction. */
export interface MassivoSubmission {
  requestId: string;
  ipaCode: string;
  bodyTaxCode: string;
  officeCode: string;
  /** requestId that the office sees: the file header's own, or the request's id. */
  fileRequestId: string;
  kind: CertificateKind;
  purposeCode: string;
  protocolNumber: string;
  protocolDate: IsoDay;
  german: boolean;
  pec: string;
  contactTaxCode: string;
  /** How many items were accepted; 0 writes no outbox entry. */
  items: number;
}

export interface ChannelRouting {
  /** Answers without doing anything and without the lock (`channelFor`). */
  ask(question: ChannelQuestion): Promise<ChannelDecision>;
  /**
   * Decides inside the caller's transaction, under the shared lock of the flag, and writes the outbox entry when
   * the channel is MASSIVO. A constant number of statements, whatever the number of items. A question that is kept off
   * massivo needs no submission.
   */
  admit(sql: Sql, question: ChannelQuestion, submission: MassivoSubmission | null): Promise<ChannelDecision>;
  /** The notice that massivo's users get today. */
  deprecation(): Promise<ChannelDeprecation>;
}

// -------------------------------------------------------------------------------------------------- the flag

export interface TransitionScope {
  /** Absent: every office. */
  officeCode?: string;
  /** Absent: every body. Only one of the two is set. */
  ipaCode?: string;
}

// ---------------------------------------------------------------------------------------------- ports to others

/** The subject of an accepted row, field by field as the massivo record has them; empty where absent. */
export interface AcceptedSubject {
  seq: number;
  row: number;
  surname: string;
  name: string;
  /** dd/mm/yyyy */
  birthDate: string;
  birthPlace: string;
  birthCountry: string;
  taxCode: string;
  /** I, U or X */
  citizenship: string;
  fatherName: string;
}

export type MassivoFlag = 'OM' | 'SI' | 'AL' | 'RI' | 'RD';

/** What the office answered for one item. */
export interface MassivoItemOutcome {
  seq: number;
  outcome: 'POSITIVO' | 'NULLO' | 'SCARTATO';
  certificateNumber: string | null;
  issuedOn: IsoDay | null;
  flags: MassivoFlag[];
  /** Row code when SCARTATO. */
  errorCode: string | null;
  /** The PDF, its hash already checked against the outcome record. */
  pdf: { sha256: Buffer; content: Buffer } | null;
  /** What `acceptedItems` has handed out for `seq`, the very object: its owner then need not read and open it again. */
  subject?: AcceptedSubject;
}

/** The accepted rows of one request from `firstSeq` to `lastSeq`, both included. */
export interface ItemRange {
  requestId: string;
  firstSeq: number;
  lastSeq: number;
}

/** Port: who owns the items. Implemented by the certificates subgraph, wired by the composition root. */
export interface ItemOutcomes {
  /** The accepted rows of a range in order of `seq`, in chunks; always all of them, ended or not. */
  acceptedItems(range: ItemRange): AsyncIterable<AcceptedSubject[]>;
  /**
   * Takes outcomes in, inside the adapter's transaction. Items that already reached an end are left as they are, so
   * that taking the same answer in twice changes nothing. Returns how many items reached an end or a review now.
   * Throws a `DomainError` with `details.seqs` for outcomes of no use, such as the number of another certificate;
   * nothing of the answer is then taken in.
   */
  takeIn(sql: Sql, range: ItemRange, outcomes: AsyncIterable<MassivoItemOutcome[]>): Promise<number>;
  /** Ends every item of the range that is still open; returns how many. */
  endOpen(sql: Sql, range: ItemRange, status: 'FAILED' | 'ABANDONED' | 'REJECTED', code: string): Promise<number>;
}
