/** What has been waited for too long. */
export type OverdueKind = 'NO_ACKNOWLEDGEMENT' | 'NO_OUTCOME' | 'INCOMPLETE_ANSWER';

/** A batch whose office is late. */
export interface OverdueBatch {
  id: string;
  officeCode: string;
  kind: OverdueKind;
  /** When the deadline passed. */
  since: Date;
  /** 1 when the deadline has passed, 2 when twice the time has, 3 when four times. */
  escalation: number;
}

/** How long an office may take, in milliseconds. */
export interface AnswerDeadlines {
  acknowledgementDeadlineMs: number;
  outcomeDeadlineMs: number;
  incompleteDeadlineMs: number;
}
