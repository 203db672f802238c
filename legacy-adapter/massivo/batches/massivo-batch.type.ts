import type { Sql } from '../../../schema/kernel/database.js';
import type { TransitionScope } from '../../contract.js';

/**
 * Life of one file to an office:
 * `QUEUED → SENT → ACKNOWLEDGED → COMPLETED`, or `REFUSED` (the office will not have it: its items ended FAILED), or
 * `FAILED` (its items are still open: an operator retries or abandons it), or `ABANDONED` (its items ended ABANDONED).
 */
export type MassivoBatchState = 'QUEUED' | 'SENT' | 'ACKNOWLEDGED' | 'COMPLETED' | 'REFUSED' | 'FAILED' | 'ABANDONED';

/** States whose items have not come to an end: what R-25 counts as in flight. */
export const IN_FLIGHT_STATES = ['QUEUED', 'SENT', 'ACKNOWLEDGED', 'FAILED'] as const satisfies MassivoBatchState[];

/** One file to an office: the accepted rows `firstSeq` … `lastSeq` of a request, numbered from 000001 in the file. */
export interface MassivoBatch {
  id: string;
  requestId: string;
  /** From 1. */
  part: number;
  /** Parts of the request when this one was planned; a part that later proves too large for the office is cut further. */
  parts: number;
  ipaCode: string;
  officeCode: string;
  /** `MASSIVA_…_000001.txt` */
  fileName: string;
  /** requestId in the file's header. */
  fileRequestId: string;
  firstSeq: number;
  lastSeq: number;
  /** lastSeq − firstSeq + 1 */
  rows: number;
  state: MassivoBatchState;
  createdAt: Date;
  sentAt: Date | null;
  acknowledgedAt: Date | null;
  completedAt: Date | null;
  sicProtocol: string | null;
  /** How often a worker set out to send it. */
  attempts: number;
  /** Code and row numbers, never personal data; null when nothing is wrong. An operator's reason when ABANDONED. */
  lastError: string | null;
  /** Nothing is done with it before; without meaning once it has come to its end. */
  notBefore: Date;
}

/** Which batches are wanted; what is left out does not narrow. */
export interface MassivoBatchFilter {
  officeCode?: string;
  ipaCode?: string;
  /** A UUID. */
  requestId?: string;
  state?: MassivoBatchState;
  /** Whether its office is late (`overdue.type.ts`). */
  overdue?: boolean;
  /** Whether an answer to it is in quarantine now. */
  quarantined?: boolean;
  /** Sent at or after this instant. */
  sentFrom?: Date;
  /** Sent before this instant. */
  sentTo?: Date;
}

/** Who does something to a batch, and why: kept in its history. */
export interface BatchActing {
  /** Name in the system of the offices. */
  by: string;
  /** 1 to 200 characters, or none where none is asked for. */
  reason: string | null;
}

/** Place of a batch in the list, newest first. */
export interface MassivoBatchCursor {
  createdAt: Date;
  id: string;
}

export interface MassivoBatchPage {
  nodes: MassivoBatch[];
  hasNextPage: boolean;
}

/** What has entered massivo and has not come to its end. */
export interface MassivoInFlight {
  /** Files in one of `IN_FLIGHT_STATES`. */
  batches: number;
  /** Accepted requests that no file has been planned for yet. */
  submissions: number;
  /** Items of both. */
  items: number;
}

/** How long may be waited at one office, in whole minutes from 1 to a year; null: as long as is configured for all. */
export interface OfficeDeadlines {
  /** For a file to be sent; what the office's daily quota holds back is not counted. */
  queuedMinutes: number | null;
  acknowledgementMinutes: number | null;
  outcomeMinutes: number | null;
  /** For the rest of an answer that is cut short, or its archive. */
  incompleteMinutes: number | null;
}

/** What an office lets itself be sent, and how long it may take. */
export interface MassivoLimits extends OfficeDeadlines {
  officeCode: string;
  /** Rows in one file, 1 to 5,000. */
  maximumRows: number;
  /** Fewest rows that a part of a split request has, 1 to `maximumRows`. */
  minimumRows: number;
  /** Files at the office at a time, 1 to 100. */
  concurrentBatches: number;
  /** Rows sent in a day (Europe/Rome), at least 1; null: no quota. */
  dailyRows: number | null;
}

/** The limits without the deadlines. */
export type SendingLimits = Omit<MassivoLimits, keyof OfficeDeadlines>;

/** The batches as the graph and the flag see them. Whether the caller may ask is the caller's to decide. */
export interface MassivoBatches {
  /** Those that exist, in no order. */
  byIds(ids: readonly string[]): Promise<MassivoBatch[]>;
  /** By request and part. */
  ofRequests(requestIds: readonly string[]): Promise<MassivoBatch[]>;
  /** Newest first; `first` is 1 to 100. */
  list(filter: MassivoBatchFilter, page: { first: number; after?: MassivoBatchCursor }): Promise<MassivoBatchPage>;
  count(filter: MassivoBatchFilter): Promise<number>;

  /** Within the caller's transaction when `sql` is given (the deciding one of R-25). */
  inFlight(scope: TransitionScope, sql?: Sql): Promise<MassivoInFlight>;
  /**
   * Forced closing, inside the transaction that closes: revokes every claim, ends every open item as ABANDONED
   * and says how much it was. Waits for a file that is being put in its place at this moment, so that after the commit
   * no file of the scope enters massivo any more. Set a lock timeout in the transaction.
   */
  abandonInFlight(sql: Sql, scope: TransitionScope, acting: BatchActing): Promise<MassivoInFlight>;

  /**
   * Sends again: the same bytes under the same name, or, when the office has ended the first attempt (FAILED), under a
   * new name and request id. Throws ILLEGAL_BATCH_ACTION with the legal ones, NOT_FOUND, BAD_USER_INPUT for a reason
   * that is too long.
   */
  retry(id: string, acting: BatchActing): Promise<MassivoBatch>;
  /** Looks for the answer again now, and once more judges one that was found wanting. Throws as `retry`. */
  recollect(id: string, acting: BatchActing): Promise<MassivoBatch>;
  /** Ends its open items as ABANDONED; not without a reason (BAD_USER_INPUT). Throws as `retry`. */
  abandon(id: string, acting: BatchActing): Promise<MassivoBatch>;

  /** One for each code, defaults where nothing was set. */
  limits(officeCodes: readonly string[]): Promise<MassivoLimits[]>;
  /**
   * Throws BAD_USER_INPUT with `details.field` when out of bounds. Holds from the next file that is planned or sent,
   * the deadlines from now on; a deadline that is left out is null.
   */
  setLimits(limits: SendingLimits & Partial<OfficeDeadlines>): Promise<MassivoLimits>;
}
