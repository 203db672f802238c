import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, type ErrorBody } from '../../schema/kernel/domain-error.js';
import { errorFacts, type Logger } from '../telemetry/logger.js';

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
    const known = knownError(error, mediaType);
    request.facts.errorCodes.add(known.code);
    if (known.code === 'INTERNAL') {
      logger.error({ correlationId: request.id, ...errorFacts(known.cause ?? error) }, 'unexpected error');
    }
    // Fastify closes the connection under a body that it has not read, and the client that is still sending would get
    // a reset instead of this answer; `unread-body.ts` reads on for a while instead.
    reply.removeHeader('connection');
    if (known.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer error="invalid_token"');
    if (known.code === 'RATE_LIMITED') reply.header('retry-after', String(known.details.retryAfterSeconds));
    if (known.code === 'METHOD_NOT_ALLOWED') reply.header('allow', 'POST');
    reply
      .code(known.httpStatus)
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(shape(known.toBody(request.id))));
  };
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
