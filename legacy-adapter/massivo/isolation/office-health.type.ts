import type { CircuitStateName } from './office-breaker.js';

/**
 * What is not as it should be in an office's folders although they can be read: entries that are none of ours (links,
 * devices, names that mean nothing, answers to nothing that we sent), or more entries than one look goes through.
 */
export type OfficeNoticeKind = 'FOREIGN_ENTRIES' | 'TRUNCATED_LISTING';

/** Something seen in an office's folders, kept from the look that found it until a look that finds it gone. */
export interface OfficeNotice {
  officeCode: string;
  kind: OfficeNoticeKind;
  since: Date;
  /** To about a minute. */
  lastSeenAt: Date;
  /** How many entries, or folders that hold too many. */
  entries: number;
}

/** How an office's drop area is doing, as the workers last told it. */
export interface OfficeHealth {
  officeCode: string;
  /** Of all live workers the worst: CLOSED is well, OPEN is left alone for a while, HALF_OPEN is being tried. */
  state: CircuitStateName;
  /** Since when it has not been well; null when it is. */
  since: Date | null;
  /** What was wrong last: a trouble of the drop area, or `OTHER`; null when nothing is. */
  trouble: string | null;
  /** How many live workers say so. */
  workers: number;
  /** What was found in its folders; they can be read then, and the exchange goes on. */
  notices: OfficeNotice[];
}

/** An office whose circuit is not closed; what lies in its folders besides is told apart. */
export type TroubledOffice = Omit<OfficeHealth, 'notices'>;
