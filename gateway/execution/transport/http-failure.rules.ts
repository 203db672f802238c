/** How a call over HTTP failed before there was a whole answer; `unexpected`: by a mistake of our own. */
export type HttpFailure = 'connection' | 'tls' | 'protocol' | 'too-large' | 'unexpected';

/** Codes of undici and of the system that say: the connection, not the subgraph's work, has failed. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

/** The other side has closed a connection that it had taken: a fresh one may do, at once. */
const CLOSED_CODES = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/** undici's parser often gives its errors a name only. */
const PROTOCOL_CODES = /^(HPE_|HTTPParserError$|UND_ERR_HEADERS_OVERFLOW$|UND_ERR_RESPONSE$)/;

/** OpenSSL's and Node's names of what can be wrong with a certificate or a handshake. */
const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$|CRL_|HOSTNAME_MISMATCH|INVALID_)/;

export function httpFailure(error: unknown): HttpFailure {
  const codes = codesOf(error);
  if (codes.includes('UND_ERR_RES_EXCEEDED_MAX_SIZE')) return 'too-large';
  if (codes.some((code) => TLS_CODES.test(code))) return 'tls';
  if (codes.some((code) => CONNECTION_CODES.has(code))) return 'connection';
  return codes.some((code) => PROTOCOL_CODES.test(code)) ? 'protocol' : 'unexpected';
}

/** Whether a connection that had been open was closed, so that there is nothing to wait for before another attempt. */
export function wasClosed(error: unknown): boolean {
  return codesOf(error).some((code) => CLOSED_CODES.includes(code));
}

/** The codes and names of an error, of its causes, and of the addresses that were tried one after the other. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 3) return [];
  const { code, name, cause, errors } = error as { code?: unknown; name?: unknown; cause?: unknown; errors?: unknown };
  const inner = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return [...[code, name].filter((one) => typeof one === 'string'), ...inner.flatMap((one) => codesOf(one, depth + 1))];
}
