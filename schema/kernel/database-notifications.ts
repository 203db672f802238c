import pg from 'pg';

/** Called with each notification's payload, and without one when some may have been missed (after a reconnection). */
export type NotificationHandler = (payload: string | undefined) => void;

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/**
 * LISTEN on a connection of its own, made at first use and made again whenever it is lost. News is a hint: whoever
 * acts on it also looks by himself now and then.
 */
export class Notifications {
  readonly #config: pg.ClientConfig;
  readonly #handlers = new Map<string, Set<NotificationHandler>>();
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  /**
   * @returns when the server listens, or the first attempt has failed and the next one is due.
   */
  async listen(channel: string, handler: NotificationHandler): Promise<() => Promise<void>> {
    const handlers = this.#handlers.get(channel) ?? new Set();
    const isNew = handlers.size === 0;
    this.#handlers.set(channel, handlers.add(handler));
    if (this.#client === undefined) await this.#connect();
    else if (isNew) await this.#send('LISTEN', channel);
    return async () => {
      handlers.delete(handler);
      if (handlers.size > 0 || !this.#handlers.delete(channel)) return;
      await this.#send('UNLISTEN', channel);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#connecting;
    await this.#client?.end().catch(() => undefined);
  }

  #connect(): Promise<void> {
    clearTimeout(this.#retry);
    this.#connecting ??= this.#open().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  async #open(): Promise<void> {
    const client = new pg.Client(this.#config);
    let isLost = false;
    const lost = (): void => {
      if (!isLost) this.#lost(client); // an error and the end that follows it are one loss
      isLost = true;
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ channel, payload }) => this.#tell(channel, payload ?? ''));
    try {
      await client.connect();
      for (const channel of this.#handlers.keys()) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      this.#client = client;
      if (this.#retryMs > FIRST_RETRY_MS) for (const channel of this.#handlers.keys()) this.#tell(channel, undefined);
      this.#retryMs = FIRST_RETRY_MS;
    } catch {
      lost();
    }
  }

  #lost(client: pg.Client): void {
    void client.end().catch(() => undefined);
    if (this.#client === client) this.#client = undefined;
    if (this.#closed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #tell(channel: string, payload: string | undefined): void {
    for (const handler of this.#handlers.get(channel) ?? []) handler(payload);
  }

  /** A failure means that the connection is lost, and then everything is listened to anew. */
  async #send(verb: 'LISTEN' | 'UNLISTEN', channel: string): Promise<void> {
    await this.#connecting;
    const client = this.#client;
    if (client !== undefined) await client.query(`${verb} ${client.escapeIdentifier(channel)}`).catch(() => undefined);
  }
}
