import { Readable } from 'node:stream';
import { DomainError } from '../schema/kernel/domain-error.js';

export interface BodyLimits {
  maxBytes: number;
  /** Longest wait for the next piece. Counts only while we wait for the client, not while the client waits for us. */
  idleMs: number;
  /** Longest time for all of it. */
  totalMs: number;
}

export interface GuardedBody {
  stream: Readable;
  /** Why the body ended before its end; `null` while it has not. */
  fault(): DomainError | null;
}

/**
 * A request's body that ends with an error when it is larger or slower than allowed, or when the client goes away
 * (PAYLOAD_TOO_LARGE, REQUEST_INCOMPLETE). Pulled piece by piece, so that nothing is buffered; the request itself stays
 * open, so that it can still be answered.
 */
export function guardedBody(source: Readable, limits: BodyLimits): GuardedBody {
  let fault: DomainError | null = null;
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      yield* checkedPieces(source, limits);
    } catch (error) {
      fault = error instanceof DomainError ? error : new DomainError('REQUEST_INCOMPLETE', { cause: error });
      throw fault;
    }
  }
  return { stream: Readable.from(pieces(), { objectMode: false }), fault: () => fault };
}

async function* checkedPieces(source: Readable, { maxBytes, idleMs, totalMs }: BodyLimits): AsyncGenerator<Buffer> {
  const endsAt = performance.now() + totalMs;
  const iterator = source.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let bytes = 0;
  try {
    for (;;) {
      const waitMs = Math.min(idleMs, endsAt - performance.now());
      const next = await within(waitMs, iterator.next());
      if (next.done) return;
      bytes += next.value.length;
      if (bytes > maxBytes) throw new DomainError('PAYLOAD_TOO_LARGE');
      yield next.value;
    }
  } finally {
    void iterator.return?.();
  }
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow()), Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(): DomainError {
  return new DomainError('REQUEST_INCOMPLETE', {
    message: 'The request came too slowly and was given up; nothing was kept.',
    messageIt: 'La richiesta è arrivata troppo lentamente ed è stata abbandonata; nulla è stato conservato.',
  });
}
