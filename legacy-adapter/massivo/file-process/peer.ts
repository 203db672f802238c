import { asDropAreaError, DropAreaError, systemCodeOf } from '../transport/drop-area.errors.js';
import type { DropAreaTrouble } from '../transport/drop-area.port.js';

/** One message of two processes that ask each other. */
export type PeerMessage =
  | { kind: 'request'; id: number; method: string; params: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'failure'; id: number; failure: Failure }
  /** Nobody waits for that call any more; it ends as soon as it can. */
  | { kind: 'abort'; call: number };

type Side = 'parent' | 'child';
/** The drop area's troubles travel as what they are; any other error stays where it was thrown, and its number goes. */
type Failure = { trouble: DropAreaTrouble; systemCode: string | undefined } | StrangeFailure;
interface StrangeFailure {
  of: Side;
  number: number;
  name: string;
}

/** An error that the other side threw and that means nothing here. */
class Strange extends Error {
  constructor(readonly failure: StrangeFailure) {
    super(`the ${failure.of} process failed: ${failure.name}`);
    this.name = 'Strange';
  }
}

export type PeerHandler = (method: string, params: never) => Promise<unknown>;

/** Errors that wait to come back, at most. */
const MOST_REMEMBERED = 1_000;

/**
 * Asks and answers over a channel. An error that one side throws while it answers comes back to it as the very same
 * object, whatever the other side did in between: a revoked claim is still a revoked claim.
 */
export class Peer {
  readonly #side: Side;
  readonly #send: (message: PeerMessage) => void;
  readonly #handle: PeerHandler;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  readonly #remembered = new Map<number, unknown>();
  #last = 0;

  constructor(side: Side, send: (message: PeerMessage) => void, handle: PeerHandler) {
    this.#side = side;
    this.#send = send;
    this.#handle = handle;
  }

  /** How many answers are being waited for. */
  get waiting(): number {
    return this.#waiting.size;
  }

  request<T>(method: string, params: unknown): Promise<T> {
    const id = (this.#last += 1);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#send({ kind: 'request', id, method, params });
    });
  }

  async receive(message: Exclude<PeerMessage, { kind: 'abort' }>): Promise<void> {
    if (message.kind === 'request') return this.#answer(message);
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'result') waiting?.resolve(message.value);
    else waiting?.reject(this.#errorOf(message.failure));
  }

  /** The other side has gone: nobody will answer any more. */
  endAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async #answer({ id, method, params }: { id: number; method: string; params: unknown }): Promise<void> {
    try {
      this.#send({ kind: 'result', id, value: await this.#handle(method, params as never) });
    } catch (error) {
      this.#send({ kind: 'failure', id, failure: this.#failureOf(error) });
    }
  }

  #failureOf(error: unknown): Failure {
    if (error instanceof Strange) return error.failure;
    // What fails in the parent is a claim or the bytes, never the drop area, whatever it looks like.
    const known = this.#side === 'child' ? asDropAreaError(error) : null;
    if (known instanceof DropAreaError) return { trouble: known.trouble, systemCode: systemCodeOf(known.cause) };
    const number = (this.#last += 1);
    this.#remembered.set(number, error);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MOST_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    return { of: this.#side, number, name: error instanceof Error ? error.name : typeof error };
  }

  #errorOf(failure: Failure): unknown {
    if ('trouble' in failure) {
      const { trouble, systemCode } = failure;
      return new DropAreaError(trouble, systemCode === undefined ? {} : { systemCode });
    }
    if (failure.of !== this.#side) {
      return failure.name === 'RangeError' ? new RangeError('not the plain name of a file') : new Strange(failure);
    }
    const remembered = this.#remembered.get(failure.number);
    this.#remembered.delete(failure.number);
    return remembered ?? new Strange(failure);
  }
}
