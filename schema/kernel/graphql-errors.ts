import { GraphQLError, Kind } from 'graphql';
import { isConnectionLoss } from './database-errors.js';
import { asDomainError, DomainError } from './domain-error.js';

/**
 * The one place where an error of the graph becomes what a client sees: the sentence of its `DomainError` and, in
 * `extensions`, its body. Whatever is unexpected is masked, and no sentence repeats a value that the client
 * sent, because graphql-js quotes them and they may be tax codes or names. The first cause stays on
 * `originalError`, which is never serialised, for the log of whoever runs the operation.
 */
export function toClientError(error: GraphQLError, correlationId: string): GraphQLError {
  const domainError = domainErrorOf(error);
  return new GraphQLError(domainError.message, {
    path: error.path,
    originalError: error.originalError ?? error,
    extensions: domainError.toBody(correlationId),
  });
}

/** The expected failure behind an error of graphql-js, or the mask for an unexpected one. */
export function domainErrorOf(error: GraphQLError): DomainError {
  const cause = firstCause(error);
  if (cause instanceof DomainError) return withField(cause, variablePath(error));
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

function badOperation(error: GraphQLError): DomainError {
  const field = variablePath(error);
  const reason = quotableReason(error);
  const message = reason ?? (field === null ? 'The operation is not valid.' : `The value of ${field} is not valid.`);
  return withField(new DomainError('BAD_USER_INPUT', { message, cause: error }), field);
}

function withField(error: DomainError, field: string | null): DomainError {
  if (field === null || 'field' in error.details) return error;
  const { message, messageIt, rule, details } = error;
  return new DomainError(error.code, { message, messageIt, rule, details: { ...details, field }, cause: error });
}

/** Where in the variables a refused value stands (`input.subjects[3].birthDate`); `null` for any other error. */
function variablePath(error: GraphQLError): string | null {
  if (!(error.originalError instanceof GraphQLError)) return null;
  const reason = `; ${error.originalError.message}`;
  if (!error.message.endsWith(reason)) return null;
  const head = error.message.slice(0, -reason.length);
  const nested = / at "([\w.[\]]+)"$/.exec(head);
  return nested?.[1] ?? /^Variable "\$(\w+)"/.exec(head)?.[1] ?? null;
}

const NAMES_ONLY = [
  /^Field "[\w.]+" of required type "[\w![\]]+" was not provided\./,
  /^Field "\w+" is not defined by type "\w+"\./,
  /^Variable "\$\w+" of (required|non-null) type "[\w![\]]+" (was not provided|must not be null)\./,
];

/** The sentence of graphql-js where it can only hold names of the schema and the operation; `null` where a value may be in it. */
function quotableReason(error: GraphQLError): string | null {
  const inner = error.originalError instanceof GraphQLError ? error.originalError : error;
  for (const pattern of NAMES_ONLY) {
    const found = pattern.exec(inner.message);
    if (found) return found[0];
  }
  const place = error.locations?.[0];
  if (inner.message.startsWith('Syntax Error')) {
    return place ? `Syntax error at line ${place.line}, column ${place.column}.` : null;
  }
  const nodes = inner.nodes ?? [];
  const speaksOfNames = nodes.length > 0 && nodes.every((node) => !VALUE_KINDS.has(node.kind));
  return speaksOfNames && inner === error && error.path === undefined && !error.message.includes('got invalid value')
    ? error.message
    : null;
}

const VALUE_KINDS: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);
