import { isIPv6 } from 'node:net';
import type { Actor } from '../../../schema/kernel/actor.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { CallerKeys, type BodiesOf } from './caller-keys.js';
import type { SharedCounter } from './shared-counter.port.js';
import { Spending } from './spending.js';

export interface RateLimitOptions {
  /** Points a minute of a body, or of a person who acts for none or for several; 0: no limit. */
  perCaller: number;
  /** Requests a minute from an address; 0: no limit. */
  perAddress: number;
  /** `null`: this gateway counts for itself alone. */
  counter: SharedCounter | null;
  /** Left out: every person is counted alone. */
  bodiesOf?: BodiesOf;
}

/** What a request costs its caller: one, and one more for each thousand objects that its answer may hold; a file, one. */
export const FILE_POINTS = 1;
export const graphPoints = (cost: number): number => 1 + Math.floor(cost / 1_000);

/**
 * How many uploads a caller may have under way at a gateway. Old software sends a day's files all at once, so this only
 * stops what has run wild: uploads are streamed, and how many of them write rows at a time is bounded for all together.
 */
export const MOST_UPLOADS = 200;
const UPLOAD_RETRY_MS = 5_000;

/** How much each caller and each address may ask for in a minute, and how many uploads at a time. */
export class RateLimits {
  readonly #callers: Spending | null;
  readonly #addresses: Spending | null;
  readonly #keys: CallerKeys;
  readonly #uploads = new Map<string, number>();

  constructor({ perCaller, perAddress, counter, bodiesOf }: RateLimitOptions) {
    this.#callers = perCaller === 0 ? null : new Spending({ limit: perCaller, counter });
    this.#addresses = perAddress === 0 ? null : new Spending({ limit: perAddress, counter });
    this.#keys = new CallerKeys(bodiesOf);
  }

  /** @throws DomainError RATE_LIMITED */
  address(address: string): void {
    refuse(this.#addresses?.spend(`address:${network(address)}`, 1) ?? null);
  }

  /** Anonymous callers are counted by their addresses alone. @throws DomainError RATE_LIMITED */
  caller(actor: Actor, points: number): void {
    if (actor.kind === 'anonymous') return;
    refuse(this.#callers?.spend(this.#keys.of(actor), points) ?? null);
  }

  /** What was found out later is counted all the same; the next request feels it. */
  charge(actor: Actor, points: number): void {
    if (actor.kind !== 'anonymous' && points > 0) this.#callers?.spend(this.#keys.of(actor), points);
  }

  /** @returns what ends the upload. @throws DomainError RATE_LIMITED when too many are under way. */
  upload(actor: Actor): () => void {
    const key = this.#keys.of(actor);
    const under = this.#uploads.get(key) ?? 0;
    if (under >= MOST_UPLOADS) refuse(UPLOAD_RETRY_MS);
    this.#uploads.set(key, under + 1);
    return () => {
      const left = (this.#uploads.get(key) ?? 1) - 1;
      if (left > 0) this.#uploads.set(key, left);
      else this.#uploads.delete(key);
    };
  }
}

/** Whoever has an IPv6 address has all of its last 64 bits. */
function network(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace(/^::ffff:/, '');
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled =
    tail === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - rest.length).fill('0'), ...rest];
  return filled.slice(0, 4).join(':');
}

function refuse(waitMs: number | null): void {
  if (waitMs === null) return;
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  throw new DomainError('RATE_LIMITED', { details: { retryAfterSeconds: seconds } });
}
