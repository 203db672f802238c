import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { unlessAborted } from './deadline.js';
import { DropAreaError } from './drop-area.errors.js';
import { SftpConnection } from './sftp-connection.js';
import type { SftpServer, SftpTimings } from './sftp-server.type.js';
import { SftpSession } from './sftp-session.js';

export interface SftpConnectionsOptions {
  server: SftpServer;
  timings: SftpTimings;
  logger: Logger;
  /** Offices connected to at a time. */
  maximum?: number;
}

interface Slot {
  connection: SftpConnection | null;
  /** While a connection is being made: whoever needs one waits for the same. */
  opening: Promise<SftpConnection> | null;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

/** More than there are offices that work at a time; idle ones make room for others. */
const MAXIMUM = 64;
/** No second attempt would find it otherwise. */
const LASTING: readonly string[] = ['HOST_KEY_MISMATCH', 'KEY_REFUSED'];
/** The same trouble is logged so often at most. */
const REPORT_EVERY_MS = 60_000;

/**
 * A connection an office, made when it is needed, closed when nobody has used it for a while: what hangs at one office
 * (one process of the server's) hangs nowhere else.
 */
export class SftpConnections {
  readonly #options: SftpConnectionsOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #reportedAt = new Map<string, number>();
  readonly #closing = new AbortController();

  constructor(options: SftpConnectionsOptions) {
    this.#options = options;
    // Each of 140 offices may be waiting to connect again: as many listeners, and no more.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Runs an act on the office's connection, until the signal fires. */
  async use<T>(officeCode: string, signal: AbortSignal, act: (session: SftpSession) => Promise<T>): Promise<T> {
    const session = await this.lease(officeCode, signal);
    try {
      return await act(session);
    } finally {
      session.release();
    }
  }

  /** The office's connection, to be released. */
  async lease(officeCode: string, signal: AbortSignal): Promise<SftpSession> {
    if (this.#isClosed) throw new DropAreaError('UNREACHABLE');
    const slot = this.#slotOf(officeCode);
    slot.users += 1;
    clearTimeout(slot.idle);
    const release = (): void => this.#release(officeCode, slot);
    try {
      const connection = await unlessAborted(signal, this.#connected(officeCode, slot));
      if (this.#isClosed) throw new DropAreaError('UNREACHABLE');
      return new SftpSession(connection, { signal, release });
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Ends all connections; none is made any more, and nobody waits for one. */
  close(): void {
    this.#closing.abort();
    for (const slot of this.#slots.values()) end(slot);
    this.#slots.clear();
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  #slotOf(officeCode: string): Slot {
    const known = this.#slots.get(officeCode);
    if (known) return known;
    if (this.#slots.size >= (this.#options.maximum ?? MAXIMUM)) this.#makeRoom();
    const slot: Slot = { connection: null, opening: null, users: 0, idle: undefined };
    this.#slots.set(officeCode, slot);
    return slot;
  }

  #makeRoom(): void {
    const idle = [...this.#slots].find(([, { users }]) => users === 0);
    if (!idle) throw new DropAreaError('UNREACHABLE', { systemCode: 'too many connections' });
    end(idle[1]);
    this.#slots.delete(idle[0]);
  }

  #connected(officeCode: string, slot: Slot): Promise<SftpConnection> {
    if (slot.connection && !slot.connection.isLost) return Promise.resolve(slot.connection);
    slot.opening ??= this.#open(officeCode)
      .then((connection) => {
        // Closed in the meantime, or given up by everybody who had waited for it.
        if (this.#isClosed || this.#slots.get(officeCode) !== slot) connection.drop(new DropAreaError('UNREACHABLE'));
        return (slot.connection = connection);
      })
      .finally(() => (slot.opening = null));
    return slot.opening;
  }

  /** Connects, again after a pause when that fails, until there is no time left. */
  async #open(officeCode: string): Promise<SftpConnection> {
    const { server, timings } = this.#options;
    const until = performance.now() + timings.connectMs;
    for (let pauseMs = timings.reconnectMs; ; pauseMs *= 2) {
      try {
        const withinMs = Math.max(1, until - performance.now());
        return await SftpConnection.open(server, { withinMs, keepAliveMs: timings.keepAliveMs });
      } catch (error) {
        const isLasting = error instanceof DropAreaError && LASTING.includes(error.trouble);
        if (isLasting || this.#isClosed || performance.now() + pauseMs >= until) {
          this.#report(officeCode, error);
          throw error;
        }
        await sleep(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
        if (this.#isClosed) throw new DropAreaError('UNREACHABLE', { cause: error });
      }
    }
  }

  #report(officeCode: string, error: unknown): void {
    const { logger, server } = this.#options;
    if (!(error instanceof DropAreaError)) return;
    const { trouble, message, cause } = error;
    const now = performance.now();
    if (now - (this.#reportedAt.get(trouble) ?? -Infinity) < REPORT_EVERY_MS) return;
    this.#reportedAt.set(trouble, now);
    const facts = { trouble, officeCode, host: server.host, port: server.port };
    if (trouble === 'HOST_KEY_MISMATCH') {
      logger.error(
        { ...facts, pinned: server.hostKey.fingerprint, reason: message },
        'SFTP server shows another host key',
      );
    } else if (trouble === 'KEY_REFUSED') {
      logger.error(facts, 'SFTP server refuses our key');
    } else {
      const reason = cause instanceof Error ? cause.message : message;
      logger.warn({ ...facts, reason }, 'SFTP server not reached');
    }
  }

  #release(officeCode: string, slot: Slot): void {
    slot.users -= 1;
    if (slot.users > 0) return;
    slot.idle = setTimeout(() => {
      end(slot);
      if (this.#slots.get(officeCode) === slot) this.#slots.delete(officeCode);
    }, this.#options.timings.idleMs);
    slot.idle.unref();
  }
}

function end(slot: Slot): void {
  clearTimeout(slot.idle);
  slot.connection?.drop(new DropAreaError('UNREACHABLE'));
}
