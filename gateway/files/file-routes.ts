import type { Readable } from 'node:stream';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../schema/kernel/actor.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import type { FileHandler, FileRequest } from '../../schema/kernel/file-exchange.js';
import { createErrorHandler, plainShape } from '../errors/http-error.js';
import { GuardedBody } from '../guarded-body.js';
import type { Identify } from '../identity/identify.js';
import { FILE_POINTS, type RateLimits } from '../protection/rate-limits/rate-limits.js';
import type { Logger } from '../telemetry/logger.js';
import { certificateNumberOf, clientRequestIdOf, identifierOf, safeHeaders } from './file-request.rules.js';

export interface FileRoutesParts {
  /** Of the subgraphs that own the files, in-process or over HTTP. */
  files: FileHandler;
  identify: Identify;
  maxUploadBytes: number;
  logger: Logger;
  /** Longest silence of a client that uploads. */
  uploadIdleMs: number;
  /** `null`: callers may ask as much as they like. */
  rateLimits: RateLimits | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks for or sends a file. */
    fileActor: Actor | null;
  }
}

/** 512 MiB at 1.2 Mbit/s: who is slower than that is not sending a file but holding a connection. */
const UPLOAD_TOTAL_MS = 3_600_000;

/** Massivo files in, certificates, outcomes and agreements out; streams pass through and are never held. */
export function fileRoutes(parts: FileRoutesParts): FastifyPluginCallback {
  const { files, identify, logger, rateLimits } = parts;
  return (app, _options, done) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(['text/plain', 'application/octet-stream'], (_request, payload, next) =>
      next(null, payload),
    );
    app.setErrorHandler(createErrorHandler(logger, { shape: plainShape, mediaType: 'text/plain' }));
    app.decorateRequest('fileActor', null);
    // Before a byte of the body is read.
    app.addHook('onRequest', async (request) => {
      const actor = await identify(request.headers.authorization, request.raw);
      request.facts.actorKind = actor.kind;
      if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
      rateLimits?.caller(actor, FILE_POINTS);
      request.fileActor = actor;
    });
    app.post('/massivo-files', (request, reply) => upload(request, reply, parts));
    app.get<{ Params: { id: string } }>('/requests/:id/certificates.zip', (request, reply) =>
      download(reply, files, fileRequest(request, `/requests/${identifierOf(request.params.id)}/certificates.zip`)),
    );
    app.get<{ Params: { id: string } }>('/requests/:id/outcome.txt', (request, reply) =>
      download(reply, files, fileRequest(request, `/requests/${identifierOf(request.params.id)}/outcome.txt`)),
    );
    app.get<{ Params: { number: string } }>('/certificates/:number.pdf', (request, reply) =>
      download(reply, files, fileRequest(request, `/certificates/${certificateNumberOf(request.params.number)}.pdf`)),
    );
    app.get<{ Params: { id: string } }>('/agreements/:id.pdf', (request, reply) =>
      download(reply, files, fileRequest(request, `/agreements/${identifierOf(request.params.id)}.pdf`)),
    );
    done();
  };
}

async function upload(request: FastifyRequest, reply: FastifyReply, parts: FileRoutesParts): Promise<FastifyReply> {
  const { files, maxUploadBytes, uploadIdleMs, rateLimits } = parts;
  const clientRequestId = clientRequestIdOf(request.query);
  if (Number(request.headers['content-length'] ?? 0) > maxUploadBytes) throw new DomainError('PAYLOAD_TOO_LARGE');
  if (request.body === undefined) throw new DomainError('UNSUPPORTED_MEDIA_TYPE');
  const limits = { maxBytes: maxUploadBytes, idleMs: uploadIdleMs, totalMs: UPLOAD_TOTAL_MS };
  const ended = request.fileActor ? rateLimits?.upload(request.fileActor) : undefined;
  const body = new GuardedBody(request.body as Readable, limits);
  try {
    const answer = await files({
      ...fileRequest(request, '/massivo-files'),
      query: { clientRequestId },
      body,
    });
    // The handler only knows that its stream broke; why it broke is known here.
    const fault = body.fault;
    if (fault !== null && answer.status >= 400) throw fault;
    return reply.code(answer.status).headers(safeHeaders(answer.headers)).send(answer.body);
  } catch (error) {
    throw body.fault ?? error;
  } finally {
    body.destroy();
    ended?.();
  }
}

async function download(reply: FastifyReply, files: FileHandler, request: FileRequest): Promise<FastifyReply> {
  const { status, headers, body } = await files(request);
  return reply.code(status).headers(safeHeaders(headers)).send(body);
}

function fileRequest(request: FastifyRequest, path: string): FileRequest {
  const { fileActor: actor, headers, id: correlationId } = request;
  if (actor === null) throw new DomainError('UNAUTHENTICATED');
  const contentType = headers['content-type'];
  const contentLength = headers['content-length'];
  return {
    method: request.method === 'POST' ? 'POST' : 'GET',
    path,
    query: {},
    headers: {
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...(contentLength !== undefined && { 'content-length': contentLength }),
    },
    body: null,
    actor,
    correlationId,
  };
}
