/** NOTIFY channel that says that massivo has work; a hint that may be lost, never the truth. */
export const MASSIVO_WORK_CHANNEL = 'massivo_work';

/** Where the contact person's tax code of an outbox entry is sealed for. */
export function submissionPlace(requestId: string): string {
  return `submission:${requestId}`;
}
