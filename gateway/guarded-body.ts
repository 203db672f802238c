import { Readable } from 'node:stream';
import { DomainError } from '../schema/kernel/domain-error.js';

export interface BodyLimits {
  maxBytes: number;
  /** Longest wait for the next piece. Counts only while we wait for the client, not while the client waits for us. */
  idleMs: number;
  /** Longest time for all of it. */
  totalMs: number;
}

/**
 * A request's body that ends with an error when it is larger or slower than allowed, or when the client goes away
 * (PAYLOAD_TOO_LARGE, REQUEST_INCOMPLETE). Nothing is buffered: the source flows only while its reader keeps up. The
 * source is left open, so that the request can still be answered; `unread-body.ts` reads what is left of it.
 */
export class GuardedBody extends Readable {
  readonly #source: Readable;
  readonly #limits: BodyLimits;
  readonly #totalTimer: NodeJS.Timeout;
  #idleTimer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #fault: DomainError | null = null;

  constructor(source: Readable, limits: BodyLimits) {
    super();
    this.#source = source;
    this.#limits = limits;
    this.#totalTimer = setTimeout(() => this.#fail(tooSlow()), limits.totalMs);
    // It may break before anybody reads it, and an error that nobody hears ends the process; its reader gets it all the same.
    this.on('error', () => undefined);
    source.pause();
    source.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onBreak).on('close', this.#onBreak);
  }

  /** Why the body ended before its end; `null` while it has not. */
  get fault(): DomainError | null {
    return this.#fault;
  }

  override _read(): void {
    this.#idleTimer ??= setTimeout(() => this.#fail(tooSlow()), this.#limits.idleMs);
    this.#source.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#letGo();
    done(error);
  }

  readonly #onData = (piece: Buffer): void => {
    this.#bytes += piece.length;
    if (this.#bytes > this.#limits.maxBytes) return this.#fail(new DomainError('PAYLOAD_TOO_LARGE'));
    if (this.push(piece)) {
      this.#idleTimer?.refresh();
      return;
    }
    this.#source.pause();
    this.#stopIdling();
  };

  readonly #onEnd = (): void => {
    this.#letGo();
    this.push(null);
  };

  readonly #onBreak = (cause?: unknown): void => this.#fail(new DomainError('REQUEST_INCOMPLETE', { cause }));

  #fail(fault: DomainError): void {
    this.#fault ??= fault;
    this.destroy(this.#fault);
  }

  #stopIdling(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
  }

  #letGo(): void {
    this.#stopIdling();
    clearTimeout(this.#totalTimer);
    const source = this.#source.pause();
    source.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onBreak).off('close', this.#onBreak);
  }
}

function tooSlow(): DomainError {
  return new DomainError('REQUEST_INCOMPLETE', {
    message: 'The request came too slowly and was given up; nothing was kept.',
    messageIt: 'La richiesta è arrivata troppo lentamente ed è stata abbandonata; nulla è stato conservato.',
  });
}
