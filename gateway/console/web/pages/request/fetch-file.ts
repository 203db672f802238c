import { networkFailure, serviceFailure, type Failure } from '../../graph/failure.rules.js';

export type Fetched = { file: Blob } | { failure: Failure } | 'stopped';

export interface FetchOptions {
  address: string;
  token: string;
  /** Bytes that have come so far. */
  onProgress(received: number): void;
  signal: AbortSignal;
}

/** A file of the service, which wants the access token: a plain link could not send it, and in a URL it would be logged. */
export async function fetchFile({ address, token, onProgress, signal }: FetchOptions): Promise<Fetched> {
  try {
    const response = await fetch(address, { headers: { authorization: `Bearer ${token}` }, signal });
    if (!response.ok) return { failure: serviceFailure((await response.json()) as Record<string, unknown>) };
    let received = 0;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        onProgress(received);
        controller.enqueue(chunk);
      },
    });
    // The browser keeps large ones on its disk, not in memory.
    const file = await new Response(response.body?.pipeThrough(counter)).blob();
    return { file };
  } catch (error) {
    if (signal.aborted) return 'stopped';
    return { failure: networkFailure(error instanceof Error ? error : undefined, navigator.onLine) };
  }
}
