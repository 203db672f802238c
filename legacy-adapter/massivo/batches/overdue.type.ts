/** What has been waited for too long. */
export type OverdueKind = 'NOT_SENT' | 'NO_ACKNOWLEDGEMENT' | 'NO_OUTCOME' | 'INCOMPLETE_ANSWER';

/** A batch that has waited too long: its office is late, or it has not come to be sent. */
export interface OverdueBatch {
  id: string;
  officeCode: string;
  kind: OverdueKind;
  /** When the deadline passed. */
  since: Date;
  /** 1 when the deadline has passed, 2 when twice the time has, 3 when four times. */
  escalation: number;
}

/** How long may be waited wherever an office has no deadlines of its own, in milliseconds. */
export interface AnswerDeadlines {
  queuedDeadlineMs: number;
  acknowledgementDeadlineMs: number;
  outcomeDeadlineMs: number;
  incompleteDeadlineMs: number;
}
