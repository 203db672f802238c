import { isConnectionLoss } from '../../schema/kernel/database.js';
import { asDomainError, DomainError } from '../../schema/kernel/domain-error.js';
import type { FileResponse } from '../../schema/kernel/file-exchange.js';

/** Nothing of a person stays in a shared cache, and no browser makes anything else of it. */
export function downloadHeaders(contentType: string, fileName: string): Record<string, string> {
  return {
    'content-type': contentType,
    'content-disposition': `attachment; filename="${fileName}"`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  };
}

/**
 * The answer to a request for a file that failed: the usual error body. `onUnexpected` is told of what the client
 * only sees as INTERNAL.
 */
export function refusalAnswer(
  thrown: unknown,
  correlationId: string,
  onUnexpected?: (error: unknown, correlationId: string) => void,
): FileResponse {
  const error = isConnectionLoss(thrown)
    ? new DomainError('STORE_UNAVAILABLE', { cause: thrown })
    : asDomainError(thrown);
  if (error.code === 'INTERNAL') onUnexpected?.(thrown, correlationId);
  return {
    status: error.httpStatus,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: Buffer.from(JSON.stringify(error.toBody(correlationId)), 'utf8'),
  };
}
