import { DomainError } from '../../schema/kernel/domain-error.js';
import { bearer, CORRELATION_HEADER } from '../../schema/kernel/subgraph-http.js';
import type { FileHandler, FileRequest, FileResponse } from '../../schema/kernel/file-exchange.js';
import type { ActorToken } from '../execution/actor-token.js';
import { subgraphUnavailable } from '../execution/transport/subgraph-unavailable.errors.js';
import { httpFailure } from '../execution/transport/http-failure.rules.js';
import { HttpPools } from '../execution/transport/http-pools.js';

export interface HttpFileHandlerParts {
  /** Name of the subgraph that owns the files; the audience of the actor's token. */
  subgraph: string;
  /** Its graph endpoint; the files are beside it. */
  graphUrl: string;
  actorToken: ActorToken;
}

export interface HttpFiles {
  handle: FileHandler;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** A file of a million rows is checked before the first byte of the answer. */
const IDLE_TIMEOUT_MS = 300_000;

/** The files of a subgraph in a process of its own: the same requests over HTTP, streamed both ways, never repeated. */
export function createHttpFiles({ subgraph, graphUrl, actorToken }: HttpFileHandlerParts): HttpFiles {
  const base = new URL('.', graphUrl);
  const pools = new HttpPools({
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    maxResponseBytes: -1,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
  });
  async function handle(request: FileRequest): Promise<FileResponse> {
    const authorization = bearer(actorToken(request.actor, subgraph));
    try {
      const { statusCode, headers, body } = await pools.for(base.origin).request({
        method: request.method,
        path: pathOf(base, request),
        headers: { ...request.headers, authorization, [CORRELATION_HEADER]: request.correlationId },
        body: request.body,
      });
      if (statusCode >= 300 && statusCode < 400) {
        body.destroy();
        throw subgraphUnavailable(subgraph, 'redirect', statusCode);
      }
      return { status: statusCode, headers: singleHeaders(headers), body };
    } catch (error) {
      if (error instanceof DomainError) throw error;
      const fault = httpFailure(error);
      if (fault === 'unexpected') throw error;
      throw subgraphUnavailable(subgraph, fault);
    }
  }
  return { handle, close: () => pools.close() };
}

function pathOf(base: URL, { path, query }: FileRequest): string {
  const parameters = new URLSearchParams(query).toString();
  return `${base.pathname}${path.slice(1)}${parameters === '' ? '' : `?${parameters}`}`;
}

function singleHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
