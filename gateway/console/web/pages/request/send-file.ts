import { networkFailure, serviceFailure, type Failure } from '../../graph/failure.rules.js';

export type Sent = { requestId: string } | { failure: Failure } | 'stopped';

export interface SendOptions {
  file: File;
  token: string;
  /** Bytes that have left so far. */
  onProgress(sent: number): void;
  /** Breaks the upload off. */
  signal: AbortSignal;
}

/** Without a byte leaving or an answer for so long the upload is given up: longer than the service's own patience. */
const SILENCE_MS = 120_000;
/** Larger files get an identifier of their own: the browser could hash them in memory only. */
const MOST_HASHED_BYTES = 64 * 1_048_576;

/**
 * Sends a massivo file as it is, by XMLHttpRequest, since `fetch` does not tell how far it is. The client request id is
 * the file's SHA-256, as on the command line: sent again after a lost answer it is the same request.
 */
export async function sendFile({ file, token, onProgress, signal }: SendOptions): Promise<Sent> {
  const clientRequestId = await clientRequestIdOf(file);
  if (signal.aborted) return 'stopped';
  return new Promise<Sent>((resolve) => {
    const request = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        end({ failure: networkFailure(new DOMException('', 'TimeoutError'), navigator.onLine) });
        request.abort();
      }, SILENCE_MS);
    };
    const end = (sent: Sent): void => {
      clearTimeout(silence);
      resolve(sent);
    };
    request.upload.onprogress = ({ loaded }) => {
      heard();
      onProgress(loaded);
    };
    request.onload = () => end(answerOf(request));
    request.onerror = () => end({ failure: networkFailure(undefined, navigator.onLine) });
    request.onabort = () => end('stopped');
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.open('POST', `/massivo-files?clientRequestId=${clientRequestId}`);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('content-type', 'text/plain');
    heard();
    request.send(file);
  });
}

async function clientRequestIdOf(file: File): Promise<string> {
  if (file.size > MOST_HASHED_BYTES) return crypto.randomUUID();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function answerOf(request: XMLHttpRequest): Sent {
  const body = jsonOf(request.responseText);
  if (request.status === 202 && typeof body['requestId'] === 'string') return { requestId: body['requestId'] };
  return { failure: serviceFailure(body) };
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
