import type { Readable } from 'node:stream';
import type { Actor } from './actor.js';

/**
 * Files that stream through the gateway to the subgraph that owns them. The same handler serves a call in-process and
 * one over HTTP; the gateway adds nothing but who is calling.
 */
export interface FileRequest {
  method: 'GET' | 'POST';
  /** Path without query, e.g. `/requests/<id>/certificates.zip`. */
  path: string;
  query: Record<string, string>;
  /** Lower-case names; only `content-type` and `content-length` are passed on. */
  headers: Record<string, string>;
  /** Absent for GET. Destroyed by the handler's caller when the client goes away. */
  body: Readable | null;
  actor: Actor;
  correlationId: string;
}

export interface FileResponse {
  status: number;
  headers: Record<string, string>;
  body: Readable | Buffer;
}

/** Never rejects for expected failures: those are answers with an `ErrorBody`. */
export type FileHandler = (request: FileRequest) => Promise<FileResponse>;
