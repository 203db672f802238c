import { GraphQLError } from 'graphql';
import { isConnectionLoss } from './database-errors.js';
import { asDomainError, DomainError } from './domain-error.js';
import { literalPath, variablePath } from './graphql-input-path.rules.js';
import { inputReason } from './graphql-input-reason.rules.js';

/**
 * The one place where an error of the graph becomes what a client sees: the sentence of its `DomainError` and, in
 * `extensions`, its body. Whatever is unexpected is masked, and no sentence repeats a value that the client
 * sent, because graphql-js quotes them and they may be tax codes or names. The first cause stays on
 * `originalError`, which is never serialised, for the log of whoever runs the operation.
 */
export function toClientError(error: GraphQLError, correlationId: string): GraphQLError {
  const domainError = withViolations(domainErrorOf(error));
  return new GraphQLError(domainError.message, {
    path: error.path,
    originalError: error.originalError ?? error,
    extensions: domainError.toBody(correlationId),
  });
}

/** Whatever names a field says so in one way: the error's own field is the first of its violations. */
function withViolations(error: DomainError): DomainError {
  const { code, message, messageIt, rule, details } = error;
  const { field, violations } = details;
  if (typeof field !== 'string' || violations !== undefined) return error;
  const only = { field, code, rule, message, messageIt };
  return new DomainError(code, { message, messageIt, rule, details: { ...details, violations: [only] }, cause: error });
}

/** The expected failure behind an error of graphql-js, or the mask for an unexpected one. */
export function domainErrorOf(error: GraphQLError): DomainError {
  const cause = firstCause(error);
  if (cause instanceof DomainError) return withField(cause, placeOf(error));
  if (isConnectionLoss(cause)) return new DomainError('STORE_UNAVAILABLE', { cause });
  if (!(cause instanceof GraphQLError)) return asDomainError(cause);
  // graphql-js itself raised it. With a place in the operation it is the caller's fault; without one it is ours, such
  // as an enum value that a resolver made up.
  const isCallersFault = error.path === undefined || (cause.nodes?.length ?? 0) > 0;
  return isCallersFault ? badOperation(error) : new DomainError('INTERNAL', { cause });
}

/** The innermost error: graphql-js wraps what a scalar or a resolver throws once or twice. */
function firstCause(error: GraphQLError): Error {
  let cause: Error = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** Where in the arguments the refused value stands; `null` when that cannot be told, or no value was refused. */
function placeOf(error: GraphQLError): string | null {
  return variablePath(error) ?? (error.path === undefined ? literalPath(error) : null);
}

function badOperation(error: GraphQLError): DomainError {
  const place = placeOf(error);
  const { message, messageIt, problem, member } = inputReason(error, place);
  const field = place !== null && member !== undefined ? `${place}.${member}` : (place ?? member ?? null);
  const details = problem === null ? {} : { problem };
  return withField(new DomainError('BAD_USER_INPUT', { message, messageIt, details, cause: error }), field);
}

/** Puts the place into an error that knows none, as its `field` and as its one violation. */
function withField(error: DomainError, field: string | null): DomainError {
  if ('field' in error.details || (field === null && !('problem' in error.details))) return error;
  const { code, message, messageIt, rule, details } = error;
  const { problem, ...others } = details;
  const violations = [{ field, code: problem ?? 'WRONG_TYPE', rule, message, messageIt }];
  const placed = { ...others, ...(field !== null && { field }), ...(problem !== undefined && { violations }) };
  return new DomainError(code, { message, messageIt, rule, details: placed, cause: error });
}
