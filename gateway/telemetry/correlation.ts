import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { CORRELATION_HEADER } from '../../schema/kernel/subgraph-http.js';
import { holdsTaxCode } from './tax-code-mask.rules.js';

const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/**
 * The id that ties a request's answer to its log entries: the caller's own when it is well-formed (8 to 64 letters,
 * digits, `.`, `_`, `-`), else a new one. It is logged, so what could be a tax code is not taken.
 */
export function correlationId(headers: IncomingHttpHeaders): string {
  const given = headers[CORRELATION_HEADER];
  if (typeof given === 'string' && WELL_FORMED.test(given) && !holdsTaxCode(given)) return given;
  return randomUUID();
}
