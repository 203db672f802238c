import { ERROR_CODES, type ErrorCode } from '../../../schema/error-codes.js';

/** A refusal as a value: an answer of the counter that is no, and why; what to do follows from the code. */
export interface CounterRefusal {
  code: ErrorCode;
  rule: string;
  message: string;
  messageIt: string;
  retryable: boolean;
  /** Path of the input field that it turns on. */
  field: string;
}

/** The refusal of this code, with sentences of its own where the table's are too general. */
export function counterRefusal(
  code: ErrorCode,
  field: string,
  sentences: { message?: string; messageIt?: string } = {},
): CounterRefusal {
  const { rule, message, messageIt, retryable } = ERROR_CODES[code];
  return { code, rule, message, messageIt, retryable, field, ...sentences };
}
