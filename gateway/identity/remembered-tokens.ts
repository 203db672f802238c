import { hash } from 'node:crypto';
import type { Clock } from '../../schema/kernel/clock.js';

export interface RememberedUntil {
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** Whether what it was verified with is still so. */
  stillGood: () => boolean;
}

interface Entry<T> extends RememberedUntil {
  value: T;
}

/** After so long a token is verified anew, so that a key that its issuer has withdrawn is found out. */
const REMEMBERED_MS = 60_000;
const MAXIMUM = 2_000;

/**
 * What came of verifying a token, for a minute: a client sends the same one with every request, and an ES256
 * signature takes 0.27 ms of CPU to check. Tokens are known by their hash and never kept; the oldest goes when there
 * are too many.
 */
export class RememberedTokens<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #clock: Clock;
  readonly #maximum: number;

  constructor(clock: Clock, maximum = MAXIMUM) {
    this.#clock = clock;
    this.#maximum = maximum;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(token: string): T | undefined {
    const key = hashOf(token);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#clock.now().getTime() < entry.expiresAt && entry.stillGood()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  put(token: string, value: T, { expiresAt, stillGood }: RememberedUntil): void {
    const until = Math.min(expiresAt, this.#clock.now().getTime() + REMEMBERED_MS);
    const key = hashOf(token);
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAt: until, stillGood });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maximum) break;
      this.#entries.delete(oldest);
    }
  }
}

const hashOf = (token: string): string => hash('sha256', token, 'base64url');
