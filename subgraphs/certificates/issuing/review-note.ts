/** What the note of whoever settled a review is sealed for. */
export const notePlace = ({ requestId, line }: { requestId: string; line: number }): string =>
  `review-note:${requestId}:${line}`;
