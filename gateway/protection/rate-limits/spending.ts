import type { SharedCounter } from './shared-counter.port.js';

export interface SpendingOptions {
  /** Points a minute for each key, over all gateways. */
  limit: number;
  /** `null`: this process counts for itself. */
  counter: SharedCounter | null;
  /** Monotonic milliseconds. */
  now?: () => number;
}

interface Account {
  endsAt: number;
  spent: number;
  unsettled: number;
  blockedUntil: number;
  settling: boolean;
}

const MINUTE_MS = 60_000;
/** Keys that are remembered; the one that came first goes first. */
const MOST_KEYS = 20_000;
/** A key is settled whenever it has spent this share of its limit here. */
const SETTLED_AT = 1 / 20;
/** So that a slow database does not gather settlements. */
const MOST_SETTLEMENTS = 8;

/**
 * What each key has spent in its present minute. No request waits for the database: what was spent here is counted here
 * and settled with the others in steps of a twentieth of the limit, so a request costs 0.2 µs and a key one statement
 * for as many requests. Of a limit over n gateways up to n twentieths more may pass; while the database does not answer,
 * each gateway holds to the limit by itself.
 */
export class Spending {
  readonly #options: SpendingOptions;
  readonly #now: () => number;
  readonly #accounts = new Map<string, Account>();
  #settlements = 0;

  constructor(options: SpendingOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** @returns milliseconds until the key may spend again, or `null`: it may. */
  spend(key: string, points: number): number | null {
    const now = this.#now();
    const account = this.#accountOf(key, now);
    if (now < account.blockedUntil) return account.blockedUntil - now;
    account.spent += points;
    account.unsettled += points;
    const { limit, counter } = this.#options;
    if (account.spent > limit) {
      account.blockedUntil = account.endsAt;
      return account.endsAt - now;
    }
    if (counter && account.unsettled >= limit * SETTLED_AT) this.#settle(counter, key, account);
    return null;
  }

  get size(): number {
    return this.#accounts.size;
  }

  #accountOf(key: string, now: number): Account {
    const known = this.#accounts.get(key);
    if (known && now < known.endsAt) return known;
    const account = known ?? { endsAt: 0, spent: 0, unsettled: 0, blockedUntil: 0, settling: false };
    Object.assign(account, { endsAt: now + MINUTE_MS, spent: 0, unsettled: 0 });
    // Put at the end: a Map keeps the order of insertion, and those whose minute began first come first.
    this.#accounts.delete(key);
    this.#accounts.set(key, account);
    for (const oldest of this.#accounts.keys()) {
      if (this.#accounts.size <= MOST_KEYS) break;
      this.#accounts.delete(oldest);
    }
    return account;
  }

  #settle(counter: SharedCounter, key: string, account: Account): void {
    if (account.settling || this.#settlements >= MOST_SETTLEMENTS) return;
    const points = account.unsettled;
    account.unsettled = 0;
    account.settling = true;
    this.#settlements += 1;
    void counter
      .add(key, points)
      .then(({ spent, msLeft }) => {
        if (spent > this.#options.limit) account.blockedUntil = this.#now() + msLeft;
      })
      // What was not settled is counted here all the same.
      .catch(() => undefined)
      .finally(() => {
        account.settling = false;
        this.#settlements -= 1;
      });
  }
}
