import type { MassivoBatchState } from './massivo-batch.type.js';

/** What can happen to a batch. People do RETRIED, RECOLLECTED and ABANDONED; the rest the bridge does, or meets with. */
export type MassivoBatchEventKind =
  | 'PLANNED'
  | 'CUT'
  | 'SENT'
  | 'ACKNOWLEDGED'
  | 'COMPLETED'
  | 'REFUSED'
  | 'FAILED'
  | 'TROUBLE'
  | 'RETRIED'
  | 'RECOLLECTED'
  | 'ABANDONED'
  | 'LATE_OUTCOME';

/** One entry of a batch's history. */
export interface MassivoBatchEvent {
  batchId: string;
  at: Date;
  kind: MassivoBatchEventKind;
  /** State after it. */
  state: MassivoBatchState;
  /** Attempts at sending that had been made by then. */
  attempt: number;
  /** The file that it was about: a new attempt after a failure has a name of its own. */
  fileName: string;
  trouble: string | null;
  /** Who did it; null for the bridge itself. */
  by: string | null;
  reason: string | null;
}

/** What came of an answer in quarantine: a good one was taken in, its batch was given up, or it is kept for ever. */
export type QuarantineResolution = 'TAKEN_IN' | 'GIVEN_UP' | 'KEPT_APART';

/** An answer that is kept where it lies because it is not what it should be, one entry for each trouble. */
export interface QuarantinedAnswer {
  batchId: string;
  /** Name of the request file that it answers. */
  fileName: string;
  /** Code, fields, row numbers; never personal data. */
  trouble: string;
  since: Date;
  lastSeenAt: Date;
  resolvedAt: Date | null;
  resolution: QuarantineResolution | null;
}

/** What is on record of batches, for many of them in one statement. */
export interface BatchRecords {
  /** The latest hundred of each, in the order in which they happened. */
  events(batchIds: readonly string[]): Promise<MassivoBatchEvent[]>;
  /** The latest hundred of each, oldest first. */
  quarantine(batchIds: readonly string[]): Promise<QuarantinedAnswer[]>;
  /** How those ended that were abandoned. */
  abandonments(batchIds: readonly string[]): Promise<MassivoBatchEvent[]>;
}
