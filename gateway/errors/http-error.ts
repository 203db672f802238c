import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorBody } from '../../schema/kernel/domain-error.js';
import { errorFacts, type Logger } from '../telemetry/logger.js';
import type { RequestFacts } from '../telemetry/request-facts.js';

/** How an error's body is wrapped: as it is, or as the errors of a graph's answer. */
export type ErrorShape = (body: ErrorBody) => object;

export const plainShape: ErrorShape = (body) => body;
export const graphShape: ErrorShape = (body) => ({ errors: [{ message: body.message, extensions: body }] });

export interface ErrorHandlerOptions {
  shape: ErrorShape;
  /** What the routes take as a body. */
  mediaType: string;
}

export type ErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Answers with an error's status and body; what nobody expected is masked and logged. */
export function createErrorHandler(logger: Logger, { shape, mediaType }: ErrorHandlerOptions): ErrorHandler {
  return (error, request, reply) => {
    const { id, facts } = request;
    const { status, headers, body } = errorAnswer(error, { shape, mediaType, id, facts, logger });
    // Fastify closes the connection under a body that it has not read, and the client that is still sending would get
    // a reset instead of this answer; `unread-body.ts` reads on for a while instead.
    reply.removeHeader('connection');
    reply.code(status).header('cache-control', 'no-store').headers(headers).send(body);
  };
}

export interface ErrorAnswerOptions extends ErrorHandlerOptions {
  /** Correlation id of the request. */
  id: string;
  facts: RequestFacts;
  logger: Logger;
}

/** An error as an HTTP answer; what nobody expected is masked and logged. */
export function errorAnswer(
  error: unknown,
  { shape, mediaType, id, facts, logger }: ErrorAnswerOptions,
): { status: number; headers: Record<string, string>; body: string } {
  const known = knownError(error, mediaType);
  facts.errorCodes.add(known.code);
  if (known.code === 'INTERNAL') {
    logger.error({ correlationId: id, ...errorFacts(known.cause ?? error) }, 'unexpected error');
  }
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (known.code === 'UNAUTHENTICATED') headers['www-authenticate'] = 'Bearer error="invalid_token"';
  if (known.code === 'RATE_LIMITED') headers['retry-after'] = String(known.details.retryAfterSeconds);
  if (known.code === 'METHOD_NOT_ALLOWED') headers.allow = 'POST';
  return { status: known.httpStatus, headers, body: JSON.stringify(shape(known.toBody(id))) };
}

function knownError(error: unknown, mediaType: string): DomainError {
  if (error instanceof DomainError) return error;
  const { code, statusCode } = error as FastifyError;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new DomainError('PAYLOAD_TOO_LARGE');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new DomainError('UNSUPPORTED_MEDIA_TYPE', {
      message: `The body must be sent as ${mediaType}.`,
      messageIt: `Il corpo deve essere inviato come ${mediaType}.`,
    });
  }
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') return new DomainError('REQUEST_INCOMPLETE');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new DomainError('BAD_REQUEST');
  return new DomainError('INTERNAL', { cause: error });
}
