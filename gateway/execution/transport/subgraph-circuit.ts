import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  noJitterGenerator,
  type CircuitBreakerPolicy,
  type IBackoff,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import { systemClock } from '../../../schema/kernel/clock.js';

export type CircuitStateName = 'closed' | 'open' | 'half-open';

export interface SubgraphCircuitOptions {
  /** So many failures in a row open it. */
  failures: number;
  /** First pause, doubled with each probe that fails, up to the longest. */
  restMs: number;
  longestRestMs: number;
}

/** What came of a fetch that was let in: whether the subgraph was there. */
export interface Passage {
  succeeded(): void;
  failed(): void;
}

/**
 * One subgraph's circuit breaker. After some failures of transport in a row nothing is sent for a while, then one
 * fetch is let in to see; all others fail at once until it has ended.
 *
 * The library is called when something changes only: a success after a success, nearly every fetch, costs nothing,
 * where `policy.execute` takes five promises.
 */
export class SubgraphCircuit {
  readonly #policy: CircuitBreakerPolicy;
  /** On the system's clock. */
  #dueAt = 0;
  #hasFailed = false;
  readonly #everyday: Passage = { succeeded: () => this.#succeeded(), failed: () => this.#failed() };

  constructor({ failures, restMs, longestRestMs }: SubgraphCircuitOptions) {
    const backoff = new ExponentialBackoff({
      ...{ initialDelay: restMs, maxDelay: longestRestMs, generator: noJitterGenerator },
    });
    this.#policy = circuitBreaker(handleAll, {
      breaker: new ConsecutiveBreaker(failures),
      halfOpenAfter: { next: () => this.#noted(backoff.next()) },
    });
  }

  get state(): CircuitStateName {
    if (this.#policy.state === CircuitState.Closed) return 'closed';
    return this.#policy.state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /** Lets a fetch in, which must tell how it ended if that says something about the subgraph; `null`: it is open. */
  enter(): Passage | null {
    if (this.#policy.state === CircuitState.Closed) return this.#everyday;
    const isDue = this.#policy.state === CircuitState.Open && systemClock.now().getTime() >= this.#dueAt;
    return isDue ? this.#probe() : null;
  }

  /** Whether whoever came through now is the probe, which must end with a verdict. */
  isEveryday(passage: Passage): boolean {
    return passage === this.#everyday;
  }

  #probe(): Passage | null {
    const made: Passage[] = [];
    this.#policy
      .execute(
        () =>
          new Promise<void>((resolve, reject) => {
            made.push({ succeeded: resolve, failed: () => reject(new Error('the probe has failed')) });
          }),
      )
      .catch(() => undefined); // whoever probes hears of it from the fetch itself
    this.#hasFailed = false;
    return made[0] ?? null; // the library's own clock may be a millisecond behind: still open
  }

  #succeeded(): void {
    if (this.#hasFailed) this.#report(() => Promise.resolve());
    this.#hasFailed = false;
  }

  #failed(): void {
    this.#hasFailed = true;
    this.#report(() => Promise.reject(new Error('a fetch has failed')));
  }

  /** What was sent before the circuit opened and ends afterwards says nothing new, and must not pass for a probe. */
  #report(outcome: () => Promise<void>): void {
    if (this.#policy.state !== CircuitState.Closed) return;
    this.#policy.execute(outcome).catch(() => undefined); // its caller hears of it
  }

  /**
   * Remembers the pause, which the library keeps to itself and measures on the system's clock; a quarter more or less,
   * so that gateways do not probe all at once (the library's own jitter may come to no pause at all).
   */
  #noted(backoff: IBackoff<unknown>): IBackoff<IHalfOpenAfterBackoffContext> {
    const duration = Math.round(backoff.duration * (0.75 + Math.random() / 2));
    this.#dueAt = systemClock.now().getTime() + duration;
    return { duration, next: (context) => this.#noted(backoff.next(context)) };
  }
}
