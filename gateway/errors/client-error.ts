import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ERROR_CODES, isErrorCode, type ErrorCode } from '../../schema/error-codes.js';
import { DomainError, HELP_DESK, type ErrorBody } from '../../schema/kernel/domain-error.js';
import { domainErrorOf } from '../../schema/kernel/graphql-errors.js';

/** Stands in an error until the answer's correlation id is put there (`stampErrors`). */
const NO_CORRELATION = '';

/** Facts for the gateway alone: who answered, and how the house is built. */
const INTERNAL_EXTENSIONS = new Set(['serviceName', 'stacktrace', 'exception', 'http']);

/** What graphql-js says about the client's operation; its sentences quote the values that it refuses. */
const OPERATION_CODES = new Set<ErrorCode>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/**
 * What a client is told of an error of the graph. Errors of the table keep their code and their words, wherever they
 * come from; all others are masked as INTERNAL, because nobody knows what their messages hold.
 */
export function clientError(formatted: GraphQLFormattedError, original: unknown): GraphQLFormattedError {
  const extensions =
    knownError(formatted, original) ?? (domainErrorIn(original) ?? new DomainError('INTERNAL')).toBody(NO_CORRELATION);
  return {
    message: extensions.message,
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
    extensions,
  };
}

/** Whether nobody expected the error, so that it must be looked into. */
export function isUnexpected(error: unknown): boolean {
  const { extensions = {} } = error as { extensions?: Record<string, unknown> };
  if (codeOf(extensions) !== null) return false;
  const code = domainErrorIn(error)?.code;
  return code === undefined || code === 'INTERNAL';
}

/** Puts the correlation id of the answer into its errors. */
export function stampErrors(errors: readonly GraphQLFormattedError[], correlationId: string): GraphQLFormattedError[] {
  return errors.map((error) => ({ ...error, extensions: { ...error.extensions, correlationId } }));
}

/** The `DomainError` that a data source threw; ApolloServer wraps it. */
function domainErrorIn(error: unknown): DomainError | null {
  let current: unknown = error;
  while (current instanceof GraphQLError) current = current.originalError;
  return current instanceof DomainError ? current : null;
}

function knownError({ message, extensions = {} }: GraphQLFormattedError, original: unknown): ErrorBody | null {
  const code = codeOf(extensions);
  if (code === null) return null;
  const isOurs = extensions.serviceName === undefined;
  const entry = ERROR_CODES[code];
  if (isOurs && OPERATION_CODES.has(code) && original instanceof GraphQLError) return operationError(code, original);
  const details = Object.entries(extensions).filter(([name]) => !INTERNAL_EXTENSIONS.has(name));
  return {
    ...Object.fromEntries(details),
    code,
    rule: textOr(extensions.rule, entry.rule),
    // A subgraph that calls the query invalid quotes it, too.
    message: extensions.code === code ? message.trim() || entry.message : entry.message,
    messageIt: textOr(extensions.messageIt, entry.messageIt),
    remedy: entry.remedy,
    remedyIt: entry.remedyIt,
    correlationId: NO_CORRELATION,
    help: HELP_DESK,
    retryable: entry.retryable,
  };
}

/** The client's operation is not valid: what and where, without the values that stand in it. */
function operationError(code: ErrorCode, error: GraphQLError): ErrorBody {
  // ApolloServer wraps what graphql-js says in a class with a code; only of variables it keeps the reason alone inside.
  const isWrapped = error.originalError instanceof GraphQLError && error.originalError.message === error.message;
  const { message, messageIt, details } = domainErrorOf(isWrapped ? (error.originalError as GraphQLError) : error);
  return new DomainError(code, { message, messageIt, details }).toBody(NO_CORRELATION);
}

function codeOf({ code, serviceName }: Record<string, unknown>): ErrorCode | null {
  // A literal of a custom scalar is checked by the subgraph alone: there it is a query that is not valid, here a value.
  if (code === 'GRAPHQL_VALIDATION_FAILED' && serviceName !== undefined) return 'BAD_USER_INPUT';
  return typeof code === 'string' && isErrorCode(code) && code !== 'INTERNAL' ? code : null;
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
