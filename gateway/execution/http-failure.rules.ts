/** How a call over HTTP failed before there was an answer. */
export type HttpFailure = 'connection' | 'too-large' | 'unexpected';

/** Codes of undici and of the system that say: the connection, not the subgraph's work, has failed. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
]);

export function httpFailure(error: unknown): HttpFailure {
  const codes = codesOf(error);
  if (codes.includes('UND_ERR_RES_EXCEEDED_MAX_SIZE')) return 'too-large';
  return codes.some((code) => CONNECTION_CODES.has(code)) ? 'connection' : 'unexpected';
}

/** The codes of an error, of its causes, and of the addresses that were tried one after the other. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 3) return [];
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  const inner = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return [...(typeof code === 'string' ? [code] : []), ...inner.flatMap((one) => codesOf(one, depth + 1))];
}
