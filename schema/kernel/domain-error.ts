import { ERROR_CODES, type ErrorCode } from '../error-codes.js';

/** Where help is to be had; printed in the circular. */
export const HELP_DESK = {
  email: 'helpdesk.casellario@giustizia.it',
  url: 'https://quicasellario.giustizia.it',
} as const;

/** What an error says to a client, in a graph's `extensions` and in the body of an HTTP answer alike. */
export interface ErrorBody {
  code: ErrorCode;
  rule: string;
  message: string;
  messageIt: string;
  remedy: string;
  remedyIt: string;
  correlationId: string;
  help: { email: string; url: string };
  retryable: boolean;
  [detail: string]: unknown;
}

export interface DomainErrorOptions {
  /** Replaces the table's sentences; never holds personal data. */
  message?: string;
  messageIt?: string;
  /** The rule that refuses, when the code alone does not tell it. */
  rule?: string;
  /** Machine-readable facts beside the sentence (`lastDay`, `field`, `legalNextStatuses`); no personal data. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/** The one class of expected failures: a code of the table, a rule, a sentence in two languages, a remedy. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly rule: string;
  readonly messageIt: string;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, options: DomainErrorOptions = {}) {
    const entry = ERROR_CODES[code];
    super(options.message ?? entry.message, { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.rule = options.rule ?? entry.rule;
    this.messageIt = options.messageIt ?? entry.messageIt;
    this.details = options.details ?? {};
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }

  get httpStatus(): number {
    return ERROR_CODES[this.code].httpStatus;
  }

  /** The body that a client gets; `correlationId` ties it to the log. */
  toBody(correlationId: string): ErrorBody {
    const entry = ERROR_CODES[this.code];
    return {
      ...this.details,
      code: this.code,
      rule: this.rule,
      message: this.message,
      messageIt: this.messageIt,
      remedy: entry.remedy,
      remedyIt: entry.remedyIt,
      correlationId,
      help: HELP_DESK,
      retryable: entry.retryable,
    };
  }
}

/** What any thrown value becomes for a client: a `DomainError` as it is, everything else masked. */
export function asDomainError(error: unknown): DomainError {
  return error instanceof DomainError ? error : new DomainError('INTERNAL', { cause: error });
}
