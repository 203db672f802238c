import type { ErrorCode } from '../../schema/error-codes.js';
import type { IsoDay } from '../../schema/kernel/clock.js';
import type { TransitionScope, TransitionState } from '../contract.js';
import type { TransitionDecider } from './transition-state.rules.js';

/** The calendar of the transition and the version of the flag. */
export interface TransitionCalendar {
  opensOn: IsoDay;
  /** Last day on which massivo still takes requests, inclusive. */
  lastDay: IsoDay;
  /** Grows by one with every applied change. */
  version: number;
  /** the database is, or may be, an older copy, and no operator has confirmed it yet. */
  doubtful: boolean;
}

/** What holds in a scope now. */
export interface TransitionView extends TransitionCalendar {
  state: TransitionState;
  decidedBy: TransitionDecider;
  /** Whole days from today to the last day; 0 on it and after it. */
  daysLeft: number;
}

/** A value of the flag that an office or a body has of its own. */
export interface TransitionOverride extends TransitionScope {
  state: TransitionState;
  since: Date;
}

export type TransitionChangeStatus = 'APPLIED' | 'WAITING_APPROVAL' | 'SCHEDULED' | 'CANCELLED' | 'SUPERSEDED';

/** A change of the flag as it was asked for, and what has become of it. */
export interface TransitionChange extends TransitionScope {
  id: string;
  from: TransitionState;
  to: TransitionState;
  /** When it was, or is to be, applied. */
  at: Date;
  reason: string;
  by: string;
  approvedBy: string | null;
  force: boolean;
  status: TransitionChangeStatus;
  /** Version of the flag after it was applied; `null` until then. */
  version: number | null;
  /** Head of the log right after the latest step of this change, signed: `schema/kernel/log-receipt.rules.ts`. */
  receipt: string;
}

/** What an operator asks for. No scope: the global value. */
export interface TransitionProposal extends TransitionScope {
  to: TransitionState;
  reason: string;
  /** The version that the operator saw. */
  expectedVersion: number;
  /** When to apply it; absent: now. */
  at?: Date;
  /** end what is in flight as ABANDONED. */
  force?: boolean;
}

/** What has entered massivo in a scope and has not come to its end. */
export interface InFlight {
  /** Files to the office. */
  batches: number;
  /** Accepted requests that no file has been planned for yet. */
  submissions: number;
  /** Items of both. */
  items: number;
}

export interface StrandedBody {
  ipaCode: string;
  /** Subjects accepted on massivo in the last 90 days. */
  subjectsLast90Days: number;
}

/** What a proposed change would do if it were made now. */
export interface TransitionDryRun {
  /** What the change would be refused with; `null` when it would be taken. */
  refusal: TransitionRefusal | null;
  /** The hundred with the largest volume. */
  bodiesWithoutChannel: StrandedBody[];
  bodiesWithoutChannelCount: number;
  openBatches: number;
  openItems: number;
  agreementsEndingBefore: number;
}

export interface TransitionRefusal {
  code: ErrorCode;
  rule: string;
  message: string;
  messageIt: string;
  retryable: boolean;
}
