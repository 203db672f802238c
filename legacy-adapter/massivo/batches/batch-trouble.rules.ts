/** Troubles of answers begin with what they are about; such an answer is there, is kept, and is not taken in. */
const OF_AN_ANSWER = /^(?:ACKNOWLEDGEMENT|REFUSAL|OUTCOME|ARCHIVE|PDF)_/;

/** Whether the trouble is one of an answer that waits in quarantine, not one of sending or of the drop area. */
export function isQuarantined(trouble: string): boolean {
  return OF_AN_ANSWER.test(trouble);
}

/** Of an outcome that came after its batch was abandoned. */
export const LATE_OUTCOME = 'LATE_OUTCOME';
/** Of an outcome that came after its batch was completed and says something else. */
export const OTHER_OUTCOME = 'OTHER_OUTCOME';
