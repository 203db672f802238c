const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;
const BYTE_SEQUENCE = /^:([A-Za-z0-9+/]+={0,2}):$/;
/** The largest CNS certificates take 3 KiB in PEM, and escaping makes them longer by a tenth. */
const MAXIMUM_LENGTH = 8_192;

/**
 * The certificate that a proxy passes on, in DER: as a byte sequence (RFC 9440, `:base64:`) or as a PEM with percent
 * escapes (nginx, `$ssl_client_escaped_cert`). `null` for anything else, two certificates included.
 */
export function certificateInHeader(value: string): Uint8Array | null {
  if (value.length > MAXIMUM_LENGTH) return null;
  const base64 = BYTE_SEQUENCE.exec(value)?.[1] ?? PEM.exec(unescaped(value))?.[1]?.replace(/\s/g, '');
  return base64 === undefined ? null : new Uint8Array(Buffer.from(base64, 'base64'));
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
