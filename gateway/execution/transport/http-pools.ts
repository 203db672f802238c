import { Pool, type Dispatcher } from 'undici';

export interface HttpPoolsOptions {
  connectTimeoutMs: number;
  /** Largest body of an answer in bytes; -1: no limit. */
  maxResponseBytes: number;
  /** Longest silence of the other side while it answers; 0: the caller decides. */
  idleTimeoutMs: number;
}

/** Keep-alive connections per origin; enough for a busy gateway, and what waits for one has its own deadline. */
const CONNECTIONS = 128;
const CLOSE_TIMEOUT_MS = 2_000;

/** One pool of keep-alive connections for each origin that is called. */
export class HttpPools {
  readonly #options: HttpPoolsOptions;
  readonly #pools = new Map<string, Pool>();

  constructor(options: HttpPoolsOptions) {
    this.#options = options;
  }

  for(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known) return known;
    const { connectTimeoutMs, maxResponseBytes, idleTimeoutMs } = this.#options;
    const pool = new Pool(origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      connect: { timeout: connectTimeoutMs },
      maxResponseSize: maxResponseBytes,
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
    });
    this.#pools.set(origin, pool);
    return pool;
  }

  /** Lets what is under way end, within a deadline. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map(closeWithin));
  }
}

/** Takes no more and lets what is under way end, for a while. */
export async function closeWithin(dispatcher: Dispatcher): Promise<void> {
  const timer = setTimeout(() => void dispatcher.destroy(), CLOSE_TIMEOUT_MS);
  await dispatcher.close().catch(() => dispatcher.destroy());
  clearTimeout(timer);
}
